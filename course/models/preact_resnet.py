"""Pre-activation ResNet: He, Zhang, Ren, Sun 2016, "Identity mappings in deep residual networks"."""

from course import blocks
from course.models.cifar_resnet import cifar_network
from course.models.registry import register

FIRST = "conv2_1"  # follows conv1's ReLU: the paper activates once, ahead of both its ways


def preact_resnet(block, repeats, input_shape=(32, 32, 3), classes=10, *, name="preact_resnet", **arguments):
    """Network of pre-activation blocks for CIFAR: a path from the first to the last that no ReLU stands in.

    Args:
        block: pre-activation block, ``block(x, filters, strides, activated=…, name=…)``.
        repeats: numbers of blocks in the three stages.
        input_shape: (H, W, C), at least 4 x 4 pixels; H and W may be None.
        classes: number of classes.
        arguments: `width` multiplies all numbers of filters; `include_top`, `pooling`, `classifier_activation` and
            `weights`, see `classifier`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: He et al. 2016, appendix: the first block's activation comes before its ways part, and one more after the
    last block.
    """

    def place(x, filters, strides, name):
        return block(x, filters, strides, activated=name == FIRST, name=name)

    return cifar_network(place, repeats, input_shape, classes, last=blocks.bn_relu, name=name, **arguments)


@register("He et al. 2016", "boaz", like=(preact_resnet, cifar_network), fixes=("last",))
def preact_resnet110(*, repeats=(18, 18, 18), name="preact_resnet110", **arguments):
    """110 layers in blocks of two, zeros for new channels; arguments as of `preact_resnet`.

    Source: He et al. 2016, section 3 (the network of the first paper, option A) and Table 2.
    """

    def block(x, filters, strides, **place):
        return blocks.preactivation(x, filters, strides, shortcut="A", **place)

    return preact_resnet(block, repeats, name=name, **arguments)


@register("He et al. 2016", "boaz", like=(preact_resnet, cifar_network), fixes=("last",))
def preact_resnet164(*, repeats=(18, 18, 18), name="preact_resnet164", **arguments):
    """164 layers in bottlenecks, projections where channels become more; arguments as of `preact_resnet`.

    Source: He et al. 2016, section 4.1 and Table 2, as in the authors' release.
    """
    return preact_resnet(blocks.preactivation_bottleneck, repeats, name=name, **arguments)
