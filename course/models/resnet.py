"""ResNet: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition"."""

import keras

from course import blocks
from course.models.arguments import classifier, image_input, one_of, scaled
from course.models.registry import register

TABLE_1 = {  # layers: (block, how many in conv2_x, conv3_x, conv4_x, conv5_x)
    18: (blocks.basic_residual, (2, 2, 2, 2)),
    34: (blocks.basic_residual, (3, 4, 6, 3)),
    50: (blocks.bottleneck, (3, 4, 6, 3)),
    101: (blocks.bottleneck, (3, 4, 23, 3)),
    152: (blocks.bottleneck, (3, 8, 36, 3)),
}
TWINS = {50: keras.applications.ResNet50, 101: keras.applications.ResNet101, 152: keras.applications.ResNet152}


def resnet(
    layers, input_shape=(224, 224, 3), classes=1000, *, block=None, repeats=None, width=1, small_images=False,
    twin=None, name=None, **head,
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
        head: `include_top`, `pooling`, `classifier_activation` and `weights`, see `classifier`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: He et al. 2015, Table 1.
    """
    table_block, table_repeats = TABLE_1[one_of("layers", layers, TABLE_1)]
    block, repeats = block or table_block, repeats or table_repeats
    image = image_input(input_shape, minimum=8 if small_images else 32)

    x = blocks.conv_bn_relu(image, scaled(64, width), 3 if small_images else 7, 1 if small_images else 2, name="conv1")
    if not small_images:
        x = blocks.max_pool(x, 3, strides=2, name="conv2_pool")

    for stage, count in enumerate(repeats, start=2):
        for i in range(1, count + 1):
            strides = 2 if stage > 2 and i == 1 else 1
            x = block(x, scaled(16 * 2**stage, width), strides, name=f"conv{stage}_{i}")

    return classifier(image, x, classes, name=name or f"resnet{layers}", twin=twin, **head)


@register("He et al. 2015", "boaz comp541 backprop")
def resnet18(**arguments):
    """ResNet-18; arguments as of `resnet`. Source: He et al. 2015, Table 1, 18-layer."""
    return resnet(18, **arguments)
