"""Wide ResNet: Zagoruyko & Komodakis 2016, "Wide residual networks"."""

import functools

from course import blocks
from course.models.arguments import check_positive, check_share
from course.models.cifar_resnet import cifar_network
from course.models.preact_resnet import preact_resnet
from course.models.registry import register
from course.models.resnet import resnet


@register("Zagoruyko & Komodakis 2016", "boaz", like=(preact_resnet, cifar_network), fixes=("last",))
def wide_resnet28_10(*, factor=10, dropout=0, repeats=(4, 4, 4), name="wide_resnet28_10", **arguments):
    """WRN-28-10: 28 layers, ten times as wide, for CIFAR.

    The 28 count a projection in each stage; with `repeats` of n each, layers are 6n + 4.

    Args:
        factor: how much wider than a `preact_resnet`: the paper's k.
        dropout: share of the activations inside the blocks that training leaves out; 0.3 in the paper's Table 6.
        repeats: numbers of blocks in the stages; arguments as of `preact_resnet`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Zagoruyko & Komodakis 2016, Table 1.
    """
    check_positive(factor=factor)
    check_share(dropout=dropout)
    block = functools.partial(blocks.wide, factor=factor, dropout=dropout)
    return preact_resnet(block, repeats, name=name, **arguments)


@register("Zagoruyko & Komodakis 2016", "boaz", like=resnet, fixes=("block",))
def wide_resnet50_2(*, factor=2, name="wide_resnet50_2", **arguments):
    """WRN-50-2-bottleneck: ResNet-50 with bottlenecks twice as wide; arguments as of `resnet`.

    Source: Zagoruyko & Komodakis 2016, section 3.4 and Table 8; strides in the 3x3 as in the release of the weights
    and torchvision.
    """

    check_positive(factor=factor)

    def block(x, filters, strides, name):
        return blocks.bottleneck(x, filters, strides, inner=factor * filters, stride_in="3x3", name=name)

    return resnet(50, block=block, name=name, **arguments)
