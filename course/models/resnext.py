"""ResNeXt: Xie, Girshick, Dollár, Tu, He 2017, "Aggregated residual transformations for deep neural networks"."""

from course import blocks
from course.models.arguments import check_positive
from course.models.registry import register
from course.models.resnet import resnet


def resnext(layers, groups, group_width, *, form="grouped", name, **arguments):
    """ResNet of `layers` layers with bottlenecks of many paths.

    Args:
        layers: 50, 101 or 152.
        groups: number of paths in each block: the paper's cardinality.
        group_width: channels of each path in the first stage; they double with each stage, as its filters do.
        form: how blocks are written, see `blocks.resnext`.
        arguments: as of `resnet`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Xie et al. 2017, Table 1; strides in the 3x3 as in the authors' release and torchvision.
    """
    check_positive(groups=groups, group_width=group_width)

    def block(x, filters, strides, name):
        narrow = max(1, group_width * filters // 64)
        return blocks.resnext(x, filters, strides, groups=groups, group_width=narrow, form=form, name=name)

    return resnet(layers, block=block, name=name, **arguments)


@register("Xie et al. 2017", "boaz comp541", like=(resnext, resnet), fixes=("block",))
def resnext50_32x4d(*, groups=32, group_width=4, name="resnext50_32x4d", **arguments):
    """ResNeXt-50 of 32 paths; arguments as of `resnext`. Source: Xie et al. 2017, Table 1."""
    return resnext(50, groups, group_width, name=name, **arguments)


@register("Xie et al. 2017", "boaz comp541", like=(resnext, resnet), fixes=("block",))
def resnext101_32x8d(*, groups=32, group_width=8, name="resnext101_32x8d", **arguments):
    """ResNeXt-101 of 32 paths twice as wide; arguments as of `resnext`.

    Source: Xie et al. 2017, Table 1; at this size Mahajan et al. 2018, "Exploring the limits of weakly supervised
    pretraining", section 2.2, and torchvision. The first paper's own largest has 64 paths of 4.
    """
    return resnext(101, groups, group_width, name=name, **arguments)
