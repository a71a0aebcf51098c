"""The convolution that is worked out number by number in the COMP541 lecture (after the CS231n demo)."""

import numpy as np

X = """
12000 22000 22210 10020 11010
10010 10001 00120 01010 11112
00222 12220 11110 12000 22210
"""
W = """
 0  0 -1  -1  0  0  -1 -1 -1     1  1 -1   0  0  0  -1  1  1    -1 -1 -1   0  1  1   0 -1  0
-1  0  0   1 -1 -1   0  0 -1    -1  0  1   1 -1  1  -1  0  1    -1 -1 -1  -1  1 -1   0  1 -1
"""


def worked_example() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Input (5, 5, 3), two filters (3, 3, 3, 2) and their biases (2,): integers, for padding 1 and stride 2."""
    x = np.array([int(digit) for digit in "".join(X.split())]).reshape(3, 5, 5)
    w = np.array([int(number) for number in W.split()]).reshape(2, 3, 3, 3)
    return np.moveaxis(x, 0, -1), np.transpose(w, (2, 3, 1, 0)), np.array([1, 0])
