r"""Pooling: one number for each window and channel, and the way back for its gradient."""

import numpy as np

from course.scratch.geometry import crop, floats, geometry, images, in_cache, pad, per_axis, places, same_shape


def max_pool2d(x, pool_size=2, stride=None, padding=0):
    r"""Largest value in each window.

    .. math:: y_{n,i,c} = \max_k\; x_{n,\; s\,i + k - p,\; c}

    Args:
        x: input (N, H, W, C).
        pool_size: side of the window in pixels, or (height, width).
        stride: pixels from one window to the next, or one for each axis; None for windows side by side.
        padding: pixels around the input that never win, less than `pool_size`.

    Returns the output (N, H', W', C). Raises ValueError where shapes or values do not fit.
    Source: Ranzato et al. 2007, "Unsupervised learning of invariant feature hierarchies"; overlapping windows:
    Krizhevsky et al. 2012, section 3.4.
    """
    x = images("x", x)
    g = _geometry(x, pool_size, stride, padding)
    padded, y = _pad_lowest(x, g), None
    for _, seen in places(g):
        y = padded[seen].copy() if y is None else np.maximum(y, padded[seen], out=y)
    return y


def max_pool2d_backward(dy, x, pool_size=2, stride=None, padding=0):
    r"""Gradient of a loss with respect to the input of ``y = max_pool2d(x, …)``.

    .. math:: \partial x_{n,\; s\,i + k^* - p,\; c} \mathrel{+}= \partial y_{n,i,c} \qquad
              k^* = \operatorname{argmax}_k\; x_{n,\; s\,i + k - p,\; c}

    All goes to the winner. Where several are largest the first wins, row by row; NaN is larger than any number.

    Args:
        dy: gradient of the loss with respect to the output, (N, H', W', C).
        x, pool_size, stride, padding: those of the forward pass.

    Returns dx, shaped as x. Raises ValueError where shapes or values do not fit.
    """
    x = images("x", x)
    g = _geometry(x, pool_size, stride, padding)
    dy = same_shape("dy", dy, (len(x), *g.output, x.shape[-1]))
    x, y = _pad_lowest(x, g), max_pool2d(x, pool_size, stride, padding)

    dx, free = np.zeros(x.shape, np.result_type(dy, x)), np.ones(y.shape, bool)
    for some in in_cache(x):
        for _, seen in places(g):
            pixels = x[some][seen]
            wins = free[some] & ((pixels == y[some]) | np.isnan(pixels))
            dx[some][seen] += dy[some] * wins
            free[some] &= ~wins  # nothing is left for those after it
    return crop(dx, g.padding)


def avg_pool2d(x, pool_size=2, stride=None, padding=0):
    r"""Mean of each window, taken over the pixels of the input in it; padding is not counted, as in Keras.

    .. math:: y_{n,i,c} = \frac{1}{m_i} \sum_k x_{n,\; s\,i + k - p,\; c}

    with m the number of pixels of the input in window i. Arguments, result and errors as `max_pool2d`.
    Source: LeCun et al. 1990, "Handwritten digit recognition with a back-propagation network".
    """
    x = floats(images("x", x))
    g = _geometry(x, pool_size, stride, padding)
    padded = pad(x, g.padding)
    return sum(padded[seen] for _, seen in places(g)) / _counts(x, g)


def avg_pool2d_backward(dy, x, pool_size=2, stride=None, padding=0):
    r"""Gradient of a loss with respect to the input of ``y = avg_pool2d(x, …)``: each pixel gets an equal share.

    .. math:: \partial x_{n,\; s\,i + k - p,\; c} \mathrel{+}= \partial y_{n,i,c} / m_i

    Arguments, result and errors as `max_pool2d_backward`; of x only the shape matters.
    """
    x = images("x", x)
    g = _geometry(x, pool_size, stride, padding)
    dy = same_shape("dy", dy, (len(x), *g.output, x.shape[-1]))
    share = dy / _counts(x, g)

    dx = np.zeros(pad(x, g.padding).shape, share.dtype)
    for _, seen in places(g):
        dx[seen] += share
    return crop(dx, g.padding)


def _geometry(x, pool_size, stride, padding):
    """Where the windows lie; each must meet at least one pixel of the input."""
    size = per_axis("pool_size", pool_size, 2, 1)
    g = geometry(x.shape, (*size, x.shape[-1], 1), size if stride is None else stride, padding)
    if any(p >= k for p, k in zip(g.padding, size, strict=True)):
        raise ValueError(f"padding={padding!r}: must be less than pool_size={pool_size!r}, or a window is all padding")
    return g


def _pad_lowest(x, g):
    """`pad` with the lowest number of the type in place of zero."""
    lowest = -np.inf if np.issubdtype(x.dtype, np.floating) else np.iinfo(x.dtype).min
    return np.pad(x, [(0, 0), *((p, p) for p in g.padding), (0, 0)], constant_values=lowest)


def _counts(x, g):
    """Number of pixels of the input in each window, (1, H', W', 1), in the type of x if that is a float."""
    inside = pad(np.ones((1, *x.shape[1:3], 1), np.result_type(x, np.float16)), g.padding)
    return sum(inside[seen] for _, seen in places(g))
