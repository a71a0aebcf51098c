"""Residual networks for images of 32 x 32: He, Zhang, Ren, Sun 2015, section 4.2."""

import functools

from course import blocks
from course.models.arguments import block_counts, check_positive, classifier, image_input, scaled
from course.models.registry import register

FILTERS = (16, 32, 64)  # on maps of 32 x 32, 16 x 16, 8 x 8 pixels


def cifar_resnet(
    layers, input_shape=(32, 32, 3), classes=10, *, shortcut="A", block=None, repeats=None, name=None, **arguments
):
    """Residual network of ``6n + 2`` layers for CIFAR-10: three stages of n blocks of two 3x3 convolutions.

    Args:
        layers: number of layers with weights, 6n + 2: the paper's 20, 32, 44, 56, 110, 1202.
        input_shape: (H, W, C), at least 4 x 4 pixels; H and W may be None.
        classes: number of classes.
        shortcut: what happens where sizes change; the paper has "A", zeros, for CIFAR alone, see `shortcut_to`.
        block: block of all stages, ``block(x, filters, strides, name=…)``, in place of `basic_residual`.
        repeats: numbers of blocks in the stages, in place of n each: ``(1, 1, 1)`` is a small network.
        arguments: `width` multiplies all numbers of filters; `include_top`, `pooling`, `classifier_activation` and
            `weights`, see `classifier`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: He et al. 2015, section 4.2. Keras's ResNet example and others project where sizes change: option "B".
    """
    check_positive(layers=layers)
    n, rest = divmod(layers - 2, 6)
    if rest or n < 1:
        raise ValueError(f"layers={layers!r}: must be 6n + 2 with n of at least 1, such as {6 * max(1, n) + 2}")
    block = block or functools.partial(blocks.basic_residual, shortcut=shortcut)
    repeats = block_counts(repeats, (n, n, n))
    return cifar_network(block, repeats, input_shape, classes, name=name or f"cifar_resnet{layers}", **arguments)


def cifar_network(block, repeats, input_shape, classes, *, name, width=1, last=None, **head):
    """The frame of all residual networks for CIFAR: a convolution, three stages of blocks, a global average.

    `last`: block behind the stages, such as `bn_relu` where the blocks have left their ends unrectified.
    """
    repeats = block_counts(repeats, FILTERS)
    image = image_input(input_shape, minimum=4)

    x = blocks.conv_bn_relu(image, scaled(16, width), 3, name="conv1")

    for stage, (filters, count) in enumerate(zip(FILTERS, repeats, strict=False), start=2):
        for i in range(1, count + 1):
            strides = 2 if stage > 2 and i == 1 else 1
            x = block(x, scaled(filters, width), strides, name=f"conv{stage}_{i}")

    if last:
        x = last(x, name="last")
    return classifier(image, x, classes, name=name, **head)


@register(
    "He et al. 2015",
    "boaz nnda comp541 various",
    like=(cifar_resnet, cifar_network),
    fixes=("block", "shortcut", "last"),
)
def cifar_plain20(*, name="cifar_plain20", **arguments):
    """20 layers without shortcuts; arguments as of `cifar_resnet`. Source: He et al. 2015, figures 1 and 6."""
    return cifar_resnet(20, block=blocks.plain_block, name=name, **arguments)


@register(
    "He et al. 2015",
    "boaz nnda comp541 various",
    like=(cifar_resnet, cifar_network),
    fixes=("block", "shortcut", "last"),
)
def cifar_plain56(*, name="cifar_plain56", **arguments):
    """56 layers without shortcuts; arguments as of `cifar_resnet`. Source: He et al. 2015, figures 1 and 6."""
    return cifar_resnet(56, block=blocks.plain_block, name=name, **arguments)


@register("He et al. 2015", like=(cifar_resnet, cifar_network), fixes=("last",))
def cifar_resnet20(**arguments):
    """20 layers, 0.27 M parameters; arguments as of `cifar_resnet`. Source: He et al. 2015, Table 6."""
    return cifar_resnet(20, **arguments)


@register("He et al. 2015", like=(cifar_resnet, cifar_network), fixes=("last",))
def cifar_resnet32(**arguments):
    """32 layers, 0.46 M parameters; arguments as of `cifar_resnet`. Source: He et al. 2015, Table 6."""
    return cifar_resnet(32, **arguments)


@register("He et al. 2015", like=(cifar_resnet, cifar_network), fixes=("last",))
def cifar_resnet44(**arguments):
    """44 layers, 0.66 M parameters; arguments as of `cifar_resnet`. Source: He et al. 2015, Table 6."""
    return cifar_resnet(44, **arguments)


@register("He et al. 2015", "comp541", like=(cifar_resnet, cifar_network), fixes=("last",))
def cifar_resnet56(**arguments):
    """56 layers, 0.85 M parameters; arguments as of `cifar_resnet`. Source: He et al. 2015, Table 6."""
    return cifar_resnet(56, **arguments)


@register("He et al. 2015", like=(cifar_resnet, cifar_network), fixes=("last",))
def cifar_resnet110(**arguments):
    """110 layers, 1.7 M parameters; arguments as of `cifar_resnet`. Source: He et al. 2015, Table 6."""
    return cifar_resnet(110, **arguments)
