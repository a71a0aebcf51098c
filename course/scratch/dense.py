r"""The dense layer: every output is joined with every input."""

import numpy as np

from course.scratch.geometry import same_shape


def dense(x, w, b=None):
    r"""Weighted sums of all inputs.

    .. math:: y_{n,o} = b_o + \sum_i x_{n,i}\, w_{i,o} \qquad\text{or}\qquad Y = XW + b

    Args:
        x: input (N, In).
        w: weights (In, Out).
        b: bias (Out,) or None.

    Returns the output (N, Out). Raises ValueError where shapes do not fit.
    """
    x, w = _checked(x, w)
    return x @ w if b is None else x @ w + same_shape("bias", b, w.shape[1:])


def dense_backward(dy, x, w):
    r"""Gradients of a loss with respect to input, weights and bias of ``y = dense(x, w, b)``.

    .. math:: \partial X = \partial Y\, W^T \qquad \partial W = X^T\, \partial Y \qquad \partial b = \sum_n \partial y_n

    Args:
        dy: gradient of the loss with respect to the output, (N, Out).
        x, w: those of the forward pass.

    Returns (dx, dw, db), shaped as x, w and (Out,). Raises ValueError where shapes do not fit.
    """
    x, w = _checked(x, w)
    dy = same_shape("dy", dy, (len(x), w.shape[1]))
    return dy @ w.T, x.T @ dy, dy.sum(axis=0)


def _checked(x, w):
    x, w = np.asarray(x), np.asarray(w)
    if x.ndim != 2 or w.ndim != 2 or x.shape[1] != len(w):
        raise ValueError(f"input {x.shape} and weights {w.shape} do not go together: must be (N, In) and (In, Out)")
    return x, w
