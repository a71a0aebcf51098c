"""Residual blocks: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition"."""

from keras import layers

from course.blocks.conv_bn_relu import conv_bn, conv_bn_relu
from course.blocks.naming import named
from course.blocks.shortcut import shortcut_to


@named
def plain_block(x, filters, strides=1, *, name=None):
    """Two 3x3 convolutions: a basic residual block without its shortcut.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        strides: of the first convolution, in pixels.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters).
    Source: He et al. 2015, section 3.3, "Plain network".
    """
    x = conv_bn_relu(x, filters, 3, strides, name=f"{name}_1")
    return conv_bn_relu(x, filters, 3, name=f"{name}_2")


@named
def basic_residual(x, filters, strides=1, *, shortcut="B", before_add=None, name=None):
    """Two 3x3 convolutions and a shortcut around them.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        strides: of the first convolution, in pixels.
        shortcut: what happens where sizes change: "A", "B" or "C", see `shortcut_to`.
        before_add: block that the branch passes before the addition, ``before_add(x, name=f"{name}_gate")``, such as
            `stochastic_depth`.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters).
    Raises ValueError for another shortcut, and for option A where channels become fewer.
    Source: He et al. 2015, figure 5 left and section 3.3.
    """
    skip = shortcut_to(x, filters, strides, shortcut, name=f"{name}_shortcut")

    x = conv_bn_relu(x, filters, 3, strides, name=f"{name}_1")
    x = conv_bn(x, filters, 3, name=f"{name}_2")

    return add_and_relu(skip, x, before_add, name=name)


@named
def bottleneck(
    x, filters, strides=1, *, inner=None, groups=1, stride_in="1x1", shortcut="B", before_add=None, name=None
):
    """A 3x3 convolution between two of 1x1, narrow in the middle, and a shortcut around the three.

    Args:
        x: feature maps (N, H, W, C).
        filters: channels in the middle; four times as many come out.
        strides: of one of the convolutions, in pixels.
        inner: channels in the middle where they are not a quarter of what comes out: wide networks, ResNeXt.
        groups: groups of the 3x3 convolution.
        stride_in: which convolution strides: "1x1", the first, as in the paper; "3x3" as in most later releases.
        shortcut: what happens where sizes change: "A", "B" or "C", see `shortcut_to`.
        before_add: block that the branch passes before the addition, ``before_add(x, name=f"{name}_gate")``, such as
            `squeeze_excite`.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, 4 * filters).
    Raises ValueError for another shortcut or `stride_in`, and groups that do not divide.
    Source: He et al. 2015, figure 5 right; `stride_in` "3x3": Xie et al. 2017, and torchvision's ResNet-50 "v1.5".
    """
    if stride_in not in ("1x1", "3x3"):
        raise ValueError(f"stride_in={stride_in!r}: must be '1x1' or '3x3'")
    first, second = (strides, 1) if stride_in == "1x1" else (1, strides)
    skip = shortcut_to(x, 4 * filters, strides, shortcut, name=f"{name}_shortcut")

    x = conv_bn_relu(x, filters if inner is None else inner, 1, first, name=f"{name}_1")
    x = conv_bn_relu(x, filters if inner is None else inner, 3, second, groups=groups, name=f"{name}_2")
    x = conv_bn(x, 4 * filters, 1, name=f"{name}_3")

    return add_and_relu(skip, x, before_add, name=name)


def add_and_relu(skip, x, before_add, name):
    """End of a residual block: the branch passes its gate, if there is one, and meets the shortcut."""
    if before_add:
        x = before_add(x, name=f"{name}_gate")
    x = layers.Add(name=f"{name}_add")([skip, x])
    return layers.ReLU(name=f"{name}_out")(x)
