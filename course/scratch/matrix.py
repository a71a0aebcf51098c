r"""A convolution layer written out as the one large matrix that it is."""

import numpy as np

from course.scratch.geometry import geometry


def conv_matrix(w, input_shape, stride=1, padding=0, dilation=1, groups=1):
    r"""Matrix T of a convolution without bias: ``T @ x.ravel() == conv(x[None], w, …).ravel()``.

    Each row is one output unit, each column one input unit; a weight stands wherever an arrow joins the two. In one
    dimension T is banded, the same K weights in every row: sparse connectivity and parameter sharing in one picture.

    Args:
        w: filters (K…, Cin/groups, Cout).
        input_shape: (…, Cin), one input without the batch axis.
        stride, padding, dilation, groups: as `conv`.

    Returns an array (output units, input units). Raises ValueError where shapes or values do not fit.
    Source: Goodfellow et al. 2016, "Deep learning", section 9.1 (Toeplitz and doubly block circulant matrices).
    """
    w = np.asarray(w)
    g = geometry((1, *input_shape), w.shape, stride, padding, dilation, groups)
    matrix = np.zeros((*g.output, w.shape[-1], *input_shape), w.dtype)
    for *i, o in np.ndindex(*g.output, w.shape[-1]):
        first = o // (w.shape[-1] // g.groups) * w.shape[-2]
        for *k, c in np.ndindex(w.shape[:-1]):
            axes = zip(g.stride, i, g.dilation, k, g.padding, strict=True)
            where = [s * i_ + d * k_ - p for s, i_, d, k_, p in axes]
            if all(0 <= a < n for a, n in zip(where, input_shape[:-1], strict=True)):  # else the weight meets padding
                matrix[*i, o, *where, first + c] += w[*k, c, o]
    return matrix.reshape(np.prod(g.output) * w.shape[-1], -1)
