"""MobileNet: Howard et al. 2017.

"MobileNets: efficient convolutional neural networks for mobile vision applications".
"""

from functools import partial

import keras

from course import blocks
from course.models.arguments import block_counts, check_factor, classifier, image_input, scaled
from course.models.registry import register

TABLE_1 = (  # filters, blocks, strides of the first block
    (64, 1, 1),
    (128, 2, 2),
    (256, 2, 2),
    (512, 6, 2),
    (1024, 2, 2),  # the table prints strides of 2 for the last block too, but its sizes stay 7 x 7
)


@register("Howard et al. 2017", "comp541")
def mobilenet(
    input_shape=(224, 224, 3), classes=1000, *, alpha=1, repeats=None, small_images=False, name="mobilenet", **head
):
    """MobileNet: depthwise separable convolutions in place of all but the first.

    The network of ``keras.applications``, at odd image sizes too: ReLUs end at 6, strides pad unevenly as in
    TensorFlow, normalisation has ε = 0.001, one in a thousand of the averages is left out in training. The paper's
    resolution multiplier is `input_shape`.

    Args:
        input_shape: (H, W, C), at least 32 x 32 pixels, 16 x 16 with `small_images`; H and W may be None.
        classes: number of classes.
        alpha: width multiplier of all layers; the paper's are 1, 0.75, 0.5 and 0.25.
        repeats: numbers of blocks in the stages, in place of the table's: ``(1, 1, 1)`` is a small network.
        small_images: no strides in the first convolution: for images of about 32 pixels.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Howard et al. 2017, table 1.
    """
    check_factor(alpha=alpha)
    counts = block_counts(repeats, [count for _, count, _ in TABLE_1])
    image = image_input(input_shape, minimum=16 if small_images else 32)

    x = blocks.conv_bn_relu6(image, scaled(32, alpha), 3, strides=1 if small_images else 2, name="conv1")

    for stage, ((filters, _, first), count) in enumerate(zip(TABLE_1, counts, strict=False), start=1):
        for i in range(1, count + 1):
            strides = first if i == 1 else 1
            x = blocks.depthwise_separable(x, scaled(filters, alpha), strides, name=f"stage{stage}_{i}")

    twin = partial(keras.applications.MobileNet, alpha=alpha)
    top = partial(blocks.global_average_head, dropout=1e-3)
    return classifier(image, x, classes, name=name, twin=None if small_images else twin, top=top, **head)
