"""Convolution, batch normalisation, ReLU: the brick of almost every network after 2015."""

from keras import layers

from course.blocks.convolution import conv
from course.blocks.naming import named


@named
def conv_bn_relu(x, filters, kernel_size, strides=1, *, groups=1, name=None):
    """Convolve without bias, normalise, rectify.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        kernel_size: side of the square window in pixels, odd.
        strides: step of the window in pixels.
        groups: groups of channels that do not see each other; divides C and `filters`.
        name: prefix of the layers: ``{name}_conv_pad`` (with strides only), ``{name}_conv``, ``{name}_bn``,
            ``{name}_relu``.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters).
    Raises ValueError for an even kernel, or groups that do not divide the channels.
    Source: Ioffe & Szegedy 2015, section 3.2; padding equal on both sides as in He et al. 2015.
    """
    x = conv_bn(x, filters, kernel_size, strides, groups=groups, name=name)
    return layers.ReLU(name=f"{name}_relu")(x)


@named
def conv_bn(x, filters, kernel_size, strides=1, *, padding="symmetric", groups=1, epsilon=1e-5, name=None):
    """Convolve without bias, and normalise: `conv_bn_relu` before its ReLU; `padding` as of `conv`."""
    x = conv(x, filters, kernel_size, strides, padding=padding, groups=groups, name=f"{name}_conv")
    return batch_norm(x, epsilon=epsilon, name=f"{name}_bn")


@named
def batch_norm(x, *, epsilon=1e-5, name=None):
    """Normalise each channel over the batch; moving averages with momentum 0.9 arrive in short experiments too.

    Args:
        x: feature maps (N, H, W, C), or vectors (N, C).
        epsilon: added to the variance; 1e-3 in networks that were trained in TensorFlow.

    Returns a tensor of the same shape.
    Source: Ioffe & Szegedy 2015, algorithm 1.
    """
    return layers.BatchNormalization(momentum=0.9, epsilon=epsilon, name=name)(x)
