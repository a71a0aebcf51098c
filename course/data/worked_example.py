"""The convolution that is worked out number by number in the COMP541 lecture (after the CS231n demo)."""

import numpy as np

X = """
0000000 0120000 0220000 0222100 0100200 0110100 0000000
0000000 0100100 0100010 0001200 0010100 0111120 0000000
0000000 0002220 0122200 0111100 0120000 0222100 0000000
"""
W = """
 0  0 -1  -1  0  0  -1 -1 -1     1  1 -1   0  0  0  -1  1  1    -1 -1 -1   0  1  1   0 -1  0
-1  0  0   1 -1 -1   0  0 -1    -1  0  1   1 -1  1  -1  0  1    -1 -1 -1  -1  1 -1   0  1 -1
"""


def worked_example() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Input (7, 7, 3), padded already, two filters (3, 3, 3, 2) and their biases (2,): integers, for stride 2."""
    x = np.array([int(digit) for digit in "".join(X.split())]).reshape(3, 7, 7)
    w = np.array([int(number) for number in W.split()]).reshape(2, 3, 3, 3)
    return np.moveaxis(x, 0, -1), np.transpose(w, (2, 3, 1, 0)), np.array([1, 0])
