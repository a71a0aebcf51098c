"""ShuffleNet: Zhang, Zhou, Lin, Sun 2017.

"ShuffleNet: an extremely efficient convolutional neural network for mobile devices".
"""

from math import floor, log2

from course import blocks
from course.models.arguments import block_counts, check_factor, classifier, image_input, one_of, scaled
from course.models.registry import register

TABLE_1 = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}  # groups: channels of stage 2; stages 3 and 4 double them
REPEATS = (4, 8, 4)  # units in stages 2, 3, 4; the first of each strides


@register("Zhang et al. 2017", "comp541")
def shufflenet(
    input_shape=(224, 224, 3), classes=1000, *, groups=3, scale=1, repeats=None, small_images=False, name="shufflenet",
    **head,
):  # fmt: skip
    """ShuffleNet 1x with three groups: grouped 1x1 convolutions, and channels shuffled between them.

    Strides pad equally on both sides, and the average pools see the padding's zeros, as in PyTorch.

    Args:
        input_shape: (H, W, C), at least 32 x 32 pixels, 8 x 8 with `small_images`; H and W may be None.
        classes: number of classes.
        groups: of the 1x1 convolutions: 1, 2, 3, 4 or 8; more groups have more channels at the same cost.
        scale: s of "ShuffleNet s×", multiplies all channels; they are rounded up to multiples of `groups`. The first
            convolution's 24 grow by powers of two only: so the table's 292 million multiply-adds at 1.5× come about.
        repeats: numbers of units in stages 2, 3, 4, in place of the table's: ``(2,)`` is a small network.
        small_images: no strides and no pooling before stage 2: for images of about 32 pixels.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Zhang et al. 2017, table 1 and section 3.2.
    """
    check_factor(scale=scale)
    filters = up_to_multiple(scaled(TABLE_1[one_of("groups", groups, TABLE_1)], scale), groups)
    stem = up_to_multiple(scaled(24, 2 ** floor(log2(scale))), groups)
    counts = block_counts(repeats, REPEATS)
    image = image_input(input_shape, minimum=8 if small_images else 32)

    x = blocks.conv_bn_relu(image, stem, 3, strides=1 if small_images else 2, name="conv1")
    if not small_images:
        x = blocks.max_pool(x, 3, strides=2, name="pool1")

    for stage, count in enumerate(counts, start=2):
        for i in range(1, count + 1):
            first = stage == 2 and i == 1  # its few input channels are not grouped
            x = blocks.shuffle_unit(
                x, filters * 2 ** (stage - 2), strides=2 if i == 1 else 1, groups=groups,
                first_groups=1 if first else groups, name=f"stage{stage}_{i}",
            )  # fmt: skip

    return classifier(image, x, classes, name=name, **head)


def up_to_multiple(filters, groups):
    """The smallest multiple of `groups` that is not below `filters`."""
    return -(-filters // groups) * groups
