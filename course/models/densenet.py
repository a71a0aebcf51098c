"""DenseNet: Huang, Liu, van der Maaten, Weinberger 2017, "Densely connected convolutional networks"."""

import keras

from course import blocks
from course.models.arguments import check_positive, classifier, image_input, is_whole, scaled
from course.models.registry import register

TABLE_1 = {  # layers: numbers of layers (a 1x1 and a 3x3 convolution each) in dense blocks 1, 2, 3, 4
    121: (6, 12, 24, 16),
    169: (6, 12, 32, 32),
    201: (6, 12, 48, 32),
}  # the table's fourth, 264, has no published weights


def densenet(
    repeats, growth_rate=32, input_shape=(224, 224, 3), classes=1000, *, width=1, small_images=False, name="densenet",
    **head,
):  # fmt: skip
    """DenseNet-BC: dense blocks, and transitions to half the resolution and half the maps (θ = 0.5) between them.

    Args:
        repeats: numbers of layers in the dense blocks.
        growth_rate: maps that each layer adds: the paper's k. The first convolution has twice as many.
        input_shape: (H, W, C), at least 4 x 4 pixels, twice as many a side for each further block: 32 x 32 for
            four; H and W may be None.
        classes: number of classes.
        width: multiplies the growth rate.
        small_images: begin with a 3x3 convolution alone, as the paper does for CIFAR; at least 2 pixels a side for each
            halving.
        head: `include_top`, `pooling`, `classifier_activation`, `weights` and `twin`, see `classifier`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Huang et al. 2017, Table 1; for small images section 3, "Implementation details".
    """
    if not isinstance(repeats, tuple | list) or not repeats or not all(is_whole(count, 1) for count in repeats):
        raise ValueError(f"repeats={repeats!r}: must be numbers of layers, one for each dense block: (6, 12, 24, 16)")
    check_positive(growth_rate=growth_rate)
    growth_rate = scaled(growth_rate, width)
    image = image_input(input_shape, minimum=(1 if small_images else 4) * 2 ** (len(repeats) - 1))

    if small_images:
        x = blocks.conv(image, 2 * growth_rate, 3, name="conv1_conv")
    else:
        x = blocks.conv_bn_relu(image, 2 * growth_rate, 7, strides=2, name="conv1")
        x = blocks.max_pool(x, 3, strides=2, name="conv1_pool")

    for i, count in enumerate(repeats, start=1):
        if i > 1:
            x = blocks.transition(x, name=f"transition{i - 1}")
        x = blocks.dense_block(x, count, growth_rate, name=f"dense{i}")

    x = blocks.bn_relu(x, name="last")
    return classifier(image, x, classes, name=name, **head)


@register("Huang et al. 2017", "boaz", like=densenet)
def densenet121(*, repeats=TABLE_1[121], name="densenet121", **arguments):
    """DenseNet-BC of 121 layers, k = 32; arguments as of `densenet`. Source: Huang et al. 2017, Table 1."""
    return densenet(repeats, name=name, twin=keras.applications.DenseNet121, **arguments)


@register("Huang et al. 2017", "boaz", like=densenet)
def densenet169(*, repeats=TABLE_1[169], name="densenet169", **arguments):
    """DenseNet-BC of 169 layers, k = 32; arguments as of `densenet`. Source: Huang et al. 2017, Table 1."""
    return densenet(repeats, name=name, twin=keras.applications.DenseNet169, **arguments)


@register("Huang et al. 2017", "boaz", like=densenet)
def densenet201(*, repeats=TABLE_1[201], name="densenet201", **arguments):
    """DenseNet-BC of 201 layers, k = 32; arguments as of `densenet`. Source: Huang et al. 2017, Table 1."""
    return densenet(repeats, name=name, twin=keras.applications.DenseNet201, **arguments)


@register("Huang et al. 2017", "boaz", like=densenet, fixes=("small_images",))
def densenet_bc100_12(
    input_shape=(32, 32, 3), classes=10, *, repeats=(16, 16, 16), growth_rate=12, name="densenet_bc100_12", **arguments
):
    """DenseNet-BC of 100 layers for CIFAR, k = 12: 3 * 16 * 2 convolutions, conv1, two transitions, one dense layer.

    Arguments as of `densenet`. Source: Huang et al. 2017, section 3, "Implementation details", and Table 2.
    """
    return densenet(repeats, growth_rate, input_shape, classes, small_images=True, name=name, **arguments)
