"""Which units of its input each unit of a layer reads: a window that moves, along each axis.

A layer of another kind tells it in a method ``window()``. It returns None if each unit reads the unit at its own
place, otherwise a dict with some of `Window`'s names; a value is a number, or a tuple with one for each axis. A layer
of several inputs may return a list with one for each; one of size 0 is not read, it only gives its shape.
"""

from fractions import Fraction
from typing import NamedTuple

from keras import layers

from course.measure.walk import runs_keras

WHOLE = "whole"  # each unit reads all places

POINTWISE = (
    "InputLayer", "Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Dropout", "BaseSpatialDropout", "GaussianDropout",
    "GaussianNoise", "AlphaDropout", "ActivityRegularization", "BatchNormalization", "Rescaling", "Normalization",
    "Identity", "Dense", "Embedding", "Merge",
    # Operations on tensors, outside layers: x + y, keras.ops.relu(x).
    "Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Maximum", "Minimum", "Negative", "Absolute", "Square",
    "Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Gelu", "Silu", "Sigmoid", "HardSigmoid", "HardSilu", "Softplus",
    "Tanh", "Exp", "Log", "Sqrt", "Cast",
)  # fmt: skip
ALONG_AXIS = ("Softmax", "LayerNormalization", "RMSNormalization", "UnitNormalization", "Concatenate")
EVERYWHERE = ("BaseGlobalPooling", "Flatten", "GroupNormalization", "MultiHeadAttention", "Attention")


class Window(NamedTuple):
    """The units that one unit reads along an axis: `size` of them, `dilation` apart.

    Unit i begins at i * `stride` - `before`: as many units of padding (if negative, cut off) come first. Where
    `transposed`, it is the input's unit that has a window, of the output's units that it reaches.
    """

    size: int = 1
    stride: int = 1
    dilation: int = 1
    before: int = 0
    transposed: bool = False

    def reads(self, unit: int) -> list[int]:
        """Units of the input that a unit reads, beyond the ends too, in ascending order."""
        reach = range(0, self.size * self.dilation, self.dilation)
        if not self.transposed:
            return [unit * self.stride - self.before + step for step in reach]
        places = (unit + self.before - step for step in reversed(reach))
        return [place // self.stride for place in places if place % self.stride == 0]

    @property
    def rate(self) -> Fraction:
        """Units of the input from one unit to the next."""
        return Fraction(1, self.stride) if self.transposed else Fraction(self.stride)


def windows_of(step):
    """For each input of a step: a window for each axis, (), if units read their own place, WHOLE, or None, not read.

    Raises ValueError for a layer of an unknown kind, and where the answer depends on a size that is open.
    """
    layer = step.operation
    if callable(getattr(layer, "window", None)):
        told = layer.window()
        return [along_axes(step, one) for one in (told if isinstance(told, list) else [told] * len(step.inputs))]
    return [window_of(step)] * len(step.inputs)


def along_axes(step, told):
    """What a layer's own ``window()`` returns, as a tuple of windows."""
    if told is None:
        return ()
    axes = len(step.outputs[0].shape) - 2
    spread = {name: value if isinstance(value, tuple) else (value,) * axes for name, value in told.items()}
    if 0 in spread.get("size", ()):
        return None
    return tuple(Window(**{name: value[axis] for name, value in spread.items()}) for axis in range(axes))


def window_of(step):
    """`windows_of` a layer of Keras."""
    layer = step.operation
    if getattr(layer, "data_format", None) == "channels_first":
        raise ValueError(f"layer {step.name!r} has channels first: build the network with channels last")
    if not runs_keras(layer) or step.is_a("Dot"):
        raise ValueError(unknown(step))
    if step.is_a(*EVERYWHERE):
        return WHOLE
    if step.is_a("EinsumDense"):
        return einsum(step)
    if step.is_a(*ALONG_AXIS):
        return along_channels(step)
    if step.is_a(*POINTWISE):
        return ()
    if step.is_a("BaseConv", "BaseDepthwiseConv", "BaseSeparableConv", "BasePooling"):
        return sliding(step)
    if step.is_a("BaseConvTranspose"):
        return transposed(layer)
    if step.is_a("UpSampling1D", "UpSampling2D", "UpSampling3D", "Resizing"):
        return enlarging(step)
    for prefix, sign, name in (("ZeroPadding", 1, "padding"), ("Cropping", -1, "cropping")):
        if step.is_a(f"{prefix}1D"):
            return (Window(before=sign * getattr(layer, name)[0]),)
        if step.is_a(f"{prefix}2D", f"{prefix}3D"):
            return tuple(Window(before=sign * first) for first, _ in getattr(layer, name))
    if step.is_a("Reshape") and len(step.outputs[0].shape) == 2:
        return WHOLE
    raise ValueError(unknown(step))


def unknown(step):
    """What to say of a layer of an unknown kind."""
    return (
        f"layer {step.name!r}: which places a {step.kind} reads is unknown; a layer of your own tells it in a method "
        "window(), which returns None for each its own place, or a dict such as {'size': 3, 'stride': 1, 'before': 1}"
    )


def einsum(step):
    """EinsumDense: each its own place, if every place comes out again and the kernel takes in none; otherwise all."""
    taken, made = step.operation.equation.split("->")
    taken, kernel = taken.split(",")
    rank = len(step.inputs[0].shape)
    dots = "0123456789"[: rank - len(taken.replace("...", ""))]  # what the dots stand for
    own = taken.replace("...", dots)[1:-1]
    return () if made.replace("...", dots)[1:].startswith(own) and not set(own) & set(kernel) else WHOLE


def along_channels(step):
    """Layers that work along an axis: the channels, or all places; ValueError where maps are put side by side."""
    rank, axis = len(step.outputs[0].shape), step.operation.axis
    if {a % rank for a in (axis if isinstance(axis, list | tuple) else [axis])} == {rank - 1}:
        return ()
    if step.is_a("Concatenate"):
        raise ValueError(
            f"layer {step.name!r} puts maps side by side, along axis {axis}: its units have no common stride"
        )
    return WHOLE


def sliding(step):
    """Convolutions and pooling."""
    layer, sides = step.operation, step.inputs[0].shape[1:-1]
    pools = step.is_a("BasePooling")
    sizes = tuple(layer.pool_size if pools else layer.kernel_size)
    dilations = (1,) * len(sizes) if pools else spread(layer.dilation_rate, len(sizes))
    windows = []
    for size, stride, dilation, side in zip(sizes, spread(layer.strides, len(sizes)), dilations, sides, strict=True):
        reach = (size - 1) * dilation + 1
        before = 0
        if layer.padding == "causal":
            before = reach - 1
        elif layer.padding == "same":
            if stride > 1 and side is None:
                raise ValueError(
                    f"layer {step.name!r}: how 'same' pads for strides of {stride} depends on the size, "
                    f"{step.inputs[0].shape} is open: build the network with a fixed input_shape"
                )
            places = 1 if side is None else -(-side // stride)
            before = max(reach + (places - 1) * stride - (side or 1), 0) // 2
        windows.append(Window(size, stride, dilation, before))
    return tuple(windows)


def transposed(layer):
    """Transposed convolutions; "same" puts the odd one of its cuts at the end."""
    axes = len(layer.kernel_size)
    extra = spread(layer.output_padding, axes)
    windows = []
    for size, stride, dilation, more in zip(
        layer.kernel_size, layer.strides, spread(layer.dilation_rate, axes), extra, strict=True
    ):
        reach = (size - 1) * dilation + 1
        before = 0
        if layer.padding == "same":
            before = max(reach - stride if more is None else reach // 2 * 2 - more, 0) // 2
        windows.append(Window(size, stride, dilation, before, transposed=True))
    return tuple(windows)


def enlarging(step):
    """Resizing to a multiple: "nearest" copies a unit, "bilinear" is a tent that reaches to the units beside it."""
    layer = step.operation
    how = getattr(layer, "interpolation", "nearest")
    if isinstance(layer, layers.Resizing):
        if layer.crop_to_aspect_ratio or layer.pad_to_aspect_ratio:
            raise ValueError(unknown(step))
        sides, larger = step.inputs[0].shape[1:-1], (layer.height, layer.width)
        if None in sides or any(new % old for new, old in zip(larger, sides, strict=True)):
            raise ValueError(f"layer {step.name!r}: from {sides} to {larger} pixels; only whole multiples are known")
        factors = [new // old for new, old in zip(larger, sides, strict=True)]
    else:
        size = layer.size
        factors = [size] if isinstance(size, int) else list(size)
    if how == "nearest":
        return tuple(Window(factor, factor, transposed=True) for factor in factors)
    if how != "bilinear":
        raise ValueError(f"layer {step.name!r}: interpolation={how!r}; known are 'nearest' and 'bilinear'")
    return tuple(Window(2 * f - f % 2, f, before=f // 2, transposed=True) for f in factors)


def spread(value, axes):
    """One value for each axis."""
    return tuple(value) if isinstance(value, list | tuple) else (value,) * axes
