r"""Transposed convolution: the backward pass of a convolution, used forward."""

import numpy as np

from course.scratch.backward import conv2d_backward
from course.scratch.convolution import conv2d
from course.scratch.geometry import Geometry, crop, group_slices, images, per_axis, places, whole


def conv2d_transpose(x, w, b=None, stride=1, padding=0, dilation=1, groups=1, output_padding=0):
    r"""Enlarge images: each input pixel stamps its filters onto the output, and where stamps overlap they add up.

    .. math:: y_{n,\; s\,i + d\,k - p,\; o} \mathrel{+}= \sum_c w_{k,o,c}\; x_{n,i,c} \qquad
              n' = s\,(n - 1) + d\,(k - 1) + 1 - 2p + \text{output padding}

    With T the matrix of ``conv2d`` with the same filters (`conv_matrix`), this is multiplication by T transposed: what
    `conv2d_backward` does with dy.

    Args:
        x: input (N, H, W, Cin).
        w: filters (KH, KW, Cout/groups, Cin), as of the convolution that leads back from y to x, and as in Keras.
        b: bias (Cout,) or None.
        stride, padding, dilation: of that convolution, in pixels, one number or one for each axis; padding is cut off.
        groups: number of groups; divides Cin and Cout.
        output_padding: rows and columns more at the far end, less than the stride; they hold what that convolution
            leaves over.

    Returns the output (N, H', W', Cout). Raises ValueError where shapes or values do not fit.
    Source: Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 14.
    """
    x, w = images("x", x), np.asarray(w)
    g, extra = _geometry(x, w, stride, padding, dilation, groups, output_padding)
    filters = w.shape[-2] * g.groups
    b = np.zeros(filters, w.dtype) if b is None else np.asarray(b)
    if b.shape != (filters,):
        raise ValueError(f"bias has shape {b.shape}, {filters} filters need ({filters},)")
    reach = [d * (k - 1) + 1 for d, k in zip(g.dilation, g.kernel, strict=True)]
    size = [s * (n - 1) + r + e for s, n, r, e in zip(g.stride, g.output, reach, extra, strict=True)]
    if any(n <= 2 * p for n, p in zip(size, g.padding, strict=True)):
        raise ValueError(f"padding={padding!r} cuts all away: the stamps cover {' x '.join(map(str, size))} pixels")
    y = np.zeros((len(x), *size, filters), np.result_type(x, w, b))

    for k, stamped in places(g):  # y[stamped]: the pixels (N, H, W, Cout) that the weights w[k] reach
        for o, c in group_slices(filters, x.shape[-1], g.groups):
            y[stamped][..., o] += np.tensordot(x[..., c], w[k][:, c], axes=(-1, -1))

    return crop(y, g.padding) + b


def conv2d_transpose_backward(dy, x, w, stride=1, padding=0, dilation=1, groups=1, output_padding=0):
    r"""Gradients of a loss with respect to input, filters and bias of ``y = conv2d_transpose(x, w, b, …)``.

    The transpose of a transpose: the input's gradient is a plain convolution of dy, and the filters' gradient is
    that of this convolution, with the roles of input and output exchanged.

    Args:
        dy: gradient of the loss with respect to the output, (N, H', W', Cout).
        x, w, stride, padding, dilation, groups, output_padding: those of the forward pass.

    Returns (dx, dw, db), shaped as x, w and (Cout,). Raises ValueError where shapes or values do not fit.
    """
    dy, x, w = images("dy", dy), images("x", x), np.asarray(w)
    _geometry(x, w, stride, padding, dilation, groups, output_padding)
    dx = conv2d(dy, w, None, stride, padding, dilation, groups)
    if dx.shape != x.shape:
        raise ValueError(f"dy has shape {dy.shape}: a convolution of it has shape {dx.shape}, not that of x, {x.shape}")
    _, dw, _ = conv2d_backward(x, dy, w, stride, padding, dilation, groups)
    return dx, dw, dy.sum(axis=(0, 1, 2))


def _geometry(x, w, stride, padding, dilation, groups, output_padding):
    """Geometry of the convolution from y to x, and the output padding of each axis."""
    groups = whole("groups", groups, 1)
    if w.ndim != 4 or w.shape[-1] != x.shape[-1] or x.shape[-1] % groups or not (w.size and all(x.shape[1:])):
        raise ValueError(
            f"filters {w.shape} (KH, KW, Cout/groups, Cin) and input {x.shape} (N, H, W, Cin) do not go together: "
            f"they must have the same Cin, which groups={groups} divides, and no side of 0"
        )
    named = (("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1))
    stride, padding, dilation = (per_axis(name, value, 2, least) for name, value, least in named)
    extra = per_axis("output_padding", output_padding, 2, 0)
    if any(e >= s for e, s in zip(extra, stride, strict=True)):
        raise ValueError(f"output_padding={output_padding!r}: must be less than stride={stride}")
    return Geometry(w.shape[:2], stride, padding, dilation, x.shape[1:3], groups), extra
