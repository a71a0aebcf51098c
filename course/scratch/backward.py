r"""The gradients of a convolution: the same sums as forward, read in the other direction."""

import numpy as np

from course.scratch.geometry import crop, geometry, group_slices, images, in_cache, pad, places, same_shape


def conv2d_backward(dy, x, w, stride=1, padding=0, dilation=1, groups=1):
    r"""Gradients of a loss with respect to input, filters and bias of ``y = conv2d(x, w, b, …)``.

    .. math::
        \partial b_o = \sum_{n,i} \partial y_{n,i,o} \qquad
        \partial w_{k,c,o} = \sum_{n,i} x_{n,\; s\,i + d\,k - p,\; c}\; \partial y_{n,i,o} \qquad
        \partial x_{n,\; s\,i + d\,k - p,\; c} \mathrel{+}= \sum_o w_{k,c,o}\; \partial y_{n,i,o}

    One place k of the window at a time, for all positions in a few images at once: two matrix products in each group.

    Args:
        dy: gradient of the loss with respect to the output, (N, H', W', Cout).
        x: the input (N, H, W, Cin).
        w: the filters (KH, KW, Cin/groups, Cout).
        stride, padding, dilation, groups: those of the forward pass.

    Returns (dx, dw, db), shaped as x, w and (Cout,). Raises ValueError where shapes or values do not fit.
    Source: LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition"; Dumoulin & Visin 2016.
    """
    dy, x, w, g = _checked(dy, images("x", x), np.asarray(w), stride, padding, dilation, groups)
    x = pad(x, g.padding)
    dx, dw = np.zeros_like(x), np.zeros_like(w)

    for some in in_cache(x):  # a few images
        for k, seen in places(g):  # x[some][seen]: their pixels (n, H', W', Cin) that the weights w[k] meet
            for c, o in group_slices(x.shape[-1], w.shape[-1], groups):
                pixels, slopes = x[some][seen][..., c], _rows(dy[some][..., o])
                dw[k][:, o] += _rows(pixels).T @ slopes
                dx[some][seen][..., c] += (slopes @ w[k][:, o].T).reshape(pixels.shape)

    return crop(dx, g.padding), dw, dy.sum(axis=(0, 1, 2))


def _rows(x):
    """(N, H, W, C) as a matrix with a row for each pixel."""
    return x.reshape(-1, x.shape[-1])


def conv_backward_naive(dy, x, w, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d_backward` as its formula says it, in any number of dimensions, one multiplication at a time.

    Each product that the forward pass added to an output gives that output's gradient, times the one factor, to the
    other. Arguments, result and errors as `conv2d_backward`, with 1, 2, 3 … spatial axes.
    """
    dy, x, w, g = _checked(dy, np.asarray(x), np.asarray(w), stride, padding, dilation, groups)
    x = pad(x, g.padding)
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(w[(0,) * (w.ndim - 1)])

    for n, *i, o in np.ndindex(dy.shape):  # each image, position and filter
        first = o // (w.shape[-1] // g.groups) * w.shape[-2]  # where this filter's group of channels starts
        db[o] += dy[n, *i, o]
        for *k, c in np.ndindex(w.shape[:-1]):  # each weight of that filter
            where = [s * i_ + d * k_ for s, i_, d, k_ in zip(g.stride, i, g.dilation, k, strict=True)]
            dw[*k, c, o] += x[n, *where, first + c] * dy[n, *i, o]
            dx[n, *where, first + c] += w[*k, c, o] * dy[n, *i, o]

    return crop(dx, g.padding), dw, db


def _checked(dy, x, w, *how):
    """The three arrays in their common type, and the geometry that they fit."""
    g = geometry(x.shape, w.shape, *how)
    dy = same_shape("dy", dy, (len(x), *g.output, w.shape[-1]))
    dtype = np.result_type(dy, x, w)
    return *(array.astype(dtype, copy=False) for array in (dy, x, w)), g
