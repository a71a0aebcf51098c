"""MobileNet's block: Howard et al. 2017.

"MobileNets: efficient convolutional neural networks for mobile vision applications".
"""

from keras import layers

from course.blocks.conv_bn_relu import batch_norm, conv_bn
from course.blocks.convolution import depthwise_conv
from course.blocks.naming import named


@named
def depthwise_separable(x, filters, strides=1, *, name=None):
    """Filter each channel by itself, then mix the channels: 9C + C·filters multiply-adds for each pixel.

    As in the release, and so in Keras, the ReLUs end at 6, normalisation has ε = 0.001, and strides pad with one zero
    at the right and bottom; the paper says "ReLU", and nothing of the others.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        strides: of the depthwise convolution: 1, or 2, which halves an odd size downwards.

    Returns feature maps (N, ⌊H/strides⌋, ⌊W/strides⌋, filters).
    Raises ValueError for other strides.
    Source: Howard et al. 2017, section 3.1 and figure 3 right.
    """
    if strides not in (1, 2):
        raise ValueError(f"strides={strides}: must be 1 or 2")
    if strides == 2:
        x = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"{name}_depthwise_pad")(x)
    x = depthwise_conv(x, 3, strides, padding="same" if strides == 1 else "valid", name=f"{name}_depthwise")
    x = batch_norm(x, epsilon=1e-3, name=f"{name}_depthwise_bn")
    x = layers.Activation("relu6", name=f"{name}_depthwise_relu6")(x)

    return conv_bn_relu6(x, filters, 1, name=f"{name}_pointwise")


@named
def conv_bn_relu6(x, filters, kernel_size, strides=1, *, name=None):
    """Convolve without bias, normalise, cut off below 0 and above 6: `conv_bn_relu` as the MobileNets have it.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        kernel_size: side of the square window in pixels.
        strides: step of the window in pixels; the odd zero of the padding at the right and bottom.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters), between 0 and 6.
    Source: Sandler et al. 2018, section 3.1; "same" padding and ε = 0.001 as in the release.
    """
    x = conv_bn(x, filters, kernel_size, strides, padding="same", epsilon=1e-3, name=name)
    return layers.Activation("relu6", name=f"{name}_relu6")(x)
