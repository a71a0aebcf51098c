r"""Where a convolution's window goes: sizes, and what is impossible."""

import operator
from typing import NamedTuple

import numpy as np

CACHE = 2**22  # bytes, about a core's share of a processor's last cache


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    r"""Number of positions of a window along one axis.

    .. math:: o = \left\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1

    Args: all in pixels. `padding` zeros are added at each end; a dilated window reaches over d(k − 1) + 1 pixels.

    Raises ValueError where no position exists or an argument is out of range.
    Source: Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 15.
    """
    size, kernel_size = whole("size", size, 1), whole("kernel_size", kernel_size, 1)
    stride, padding, dilation = whole("stride", stride, 1), whole("padding", padding, 0), whole("dilation", dilation, 1)
    reach = dilation * (kernel_size - 1) + 1
    if reach > size + 2 * padding:
        raise ValueError(
            f"the window reaches over {reach} pixels (kernel_size={kernel_size}, dilation={dilation}), "
            f"the padded input has {size + 2 * padding} (size={size}, padding={padding}): "
            "take a smaller kernel or more padding"
        )
    return (size + 2 * padding - reach) // stride + 1


def whole(name: str, value, least: int) -> int:
    """`value` as a Python integer (NumPy's small ones overflow); ValueError where it is none, or below `least`."""
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise ValueError(f"{name}={value!r}: must be an integer of at least {least}")
    return number


class Geometry(NamedTuple):
    """All that a convolution needs to know besides its numbers; one entry per spatial axis in each tuple."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    output: tuple[int, ...]
    groups: int


def geometry(x_shape, w_shape, stride=1, padding=0, dilation=1, groups=1) -> Geometry:
    """Check the shapes of input (N, …, Cin) and filters (K…, Cin/groups, Cout) against each other.

    `stride`, `padding`, `dilation`: one number, or one for each spatial axis.
    Raises ValueError naming values and shapes where they do not fit.
    """
    rank = len(x_shape) - 2
    if rank < 1 or len(w_shape) != rank + 2:
        raise ValueError(
            f"input {tuple(x_shape)} and filters {tuple(w_shape)} do not go together: an input (N, …, Cin) "
            "needs filters (K…, Cin/groups, Cout) with as many axes"
        )
    channels, filters = x_shape[-1], w_shape[-1]
    if not channels or not filters:
        raise ValueError(f"input {tuple(x_shape)} and filters {tuple(w_shape)}: at least one channel and one filter")
    groups = whole("groups", groups, 1)
    if channels % groups or filters % groups:
        raise ValueError(f"groups={groups} must divide the {channels} input channels and the {filters} filters")
    if w_shape[-2] * groups != channels:
        raise ValueError(
            f"filters {tuple(w_shape)} read {w_shape[-2]} channels in each of {groups} group(s), "
            f"input {tuple(x_shape)} has {channels}: expected {channels // groups}"
        )
    each = {
        name: per_axis(name, value, rank, least)
        for name, value, least in (("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1))
    }
    axes = zip(x_shape[1:-1], w_shape[:-2], each["stride"], each["padding"], each["dilation"], strict=True)
    return Geometry(tuple(w_shape[:-2]), **each, output=tuple(output_size(*axis) for axis in axes), groups=groups)


def per_axis(name: str, value, rank: int, least: int) -> tuple[int, ...]:
    """Repeat one integer for each of `rank` axes, or check that there are as many as axes."""
    if not isinstance(value, list | tuple | np.ndarray):
        return (whole(name, value, least),) * rank
    if len(value) != rank:
        raise ValueError(f"{name}={value!r}: give one integer, or {rank} for {rank} spatial axes")
    return tuple(whole(name, each, least) for each in value)


def pad(x: np.ndarray, padding: tuple[int, ...]) -> np.ndarray:
    """Add `padding` zeros at both ends of each spatial axis of x (N, …, C)."""
    if not any(padding):
        return x
    return np.pad(x, [(0, 0), *((p, p) for p in padding), (0, 0)])


def crop(x: np.ndarray, padding: tuple[int, ...]) -> np.ndarray:
    """Take `padding` pixels off both ends of each spatial axis of x (N, …, C): what `pad` added."""
    return x[:, *(slice(p, n - p) for p, n in zip(padding, x.shape[1:-1], strict=True))]


def places(g: Geometry):
    """Each place k in the window, with the slices of a padded input (N, …, C) that it meets over all positions.

    Position i of the window has the pixel s·i + d·k at its place k; over all i, these are every s-th from d·k on.
    """
    for k in np.ndindex(g.kernel):
        starts = [d * k_ for d, k_ in zip(g.dilation, k, strict=True)]
        axes = zip(starts, g.stride, g.output, strict=True)
        yield k, (slice(None), *(slice(start, start + s * o, s) for start, s, o in axes))


def in_cache(x: np.ndarray):
    """Slices of x (N, …), each of so few images that they fit into the cache, and of one at least."""
    few = max(1, CACHE // max(1, x[:1].nbytes))
    return [slice(start, start + few) for start in range(0, len(x), few)]


def group_slices(channels: int, filters: int, groups: int):
    """For each group the channels that it reads and the filters that it writes, as slices."""
    for group in range(groups):
        yield tuple(slice(group * each // groups, (group + 1) * each // groups) for each in (channels, filters))


def same_shape(name: str, array, shape) -> np.ndarray:
    """`array` as an array; ValueError unless it has this `shape`."""
    if np.shape(array) != tuple(shape):
        raise ValueError(f"{name} has shape {np.shape(array)}: must be {tuple(shape)}")
    return np.asarray(array)


def floats(array) -> np.ndarray:
    """`array` as an array of floats: whole numbers as float64, as sums and negatives of small ones overflow."""
    array = np.asarray(array)
    return array if np.issubdtype(array.dtype, np.floating) else array.astype(np.float64)


def images(name: str, array) -> np.ndarray:
    """`array` as an array; ValueError unless it has the four axes (N, H, W, C)."""
    if np.ndim(array) != 4:
        raise ValueError(f"{name} has shape {np.shape(array)}: must have four axes, (N, H, W, C)")
    return np.asarray(array)
