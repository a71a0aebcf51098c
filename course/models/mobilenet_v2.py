"""MobileNetV2: Sandler et al. 2018, "MobileNetV2: inverted residuals and linear bottlenecks"."""

from functools import partial

import keras

from course import blocks
from course.models.arguments import block_counts, check_factor, classifier, image_input
from course.models.registry import register

TABLE_2 = (  # t expansion, c channels, n blocks, s strides of the first block
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


@register("Sandler et al. 2018", "comp541")
def mobilenet_v2(
    input_shape=(224, 224, 3), classes=1000, *, alpha=1, repeats=None, small_images=False, name="mobilenet_v2", **head
):
    """MobileNetV2: inverted residuals with linear bottlenecks.

    The network of ``keras.applications``, at odd image sizes too: strides pad unevenly as in TensorFlow, normalisation
    has ε = 0.001, channels are rounded to multiples of eight, and the head has no dropout (torchvision's has 0.2).
    The first bottleneck has no expansion, of factor 1, as in all releases.

    Args:
        input_shape: (H, W, C), at least 32 x 32 pixels, 16 x 16 with `small_images`; H and W may be None.
        classes: number of classes.
        alpha: width multiplier; below 1 the last convolution keeps its 1280 channels (section 6.1).
        repeats: numbers of blocks in the stages, in place of the table's: ``(1, 1, 1)`` is a small network.
        small_images: no strides in the first convolution: for images of about 32 pixels.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Sandler et al. 2018, table 2.
    """
    check_factor(alpha=alpha)
    counts = block_counts(repeats, [n for *_, n, _ in TABLE_2])
    image = image_input(input_shape, minimum=16 if small_images else 32)

    x = blocks.conv_bn_relu6(image, multiple_of_8(32, alpha), 3, strides=1 if small_images else 2, name="conv1")

    for stage, ((t, c, _, s), n) in enumerate(zip(TABLE_2, counts, strict=False), start=1):
        for i in range(1, n + 1):
            strides = s if i == 1 else 1
            x = blocks.inverted_residual(x, multiple_of_8(c, alpha), strides, expansion=t, name=f"stage{stage}_{i}")

    x = blocks.conv_bn_relu6(x, multiple_of_8(1280, max(1, alpha)), 1, name="last")
    twin = None if small_images else partial(keras.applications.MobileNetV2, alpha=alpha)  # other strides, same weights
    return classifier(image, x, classes, name=name, twin=twin, **head)


def multiple_of_8(filters, width):
    """Number of `filters` times `width`, rounded to a multiple of eight, at least 8, and by at most a tenth down."""
    exact = filters * width
    rounded = max(8, int(exact + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * exact else rounded
