"""ResNeXt's block: Xie, Girshick, Dollár, Tu, He 2017, "Aggregated residual transformations"."""

from keras import layers

from course.blocks.conv_bn_relu import batch_norm, conv_bn, conv_bn_relu
from course.blocks.convolution import conv
from course.blocks.naming import named
from course.blocks.residual import add_and_relu, bottleneck
from course.blocks.shortcut import shortcut_to

FORMS = ("split", "concatenate", "grouped")


@named
def resnext(x, filters, strides=1, *, groups=32, group_width=4, form="grouped", name=None):
    """A bottleneck of many narrow paths, written in one of three ways that compute the same.

    With ``w = group_width``, path g of the other forms has the channels ``g*w … (g+1)*w`` of the grouped form's
    layers ``1`` and ``2``, and reads with its part of layer ``3`` what these give.

    Args:
        x: feature maps (N, H, W, C).
        filters: a quarter of the output channels, as of `bottleneck`.
        strides: of the 3x3 convolutions, in pixels.
        groups: number of paths: the paper's cardinality.
        group_width: channels of each path: its bottleneck width d.
        form: "split": paths end in C channels each, which are added up (figure 3a); "concatenate": the narrow ends are
            concatenated ahead of one 1x1 convolution (3b); "grouped": one grouped convolution is all paths (3c).

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, 4 * filters).
    Raises ValueError for another form, and for fewer than one group or channel.
    Source: Xie et al. 2017, figure 3, and section 4 for the normalisations; strides in the 3x3 as in their release.
    """
    if form not in FORMS:
        raise ValueError(f"form={form!r}: must be one of {', '.join(map(repr, FORMS))}")
    if groups < 1 or group_width < 1:
        raise ValueError(f"groups={groups}, group_width={group_width}: must be at least 1")
    if form == "grouped":
        return bottleneck(x, filters, strides, inner=groups * group_width, groups=groups, stride_in="3x3", name=name)

    skip = shortcut_to(x, 4 * filters, strides, name=f"{name}_shortcut")

    paths = []
    for g in range(groups):
        path = conv_bn_relu(x, group_width, 1, name=f"{name}_path{g}_1")
        paths.append(conv_bn_relu(path, group_width, 3, strides, name=f"{name}_path{g}_2"))

    if form == "concatenate":
        x = layers.Concatenate(name=f"{name}_concat")(paths)
        x = conv_bn(x, 4 * filters, 1, name=f"{name}_3")
    else:
        paths = [conv(path, 4 * filters, 1, name=f"{name}_path{g}_3_conv") for g, path in enumerate(paths)]
        x = layers.Add(name=f"{name}_aggregate")(paths)
        x = batch_norm(x, name=f"{name}_3_bn")

    return add_and_relu(skip, x, None, name=name)
