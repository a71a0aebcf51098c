"""Convolution, batch normalisation, ReLU: the brick of almost every network after 2015."""

from keras import layers


def conv_bn_relu(x, filters, kernel_size, strides=1, groups=1, name=None):
    """Convolve without bias, normalise, rectify.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        kernel_size: side of the square window in pixels, odd.
        strides: step of the window in pixels.
        groups: groups of channels that do not see each other; divides C and `filters`.
        name: prefix of the layers: ``{name}_pad`` (with strides only), ``{name}_conv``, ``{name}_bn``, ``{name}_relu``.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters). No bias: normalisation would take it away again. The
    moving averages have momentum 0.9, so that they arrive in short experiments too; epsilon is 1e-5.
    Raises ValueError for an even kernel, or groups that do not divide the channels.
    Source: Ioffe & Szegedy 2015, section 3.2; padding equal on both sides as in He et al. 2015.
    """
    if kernel_size % 2 == 0:
        raise ValueError(f"kernel_size={kernel_size}: must be odd, so that padding is equal on both sides")
    if groups < 1 or x.shape[-1] % groups or filters % groups:
        raise ValueError(f"groups={groups} must divide the {x.shape[-1]} input channels and the {filters} filters")
    prefix = f"{name}_" if name else ""

    # Keras's "same" pads a strided window unevenly, and differently from weights trained elsewhere.
    if strides > 1:
        x = layers.ZeroPadding2D(kernel_size // 2, name=f"{prefix}pad" if name else None)(x)
    padding = "valid" if strides > 1 else "same"

    x = layers.Conv2D(
        filters, kernel_size, strides, padding, groups=groups, use_bias=False, name=f"{prefix}conv" if name else None
    )(x)
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name=f"{prefix}bn" if name else None)(x)
    return layers.ReLU(name=f"{prefix}relu" if name else None)(x)
