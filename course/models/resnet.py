"""ResNet: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition"."""

import keras

from course import blocks
from course.models.arguments import block_counts, classifier, image_input, one_of, scaled
from course.models.registry import register

TABLE_1 = {  # layers: (block, how many in conv2_x, conv3_x, conv4_x, conv5_x)
    18: (blocks.basic_residual, (2, 2, 2, 2)),
    34: (blocks.basic_residual, (3, 4, 6, 3)),
    50: (blocks.bottleneck, (3, 4, 6, 3)),
    101: (blocks.bottleneck, (3, 4, 23, 3)),
    152: (blocks.bottleneck, (3, 8, 36, 3)),
}
FILTERS = (64, 128, 256, 512)
TWINS = {50: keras.applications.ResNet50, 101: keras.applications.ResNet101, 152: keras.applications.ResNet152}


def resnet(
    layers, input_shape=(224, 224, 3), classes=1000, *, block=None, repeats=None, width=1, small_images=False,
    name=None, **head,
):  # fmt: skip
    """Residual network for ImageNet: five stages, each at half the resolution of the one before.

    Args:
        layers: 18, 34, 50, 101 or 152: a column of Table 1.
        input_shape: (H, W, C), at least 32 x 32 pixels; H and W may be None.
        classes: number of classes.
        block: residual block of all stages, ``block(x, filters, strides, name=…)``, in place of the table's.
        repeats: numbers of blocks in the stages, in place of the table's: ``(1, 1, 1)`` is a small network.
        width: multiplies all numbers of filters.
        small_images: no strides and no pooling in the first stage: for images of about 32 pixels.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: He et al. 2015, Table 1; its FLOPs are multiply-adds in 10⁹: 1.8, 3.6, 3.8, 7.6 and 11.3. Ours are 1.81,
    3.66 (3.64 without projections), 3.86, 7.57 and 11.28: the 3.8 is cut, not rounded. The convolutions have no biases,
    which normalisation would take away: those of `keras.applications` are folded into it when weights are loaded.
    """
    twin = TWINS.get(one_of("layers", layers, TABLE_1)) if block is None else None
    block = block or TABLE_1[layers][0]
    repeats = block_counts(repeats, TABLE_1[layers][1])
    image = image_input(input_shape, minimum=8 if small_images else 32)

    if small_images:
        x = blocks.conv_bn_relu(image, scaled(64, width), 3, name="conv1")
    else:
        x = blocks.conv_bn_relu(image, scaled(64, width), 7, strides=2, name="conv1")
        x = blocks.max_pool(x, 3, strides=2, name="conv2_pool")

    for stage, (filters, count) in enumerate(zip(FILTERS, repeats, strict=False), start=2):
        for i in range(1, count + 1):
            strides = 2 if stage > 2 and i == 1 else 1
            x = block(x, scaled(filters, width), strides, name=f"conv{stage}_{i}")

    return classifier(image, x, classes, name=name or f"resnet{layers}", twin=twin, **head)


@register("He et al. 2015", "backprop", like=resnet, fixes=("block",))
def plain18(*, name="plain18", **arguments):
    """ResNet-18 without its shortcuts; arguments as of `resnet`. Source: He et al. 2015, Table 2."""
    return resnet(18, block=blocks.plain_block, name=name, **arguments)


@register("He et al. 2015", "nnda backprop", like=resnet, fixes=("block",))
def plain34(*, name="plain34", **arguments):
    """ResNet-34 without its shortcuts; arguments as of `resnet`. Source: He et al. 2015, figure 3 middle, Table 2."""
    return resnet(34, block=blocks.plain_block, name=name, **arguments)


@register("He et al. 2015", "backprop comp541", like=resnet)
def resnet18(**arguments):
    """ResNet-18; arguments as of `resnet`. Source: He et al. 2015, Table 1, 18-layer."""
    return resnet(18, **arguments)


@register("He et al. 2015", "boaz nnda backprop comp541 various", like=resnet)
def resnet34(**arguments):
    """ResNet-34; arguments as of `resnet`. Source: He et al. 2015, figure 3 right, and Table 1, 34-layer.

    Where sizes change the shortcut is a projection, option B, as in Table 3 and all libraries. The paper's Table 2 has
    option A, zeros: ``block=functools.partial(blocks.basic_residual, shortcut="A")``. So it is with `resnet18`.
    """
    return resnet(34, **arguments)


@register("He et al. 2015", "boaz backprop comp541", like=resnet)
def resnet50(**arguments):
    """ResNet-50; arguments as of `resnet`. Source: He et al. 2015, Table 1, 50-layer.

    The first 1x1 convolution of a stage has its stride, as in the paper and `keras.applications`; torchvision and later
    releases ("v1.5") have it in the 3x3: ``block=functools.partial(blocks.bottleneck, stride_in="3x3")``.
    """
    return resnet(50, **arguments)


@register("He et al. 2015", "backprop comp541", like=resnet)
def resnet101(**arguments):
    """ResNet-101, strides as of `resnet50`; arguments as of `resnet`. Source: He et al. 2015, Table 1, 101-layer."""
    return resnet(101, **arguments)


@register("He et al. 2015", "boaz backprop comp541", like=resnet)
def resnet152(**arguments):
    """ResNet-152, strides as of `resnet50`; arguments as of `resnet`. Source: He et al. 2015, Table 1, 152-layer."""
    return resnet(152, **arguments)
