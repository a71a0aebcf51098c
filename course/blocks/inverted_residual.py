"""MobileNetV2's block: Sandler et al. 2018, "MobileNetV2: inverted residuals and linear bottlenecks"."""

from keras import layers

from course.blocks.conv_bn_relu import batch_norm, conv_bn
from course.blocks.convolution import depthwise_conv
from course.blocks.naming import named


@named
def inverted_residual(
    x, filters, strides=1, *, expansion=6, kernel_size=3, activation="relu6", before_project=None, before_add=None,
    name=None,
):  # fmt: skip
    """Expand, filter depthwise, project: narrow at the ends, where the shortcut is, wide in the middle.

    The projection is linear, for a ReLU would lose what the few channels hold.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        strides: of the depthwise convolution, in pixels; the odd zero of the padding at the right and bottom.
        expansion: channels in the middle for each that enters; with 1 nothing is expanded.
        kernel_size: side of the depthwise window in pixels, odd.
        activation: name of Keras's activation, after the first two convolutions.
        before_project: block that the wide maps pass before the projection, such as `squeeze_excite`.
        before_add: block that the branch passes before the addition, such as `stochastic_depth`.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters). There is a shortcut where these are x's own sizes.
    Source: Sandler et al. 2018, table 1 and figure 4d; "same" padding and ε = 0.001 as in the release.
    """
    skip, channels = x, x.shape[-1]

    if expansion != 1:
        x = conv_bn(x, expansion * channels, 1, epsilon=1e-3, name=f"{name}_expand")
        x = layers.Activation(activation, name=f"{name}_expand_{activation}")(x)

    x = depthwise_conv(x, kernel_size, strides, padding="same", name=f"{name}_depthwise")
    x = batch_norm(x, epsilon=1e-3, name=f"{name}_depthwise_bn")
    x = layers.Activation(activation, name=f"{name}_depthwise_{activation}")(x)

    if before_project:
        x = before_project(x, name=f"{name}_{before_project.__name__}")
    x = conv_bn(x, filters, 1, epsilon=1e-3, name=f"{name}_project")

    if strides > 1 or filters != channels:
        return x
    if before_add:
        x = before_add(x, name=f"{name}_{before_add.__name__}")
    return layers.Add(name=f"{name}_add")([skip, x])
