"""EfficientNet: Tan & Le 2019, "EfficientNet: rethinking model scaling for convolutional neural networks"."""

from functools import partial
from math import ceil

import keras

from course import blocks
from course.models.arguments import block_counts, check_factor, check_share, classifier, image_input
from course.models.mobilenet_v2 import multiple_of_8
from course.models.registry import register

TABLE_1 = (  # stages 2 to 8: expansion, window, channels, layers, strides of the first
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)
TWINS = {  # width, depth: the release's networks
    (1.0, 1.0): keras.applications.EfficientNetB0,  # resolution 224, dropout 0.2
    (1.0, 1.1): keras.applications.EfficientNetB1,  # 240, 0.2
    (1.1, 1.2): keras.applications.EfficientNetB2,  # 260, 0.3
    (1.2, 1.4): keras.applications.EfficientNetB3,  # 300, 0.3
    (1.4, 1.8): keras.applications.EfficientNetB4,  # 380, 0.4
    (1.6, 2.2): keras.applications.EfficientNetB5,  # 456, 0.4
    (1.8, 2.6): keras.applications.EfficientNetB6,  # 528, 0.5
    (2.0, 3.1): keras.applications.EfficientNetB7,  # 600, 0.5
}


@register("Tan & Le 2019")
def efficientnet(
    input_shape=None, classes=1000, *, width=1.0, depth=1.0, resolution=224, dropout=0.2, drop_path=0.2, repeats=None,
    small_images=False, name="efficientnet", **head,
):  # fmt: skip
    """EfficientNet: one network, scaled in width, depth and resolution at once.

    The network of ``keras.applications``, at odd image sizes too: strides pad unevenly as in TensorFlow, normalisation
    has ε = 0.001, channels are rounded to multiples of eight. Keras's begins with layers that normalise the image; ours
    takes images that are normalised already. For published weights that is, of red, green, blue from 0 to 255,
    ``(image / 255 - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)``, see `preprocess_input`.

    Args:
        width: multiplies all numbers of channels, β^φ in the paper.
        depth: multiplies the numbers of blocks, rounded up, α^φ.
        resolution: height and width of the image in pixels, γ^φ · 224.
        input_shape: (H, W, C), at least 32 x 32 pixels, 16 x 16 with `small_images`; in place of `resolution`; H and W
            may be None.
        classes: number of classes.
        dropout: share of the averages that training leaves out before the classes.
        drop_path: share of the examples for which training leaves the last block out; it grows linearly from 0.
        repeats: numbers of blocks in stages 2, 3, …, before scaling, in place of the table's: ``(1, 1)`` is small.
        small_images: no strides in the first convolution: for images of about 32 pixels.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Tan & Le 2019, table 1 and section 3.3; `dropout` and `drop_path`: section 5.2 and the release.
    """
    check_factor(width=width, depth=depth)
    check_share(dropout=dropout, drop_path=drop_path)
    counts = [ceil(depth * count) for count in block_counts(repeats, [row[3] for row in TABLE_1])]
    shape = (resolution, resolution, 3) if input_shape is None else input_shape
    image = image_input(shape, minimum=16 if small_images else 32)

    x = blocks.conv_bn(
        image, multiple_of_8(32, width), 3, 1 if small_images else 2, padding="same", epsilon=1e-3, name="stage1"
    )
    x = keras.layers.Activation("swish", name="stage1_swish")(x)

    built = 0
    for stage, ((expansion, size, filters, _, first), count) in enumerate(zip(TABLE_1, counts, strict=False), start=2):
        for i in range(1, count + 1):
            x = blocks.mbconv(
                x, multiple_of_8(filters, width), first if i == 1 else 1, expansion=expansion, kernel_size=size,
                drop_path=drop_path * built / sum(counts), name=f"stage{stage}_{i}",
            )  # fmt: skip
            built += 1

    x = blocks.conv_bn(x, multiple_of_8(1280, width), 1, epsilon=1e-3, name="stage9")
    x = keras.layers.Activation("swish", name="stage9_swish")(x)

    top = partial(blocks.global_average_head, dropout=dropout)
    twin = None if small_images else TWINS.get((width, depth))  # other strides, same weights
    return classifier(image, x, classes, name=name, twin=twin, top=top, **head)


@register("Tan & Le 2019", like=efficientnet)
def efficientnet_b0(*, name="efficientnet_b0", **arguments):
    """EfficientNet-B0; arguments as of `efficientnet`. Source: Tan & Le 2019, table 1."""
    return efficientnet(name=name, **arguments)
