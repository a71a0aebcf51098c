"""Pre-activation: He, Zhang, Ren, Sun 2016, "Identity mappings in deep residual networks"."""

from keras import layers

from course.blocks.conv_bn_relu import batch_norm
from course.blocks.convolution import conv
from course.blocks.naming import named
from course.blocks.shortcut import shortcut_to


@named
def bn_relu(x, *, name=None):
    """Normalise and rectify, ahead of the convolution that reads it: layers ``{name}_bn``, ``{name}_relu``.

    Returns a tensor of the same shape.
    Source: He et al. 2016, figure 1b.
    """
    x = batch_norm(x, name=f"{name}_bn")
    return layers.ReLU(name=f"{name}_relu")(x)


@named
def preactivation(x, filters, strides=1, *, shortcut="B", activated=False, dropout=0, before_add=None, name=None):
    """Two 3x3 convolutions, each behind its normalisation and ReLU: nothing stands in the way of the sum.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        strides: of the first convolution, in pixels.
        shortcut: what happens where channels become more: "A", zeros, or "B", a 1x1 convolution of the activated maps.
        activated: whether x comes from a ReLU: true of a network's first block, whose shortcut starts behind it.
        dropout: share of the activations between the convolutions that training leaves out.
        before_add: block that the branch passes before the addition, such as `squeeze_excite`.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters), not rectified.
    Raises ValueError for another shortcut, and for option A where channels become fewer.
    Source: He et al. 2016, figure 1b and appendix; `shortcut` "B" as in the authors' release; `dropout`: Zagoruyko &
    Komodakis 2016, figure 1d.
    """
    active = x if activated else bn_relu(x, name=f"{name}_1")
    skip = way_around(x, active, filters, strides, shortcut, name=f"{name}_shortcut")

    x = conv(active, filters, 3, strides, name=f"{name}_1_conv")

    x = bn_relu(x, name=f"{name}_2")
    if dropout:
        x = layers.Dropout(dropout, name=f"{name}_2_dropout")(x)
    x = conv(x, filters, 3, name=f"{name}_2_conv")

    if before_add:
        x = before_add(x, name=f"{name}_gate")
    return layers.Add(name=f"{name}_add")([skip, x])


@named
def preactivation_bottleneck(
    x, filters, strides=1, *, stride_in="1x1", shortcut="B", activated=False, use_bias=False, before_add=None, name=None
):
    """A 3x3 convolution between two of 1x1, each behind its normalisation and ReLU.

    Args:
        x: feature maps (N, H, W, C).
        filters: channels in the middle; four times as many come out.
        strides: of one of the convolutions, in pixels.
        stride_in: which convolution strides: "1x1", the first, or "3x3".
        shortcut: what happens where channels become more: "A", zeros, or "B", a 1x1 convolution of the activated maps.
        activated: whether x comes from a ReLU: true of a network's first block, whose shortcut starts behind it.
        use_bias: of the convolutions that no normalisation follows: the last, and the shortcut's.
        before_add: block that the branch passes before the addition, such as `squeeze_excite`.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, 4 * filters), not rectified.
    Raises ValueError for another shortcut or `stride_in`.
    Source: He et al. 2016, section 4.1 (ResNet-164), as in the authors' release.
    """
    if stride_in not in ("1x1", "3x3"):
        raise ValueError(f"stride_in={stride_in!r}: must be '1x1' or '3x3'")
    first, second = (strides, 1) if stride_in == "1x1" else (1, strides)

    active = x if activated else bn_relu(x, name=f"{name}_1")
    skip = way_around(x, active, 4 * filters, strides, shortcut, use_bias, name=f"{name}_shortcut")

    x = conv(active, filters, 1, first, name=f"{name}_1_conv")

    x = bn_relu(x, name=f"{name}_2")
    x = conv(x, filters, 3, second, name=f"{name}_2_conv")

    x = bn_relu(x, name=f"{name}_3")
    x = conv(x, 4 * filters, 1, use_bias=use_bias, name=f"{name}_3_conv")

    if before_add:
        x = before_add(x, name=f"{name}_gate")
    return layers.Add(name=f"{name}_add")([skip, x])


def way_around(x, active, filters, strides, shortcut, use_bias=False, *, name):
    """Shortcut of a pre-activation block: x itself as far as its size allows, then a projection of `active`."""
    if shortcut not in ("A", "B"):
        raise ValueError(f"shortcut={shortcut!r}: must be 'A' (zeros) or 'B' (projection where channels change)")
    if shortcut == "B" and filters != x.shape[-1]:
        return conv(active, filters, 1, strides, use_bias=use_bias, name=f"{name}_conv")
    return shortcut_to(x, filters, strides, "A", name=name)
