r"""Dropout: switch units off at random in training, and make up for it, either then or later."""

import numpy as np

from course.scratch.geometry import floats


def dropout(x, rate=0.5, *, training, inverted=True, rng=None):
    r"""Set each entry of x to 0 with probability `rate`, independently.

    .. math:: y = m\, x, \qquad
        \begin{array}{lcc} & \text{training} & \text{test} \\
        \text{inverted} & m \in \{0,\; 1/(1 - r)\} & m = 1 \\ \text{paper} & m \in \{0,\; 1\} & m = 1 - r \end{array}

    Both give the layer after it, in the mean, the same input in training as at test time.

    Args:
        x: input of any shape.
        rate: share r of the entries that are dropped, from 0 to below 1.
        training: drop at random (True), or use all units (False).
        inverted: scale in training, as Keras does; False: scale at test time, as the AlexNet paper does.
        rng: seed or ``numpy.random.Generator`` that draws; needed in training.

    Returns (y, m): the output, and the factors, an array shaped as x; they are the derivative: ``dx = m * dy``.
    Raises ValueError for another rate, and in training without `rng`.
    Source: Hinton et al. 2012; Krizhevsky et al. 2012, section 4.2.
    """
    x = floats(x)
    if not 0 <= rate < 1:
        raise ValueError(f"rate={rate!r}: must be from 0 to below 1")
    if training and rng is None:
        raise ValueError("dropout in training draws at random: give rng, a seed or a numpy.random.Generator")
    kept = np.random.default_rng(rng).random(x.shape) >= rate if training else np.ones(x.shape, bool)
    if inverted:
        scale = 1 / (1 - rate) if training else 1
    else:
        scale = 1 if training else 1 - rate
    factors = kept * np.asarray(scale, x.dtype)
    return factors * x, factors
