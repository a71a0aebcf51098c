r"""Convolution made fast: windows as a view, then matrix products."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from course.scratch.geometry import CACHE, geometry, pad
from course.scratch.naive import check_bias


def conv(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    r"""Convolve as a layer does, in any number of dimensions: `conv_naive` as matrix products.

    Each window of the input becomes a row, each filter a column, so that the layer is one matrix product
    (N·positions × window) · (window × Cout) for each group. Arguments, result and errors as `conv_naive`.
    Source: Chellapilla et al. 2006, "High performance convolutional neural networks for document processing".
    """
    x, w = np.asarray(x), np.asarray(w)
    g = geometry(x.shape, w.shape, stride, padding, dilation, groups)
    b = check_bias(b, w)
    dtype = np.result_type(x, w, b)
    seen = windows(pad(x.astype(dtype, copy=False), g.padding), g)
    w = w.astype(dtype, copy=False)

    y = np.empty((len(x), *g.output, w.shape[-1]), dtype)
    read, write = x.shape[-1] // g.groups, w.shape[-1] // g.groups
    for group in range(g.groups):
        channels, filters = (slice(group * each, (group + 1) * each) for each in (read, write))
        columns = w[..., filters].reshape(-1, write)
        _rows_times_columns(seen[..., channels], columns, b[filters], out=y[..., filters])
    return y


def windows(padded: np.ndarray, g) -> np.ndarray:
    """Every window of a padded input (N, …, C), as a view (N, positions…, kernel…, C) that copies nothing."""
    first, *space, last = padded.strides
    steps = [a * s for a, s in zip(space, g.stride, strict=True)]
    inside = [a * d for a, d in zip(space, g.dilation, strict=True)]
    shape = (len(padded), *g.output, *g.kernel, padded.shape[-1])
    return as_strided(padded, shape, (first, *steps, *inside, last), writeable=False)


def _rows_times_columns(seen, columns, b, out):
    """Write rows · columns + b to `out` (N, positions…, filters), a row being a window of `seen` laid flat."""
    # As many windows as the cache holds, or a line of them, are laid out at a time, in a buffer used again and again:
    # they go into the product from there, and fresh memory for all of them would cost more than the product itself.
    lines = max(1, CACHE // max(1, seen[:1, :1].nbytes))
    buffer = np.empty((min(lines, seen.shape[1]), *seen.shape[2:]), seen.dtype)
    for n, start in np.ndindex(len(seen), -(-seen.shape[1] // lines)):
        part = np.s_[n, start * lines : (start + 1) * lines]
        rows = buffer[: len(seen[part])]
        np.copyto(rows, seen[part])
        product = rows.reshape(-1, len(columns)) @ columns
        np.add(product.reshape(out[part].shape), b, out=out[part])


def conv1d(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv` of sequences: x (N, L, Cin), w (K, Cin/groups, Cout) → (N, L', Cout)."""
    return conv(*_of_rank(1, x, w), b, stride, padding, dilation, groups)


def conv2d(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv` of images: x (N, H, W, Cin), w (KH, KW, Cin/groups, Cout) → (N, H', W', Cout)."""
    return conv(*_of_rank(2, x, w), b, stride, padding, dilation, groups)


def conv3d(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv` of volumes: x (N, D, H, W, Cin), w (KD, KH, KW, Cin/groups, Cout) → (N, D', H', W', Cout)."""
    return conv(*_of_rank(3, x, w), b, stride, padding, dilation, groups)


def _of_rank(rank, x, w):
    for what, array in (("input", x), ("filters", w)):
        if np.ndim(array) != rank + 2:
            raise ValueError(f"conv{rank}d takes {what} with {rank + 2} axes, not of shape {np.shape(array)}")
    return x, w
