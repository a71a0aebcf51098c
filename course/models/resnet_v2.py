"""ResNet V2: the pre-activation networks for ImageNet that ``keras.applications`` has weights of."""

import keras

from course import blocks
from course.models.arguments import block_counts, classifier, image_input, one_of, scaled
from course.models.registry import register
from course.models.resnet import FILTERS, TABLE_1

TWINS = {50: keras.applications.ResNet50V2, 101: keras.applications.ResNet101V2, 152: keras.applications.ResNet152V2}


def resnet_v2(
    layers, input_shape=(224, 224, 3), classes=1000, *, repeats=None, width=1, small_images=False, name=None, **head
):
    """Pre-activation bottlenecks in the stages of ResNet, as TF-slim released them.

    Against He et al.'s own: a stage strides in its last block, not its first, and in the 3x3; the shortcut of that
    block takes every other pixel, without a projection; conv1, the projections and the last 1x1 convolutions have
    biases. The zeros around conv1's maps, before they are pooled, are above what is negative there.

    Args:
        layers: 50, 101 or 152.
        input_shape: (H, W, C), at least 32 x 32 pixels; H and W may be None.
        classes: number of classes.
        repeats: numbers of blocks in the stages, in place of Table 1's: ``(1, 2, 1)`` is a small network.
        width: multiplies all numbers of filters.
        small_images: no strides and no pooling ahead of the first stage: for images of about 32 pixels.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: He et al. 2016, "Identity mappings in deep residual networks", section 5; He et al. 2015, Table 1.
    """
    repeats = block_counts(repeats, TABLE_1[one_of("layers", layers, TWINS)][1])
    image = image_input(input_shape, minimum=8 if small_images else 32)

    if small_images:
        x = blocks.conv(image, scaled(64, width), 3, use_bias=True, name="conv1_conv")
    else:
        x = blocks.conv(image, scaled(64, width), 7, strides=2, use_bias=True, name="conv1_conv")
        x = blocks.max_pool(x, 3, strides=2, name="conv2_pool")

    for stage, (filters, count) in enumerate(zip(FILTERS, repeats, strict=False), start=2):
        for i in range(1, count + 1):
            strides = 2 if i == count and stage < len(repeats) + 1 else 1
            x = blocks.preactivation_bottleneck(
                x, scaled(filters, width), strides, stride_in="3x3", use_bias=True, name=f"conv{stage}_{i}"
            )

    x = blocks.bn_relu(x, name="last")
    return classifier(image, x, classes, name=name or f"resnet{layers}_v2", twin=TWINS[layers], **head)


@register("He et al. 2016", "boaz", like=resnet_v2)
def resnet50_v2(**arguments):
    """ResNet-50 V2; arguments as of `resnet_v2`. Source: He et al. 2016, section 5."""
    return resnet_v2(50, **arguments)


@register("He et al. 2016", "boaz", like=resnet_v2)
def resnet101_v2(**arguments):
    """ResNet-101 V2; arguments as of `resnet_v2`. Source: He et al. 2016, section 5."""
    return resnet_v2(101, **arguments)


@register("He et al. 2016", "boaz", like=resnet_v2)
def resnet152_v2(**arguments):
    """ResNet-152 V2; arguments as of `resnet_v2`. Source: He et al. 2016, section 5 and Table 5."""
    return resnet_v2(152, **arguments)
