"""Stochastic depth: Huang, Sun, Liu, Sedra, Weinberger 2016, "Deep networks with stochastic depth"."""

import functools

from course import blocks
from course.models.arguments import block_counts
from course.models.cifar_resnet import cifar_network, cifar_resnet
from course.models.registry import register


@register("Huang et al. 2016", "boaz", like=(cifar_resnet, cifar_network), fixes=("block", "shortcut", "last"))
def stochastic_depth_resnet110(*, survival=0.5, repeats=(18, 18, 18), name="stochastic_depth_resnet110", **arguments):
    """`cifar_resnet110` whose blocks training skips by chance, the later the likelier; all work at test time.

    Args:
        survival: probability that the last block is kept; the first is almost always, by linear decay.
        repeats: numbers of blocks in the stages; arguments as of `cifar_resnet`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Huang et al. 2016, section 4; the shortcuts are He et al.'s option A, whose place the authors' release
    gives to averages of 2 x 2 pixels.
    """
    repeats = block_counts(repeats, (18, 18, 18))
    decay = iter(blocks.linear_decay(sum(repeats), survival))  # one for each block, in the order they are built in

    def block(x, filters, strides, name):
        gate = functools.partial(blocks.stochastic_depth, survival=next(decay))
        return blocks.basic_residual(x, filters, strides, shortcut="A", before_add=gate, name=name)

    return cifar_resnet(110, block=block, repeats=repeats, name=name, **arguments)
