"""VGG: Simonyan & Zisserman 2014, "Very deep convolutional networks for large-scale image recognition", Table 1."""

from functools import partial

import keras

from course import blocks
from course.models.arguments import check_share, classifier, image_input, one_of, scaled
from course.models.registry import register

TABLE_1 = {  # layers: convolutions in the five stages
    11: (1, 1, 2, 2, 2),  # column A
    13: (2, 2, 2, 2, 2),  # B
    16: (2, 2, 3, 3, 3),  # D; column C has windows of 1 x 1 in the last layers of three stages
    19: (2, 2, 4, 4, 4),  # E
}
FILTERS = (64, 128, 256, 512, 512)
TWINS = {16: keras.applications.VGG16, 19: keras.applications.VGG19}


def vgg(layers, input_shape=(224, 224, 3), classes=1000, *, width=1, dropout=0.5, name=None, **head):
    """Stages of 3x3 convolutions, each at half the resolution of the one before, then three dense layers.

    Args:
        layers: 11, 13, 16 or 19: columns A, B, D and E of Table 1.
        input_shape: (H, W, C), at least 32 x 32 pixels.
        classes: number of classes.
        width: multiplies all numbers of filters and hidden units.
        dropout: share of hidden units that training leaves out; ``keras.applications`` has none.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Simonyan & Zisserman 2014, Table 1; dropout: section 3.1. Column A-LRN, which normalises after conv1, is
    left out.
    """
    convs = TABLE_1[one_of("layers", layers, TABLE_1)]
    check_share(dropout=dropout)
    image = image_input(input_shape, minimum=32)

    x = image
    for stage, (count, filters) in enumerate(zip(convs, FILTERS, strict=True), start=1):
        for i in range(1, count + 1):
            x = keras.layers.Conv2D(
                scaled(filters, width), 3, padding="same", activation="relu", name=f"conv{stage}_{i}"
            )(x)
        x = keras.layers.MaxPooling2D(2, name=f"pool{stage}")(x)

    top = partial(blocks.dense_head, units=(scaled(4096, width),) * 2, dropout=dropout)
    return classifier(image, x, classes, name=name or f"vgg{layers}", twin=TWINS.get(layers), top=top, **head)


@register("Simonyan & Zisserman 2014", like=vgg)
def vgg11(**arguments):
    """VGG-11; arguments as of `vgg`. Source: Simonyan & Zisserman 2014, Table 1, column A."""
    return vgg(11, **arguments)


@register("Simonyan & Zisserman 2014", like=vgg)
def vgg13(**arguments):
    """VGG-13; arguments as of `vgg`. Source: Simonyan & Zisserman 2014, Table 1, column B."""
    return vgg(13, **arguments)


@register("Simonyan & Zisserman 2014", "boaz nnda backprop comp541 various", like=vgg)
def vgg16(**arguments):
    """VGG-16; arguments as of `vgg`. Source: Simonyan & Zisserman 2014, Table 1, column D."""
    return vgg(16, **arguments)


@register("Simonyan & Zisserman 2014", "boaz nnda backprop comp541 various", like=vgg)
def vgg19(**arguments):
    """VGG-19; arguments as of `vgg`. Source: Simonyan & Zisserman 2014, Table 1, column E."""
    return vgg(19, **arguments)
