"""SENet: Hu, Shen, Sun 2018, "Squeeze-and-excitation networks"."""

import functools

from course import blocks
from course.models.registry import register
from course.models.resnet import resnet


@register("Hu et al. 2018", "comp541", like=resnet, fixes=("block",))
def se_resnet50(*, use_bias=False, name="se_resnet50", **arguments):
    """ResNet-50 with squeeze and excitation ahead of each addition; arguments as of `resnet`.

    Args:
        use_bias: of the dense layers between squeeze and excitation: the paper's have none, 28,071,976 parameters;
            those of the authors' released weights have them, 28,088,024.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Hu et al. 2018, Table 1 and figure 3; strides in the first 1x1, as in the authors' release.
    """
    excite = functools.partial(blocks.squeeze_excite, use_bias=use_bias)
    block = functools.partial(blocks.bottleneck, before_add=excite)
    return resnet(50, block=block, name=name, **arguments)
