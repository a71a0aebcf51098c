"""FCN: Long, Shelhamer, Darrell 2015, "Fully convolutional networks for semantic segmentation", figure 3."""

import keras

from course import blocks
from course.models.arguments import check_positive, image_input, one_of, scaled
from course.models.registry import register
from course.models.segmentation import dense_as_conv, padded, pixel_classifier
from course.models.vgg import FILTERS, TABLE_1

FIGURE_3 = {32: (), 16: (4,), 8: (4, 3)}  # stride of the prediction: pools whose scores are added on the way up


def fcn(
    stride, input_shape=(224, 224, 3), classes=21, *, layers=16, width=1, classifier_activation="softmax",
    weights=None, name=None,
):  # fmt: skip
    """VGG whose dense layers are convolutions, and whose scores are interpolated up to the size of the image.

    Paddings keep sizes, so that 224 x 224 pixels are 7 x 7 scores; an image whose sides are no multiples of 32 gets
    zeros around it, and the result is cropped. The authors' release pads every image by 100 pixels instead, and fc6 not
    at all; its weights fit. Interpolation is fixed in the last step, and learnt from there in those before.

    Args:
        stride: 32, 16 or 8: at which part of the resolution the last scores are made.
        input_shape: (H, W, C); H and W may be None.
        classes: number of classes; 21 are PASCAL VOC's 20 and the background, which the decks leave out.
        layers: column of VGG's Table 1: 11, 13, 16 or 19.
        width: multiplies all numbers of filters.
        classifier_activation: of the last layer; None for scores without softmax.
        weights: None, or a path to ``*.weights.h5``.
        name: of the model, default ``fcn{stride}s``.

    Returns an uncompiled model, (N, H, W, C) to (N, H, W, classes).
    Raises ValueError for bad arguments.
    Source: Long et al. 2015, section 4 and figure 3; scores begin at zero as in section 4.3.
    """
    pools_to_add = FIGURE_3[one_of("stride", stride, FIGURE_3)]
    convs = TABLE_1[one_of("layers", layers, TABLE_1)]
    check_positive(classes=classes)
    image = image_input(input_shape)

    x, pools = padded(image, 32), {}
    for stage, (count, filters) in enumerate(zip(convs, FILTERS, strict=True), start=1):
        x = blocks.dilated_stack(x, scaled(filters, width), (1,) * count, name=f"conv{stage}")
        x = pools[stage] = keras.layers.MaxPooling2D(2, name=f"pool{stage}")(x)

    x = dense_as_conv(x, width=width)
    x = score(x, classes, name="score_fr")

    for stage in pools_to_add:
        x = blocks.bilinear_upsample(x, 2, name=f"upscore_pool{stage}")
        y = score(pools[stage], classes, name=f"score_pool{stage}")
        x = keras.layers.Add(name=f"fuse_pool{stage}")([x, y])

    x = blocks.bilinear_upsample(x, stride, trainable=False, name=f"upscore{stride}")
    return pixel_classifier(image, x, name or f"fcn{stride}s", classifier_activation, weights)


def score(x, classes, name):
    """A dense layer at each position, which begins with the same score for every class."""
    return keras.layers.Conv2D(classes, 1, kernel_initializer="zeros", name=name)(x)


@register("Long et al. 2015", "comp541", like=fcn)
def fcn32s(**arguments):
    """FCN-32s, 134M parameters; arguments as of `fcn`. Source: Long et al. 2015, figure 3, first row."""
    return fcn(32, **arguments)


@register("Long et al. 2015", "comp541", like=fcn)
def fcn16s(**arguments):
    """FCN-16s, with the scores of pool4; arguments as of `fcn`. Source: Long et al. 2015, figure 3, second row."""
    return fcn(16, **arguments)


@register("Long et al. 2015", "comp541", like=fcn)
def fcn8s(**arguments):
    """FCN-8s, with those of pool3 as well; arguments as of `fcn`. Source: Long et al. 2015, figure 3, third row."""
    return fcn(8, **arguments)
