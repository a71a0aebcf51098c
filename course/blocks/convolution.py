"""Convolution and pooling with padding that every backend and every other library agrees on."""

from keras import layers

from course.blocks.naming import named

PADDINGS = ("symmetric", "same", "valid")


@named
def conv(
    x, filters, kernel_size, strides=1, *, padding="symmetric", dilation_rate=1, groups=1, use_bias=False,
    activation=None, name=None,
):  # fmt: skip
    """Convolve: one layer, ``{name}``, behind a layer ``{name}_pad`` where a strided window needs padding.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        kernel_size: side of the window in pixels, or (height, width); odd unless `padding` is "valid".
        strides: step of the window in pixels.
        padding: "symmetric": as many zeros on both sides as keep the size; "same": Keras's, which puts the odd zero
            of a strided window at the right and bottom, as networks trained in TensorFlow have it; "valid": none.
        dilation_rate: distance of the window's elements in pixels.
        groups: groups of channels that do not see each other; divides C and `filters`.
        use_bias: False by default, for a normalisation that follows would take it away again.
        activation: name of Keras's activation, or None.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters) if padded.
    Raises ValueError for an even kernel with symmetric padding, groups that do not divide, an unknown padding.
    Source: LeCun et al. 1989; padding equal on both sides as in He et al. 2015.
    """
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    if padding not in PADDINGS:
        raise ValueError(f"padding={padding!r}: must be one of {', '.join(map(repr, PADDINGS))}")
    if padding == "symmetric" and not (height % 2 and width % 2):
        raise ValueError(f"kernel_size={kernel_size}: must be odd, so that padding is equal on both sides")
    check_groups(x, filters, groups)

    # Keras's "same" pads a strided window unevenly; without strides it is the symmetric one.
    if padding == "symmetric" and strides > 1:
        pad = (height // 2 * dilation_rate, width // 2 * dilation_rate)
        x = layers.ZeroPadding2D(pad, name=f"{name}_pad")(x)
        padding = "valid"
    return layers.Conv2D(
        filters, kernel_size, strides, padding="valid" if padding == "valid" else "same", dilation_rate=dilation_rate,
        groups=groups, use_bias=use_bias, activation=activation, name=name,
    )(x)  # fmt: skip


def check_groups(x, filters, groups):
    """Raise ValueError unless `groups` divides the channels of `x` and `filters`."""
    if groups < 1 or x.shape[-1] % groups or filters % groups:
        raise ValueError(f"groups={groups} must divide the {x.shape[-1]} input channels and the {filters} filters")


@named
def depthwise_conv(x, kernel_size, strides=1, *, padding="symmetric", depth_multiplier=1, use_bias=False, name=None):
    """Filter each channel by itself: `conv` with as many groups as channels.

    Arguments as of `conv`; `depth_multiplier` filters for each channel.
    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, C * depth_multiplier).
    Raises ValueError as `conv` does.
    Source: Sifre 2014, chapter 6; Howard et al. 2017, section 3.1.
    """
    if padding not in PADDINGS:
        raise ValueError(f"padding={padding!r}: must be one of {', '.join(map(repr, PADDINGS))}")
    if padding == "symmetric" and kernel_size % 2 == 0:
        raise ValueError(f"kernel_size={kernel_size}: must be odd, so that padding is equal on both sides")
    if padding == "symmetric" and strides > 1:
        x = layers.ZeroPadding2D(kernel_size // 2, name=f"{name}_pad")(x)
        padding = "valid"
    return layers.DepthwiseConv2D(
        kernel_size, strides, padding="valid" if padding == "valid" else "same", depth_multiplier=depth_multiplier,
        use_bias=use_bias, name=name,
    )(x)  # fmt: skip


@named
def max_pool(x, pool_size=3, strides=2, *, name=None):
    """Largest value of each window, zeros around the image: after a ReLU they change nothing.

    Args:
        x: feature maps (N, H, W, C).
        pool_size: side of the window in pixels, odd.
        strides: step of the window in pixels.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, C).
    Raises ValueError for an even window: its padding would not be equal on both sides.
    Source: He et al. 2015, Table 1, as in their release.
    """
    if pool_size % 2 == 0:
        raise ValueError(f"pool_size={pool_size}: must be odd, so that padding is equal on both sides")
    x = layers.ZeroPadding2D(pool_size // 2, name=f"{name}_pad")(x)
    return layers.MaxPooling2D(pool_size, strides, name=name)(x)
