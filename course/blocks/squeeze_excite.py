"""Squeeze and excitation: Hu, Shen, Sun 2018, "Squeeze-and-excitation networks"."""

from keras import layers

from course.blocks.convolution import conv
from course.blocks.naming import named


@named
def squeeze_excite(x, units=None, *, activation="relu", use_bias=False, name=None):
    """Weigh each channel by a number between 0 and 1, which all channels' averages decide.

    Args:
        x: feature maps (N, H, W, C).
        units: between squeeze and excitation; None: C / 16, the paper's reduction ratio.
        activation: of these units, name of Keras's.
        use_bias: of both dense layers. The paper leaves them out, "facilitates the modelling of channel
            dependencies"; its released networks, and EfficientNet, have them.

    Returns feature maps (N, H, W, C).
    Raises ValueError for units below 1.
    Source: Hu et al. 2018, section 3 and figure 2; the dense layers as 1x1 convolutions of one pixel, as in most code.
    """
    channels = x.shape[-1]
    units = max(1, channels // 16) if units is None else units
    if units < 1:
        raise ValueError(f"units={units}: must be at least 1")

    weight = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_squeeze")(x)
    weight = conv(weight, units, 1, use_bias=use_bias, activation=activation, name=f"{name}_reduce")
    weight = conv(weight, channels, 1, use_bias=use_bias, activation="sigmoid", name=f"{name}_excite")

    return layers.Multiply(name=f"{name}_scale")([x, weight])
