r"""Convolution as its formula says it: loops, slow, and easy to believe."""

import numpy as np

from course.scratch.geometry import geometry, pad


def conv_naive(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    r"""Convolve as a layer does, in any number of dimensions, one multiplication at a time.

    .. math:: y_{n,i,o} = b_o + \sum_{k}\sum_{c} w_{k,c,o}\; x_{n,\; s\,i + d\,k - p,\; c}

    with pixels outside x read as zero. No filter is flipped: mathematicians call this cross-correlation.

    Args:
        x: input (N, …, Cin), with 1, 2, 3 … spatial axes.
        w: filters (K…, Cin/groups, Cout); with `groups`, filters of group g read the channels of group g only.
        b: bias (Cout,) or None.
        stride, padding, dilation: in pixels, one number or one for each spatial axis.
        groups: number of groups; divides Cin and Cout.

    Returns the output (N, …, Cout). Raises ValueError where shapes or values do not fit.
    Source: LeCun et al. 1998, section II.A; groups: Krizhevsky et al. 2012, section 3.5.
    """
    x, w = np.asarray(x), np.asarray(w)
    g = geometry(x.shape, w.shape, stride, padding, dilation, groups)
    b = check_bias(b, w)
    padded, per_group = pad(x, g.padding), w.shape[-2]

    y = np.zeros((len(x), *g.output, w.shape[-1]), np.result_type(x, w, b))
    for n, *i, o in np.ndindex(y.shape):  # each image, position and filter
        first = o // (w.shape[-1] // g.groups) * per_group  # where this filter's group of channels starts
        y[n, *i, o] = b[o]
        for *k, c in np.ndindex(w.shape[:-1]):  # each weight of that filter
            where = [s * i_ + d * k_ for s, i_, d, k_ in zip(g.stride, i, g.dilation, k, strict=True)]
            y[n, *i, o] += w[*k, c, o] * padded[n, *where, first + c]
    return y


def check_bias(b, w) -> np.ndarray:
    """Bias as an array (Cout,), zeros for None; ValueError for another shape."""
    if b is None:
        return np.zeros(w.shape[-1], w.dtype)
    if np.shape(b) != w.shape[-1:]:
        raise ValueError(f"bias has shape {np.shape(b)}, {w.shape[-1]} filters need ({w.shape[-1]},)")
    return np.asarray(b)
