"""Dilated networks: Yu & Koltun 2016, "Multi-scale context aggregation by dilated convolutions"."""

import keras

from course import blocks
from course.models.arguments import check_positive, image_input, one_of, scaled
from course.models.registry import register
from course.models.segmentation import dense_as_conv, padded, pixel_classifier
from course.models.vgg import FILTERS, TABLE_1


@register("Yu & Koltun 2016", "comp541")
def dilated_context(
    input_shape=(224, 224, 3), classes=21, *, context="basic", padding="same", layers=16, width=1,
    classifier_activation="softmax", weights=None, name="dilated_context",
):  # fmt: skip
    """VGG without its last two pools, dilated instead, and a module that looks around: scores at 1/8 of the resolution.

    Args:
        input_shape: (H, W, C); H and W may be None.
        classes: number of classes; 21 are PASCAL VOC's 20 and the background.
        context: form of the context module, "basic" or "large"; None for the front end alone.
        padding: of the front end. "same": labels for the whole image, whose border is seen with zeros around it.
            "valid": none, as in the paper: give images with 186 pixels more on each side, which the authors fill by
            reflection; sides are multiples of 8, and 4.
        layers: column of VGG's Table 1: 11, 13, 16 or 19.
        width: multiplies all numbers of filters.
        classifier_activation: of the last layer; None for scores without softmax.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, H, W, C) to (N, H, W, classes), or (N, H - 372, W - 372, classes) if "valid". The
    last step is fixed bilinear interpolation.
    Raises ValueError for bad arguments.
    Source: Yu & Koltun 2016, sections 3 and 4, Table 1.
    """
    convs = TABLE_1[one_of("layers", layers, TABLE_1)]
    one_of("context", context, ("basic", "large", None))
    one_of("padding", padding, ("same", "valid"))
    check_positive(classes=classes)
    image = image_input(input_shape)
    if padding == "valid":
        check_sides(image.shape[1:3], convs)

    x = padded(image, 8) if padding == "same" else image
    for stage, (count, filters) in enumerate(zip(convs, FILTERS, strict=True), start=1):
        rate = 2 if stage == 5 else 1
        x = blocks.dilated_stack(x, scaled(filters, width), (rate,) * count, padding=padding, name=f"conv{stage}")
        if stage <= 3:
            x = keras.layers.MaxPooling2D(2, name=f"pool{stage}")(x)

    x = dense_as_conv(x, width=width, padding=padding, dilation_rate=4)
    x = keras.layers.Conv2D(classes, 1, name="score")(x)

    if context:
        x = blocks.context_module(x, context, name="context")
    x = blocks.bilinear_upsample(x, 8, trainable=False, name="upsample")
    return pixel_classifier(image, x, name, classifier_activation, weights, crop=padding == "same")


def check_sides(sides, convs):
    """Raise ValueError where an image that is not padded leaves nothing, or a pooling meets an odd number of pixels."""
    # Each 3x3 layer takes 2 pixels of its own resolution, twice that where it is dilated; fc6 takes 24 of an eighth.
    border = sum(count * loss for count, loss in zip(convs, (2, 4, 8, 16, 32), strict=True)) + 192
    for side in sides:
        if side is not None and (side <= border or (side - border) % 8):
            near = border + 8 * max(1, round((side - border) / 8))
            raise ValueError(
                f"input_shape has {side} pixels: with padding='valid' a side must be {border} and a multiple of 8 "
                f"more; the nearest is {near}"
            )
