"""NASNet: Zoph et al. 2018, "Learning transferable architectures for scalable image recognition"."""

import keras
from keras import layers

from course import blocks
from course.models.arguments import block_counts, classifier, fixed_image_input, is_whole
from course.models.registry import register


@register("Zoph et al. 2018")
def nasnet_mobile(
    input_shape=(224, 224, 3), classes=1000, *, repeats=None, penultimate=1056, small_images=False,
    name="nasnet_mobile", **head,
):  # fmt: skip
    """NASNet-A (4 @ 1056): a search has found the cells, people have stacked them.

    The network of ``keras.applications``, at odd image sizes too, without what acts in training only: the auxiliary
    classifier, the dropped paths and the dropout of the release. Keras refuses to build its own on PyTorch: its weights
    come there from a file that ours has saved on another backend.

    Args:
        input_shape: (H, W, C), at least 32 x 32 pixels, 8 x 8 with `small_images`.
        classes: number of classes.
        repeats: numbers of normal cells before, between and after the two reductions, in place of four each, the
            paper's N: ``(1, 1)`` is a small network, with one reduction.
        penultimate: channels that the last of three stages makes, a multiple of 96.
        small_images: no strides in the first convolution, and no reduction cells before the first normal one, for
            images of about 32 pixels: the paper's form for CIFAR-10.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments, and where H or W is open: the cells' padding depends on them.
    Source: Zoph et al. 2018, figure 2 and table 3.
    """
    if not is_whole(penultimate, 96) or penultimate % 96:
        raise ValueError(
            f"penultimate={penultimate!r}: must be a multiple of 96, six outputs of each cell, doubled twice"
        )
    counts = block_counts(repeats, (4, 4, 4))
    image = fixed_image_input(input_shape, minimum=8 if small_images else 32)  # the cells' padding needs its size
    filters = penultimate // 24

    padding, strides = ("same", 1) if small_images else ("valid", 2)
    x = blocks.conv_bn(image, 32, 3, strides, padding=padding, epsilon=1e-3, name="stem")
    previous = None
    if not small_images:
        for i, part in enumerate((4, 2), start=1):
            previous, x = x, blocks.reduction_cell(x, filters // part, previous, name=f"stem_reduction{i}")

    for stage, count in enumerate(counts, start=1):
        if stage > 1:
            filters *= 2
            previous, x = x, blocks.reduction_cell(x, filters, previous, name=f"reduction{stage - 1}")
        for i in range(1, count + 1):
            previous, x = x, blocks.normal_cell(x, filters, previous, name=f"normal{stage}_{i}")
    x = layers.ReLU(name="relu")(x)

    return classifier(image, x, classes, name=name, twin=keras.applications.NASNetMobile, **head)
