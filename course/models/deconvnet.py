"""DeconvNet: Noh, Hong, Han 2015, "Learning deconvolution network for semantic segmentation", figure 2."""

import keras

from course import blocks
from course.models.arguments import check_positive, image_input, one_of, scaled
from course.models.registry import register
from course.models.segmentation import padded, pixel_classifier
from course.models.vgg import FILTERS, TABLE_1


@register("Noh et al. 2015", "comp541")
def deconvnet(
    input_shape=(224, 224, 3), classes=21, *, layers=16, width=1, classifier_activation="softmax", weights=None,
    name="deconvnet",
):  # fmt: skip
    """VGG down to one pixel, and its mirror image up again: unpooling for pooling, transposed convolutions for others.

    About 252M parameters. The paper puts batch normalisation after every layer; biases before it, which the authors'
    release has, would have no effect and are left out. An image larger than 224 x 224 has several pixels in the middle;
    of one that is smaller, `fc6` sees all. One whose sides are no multiples of 32 gets zeros around it, and the result
    is cropped.

    Args:
        input_shape: (H, W, C); H and W may be None if no image is smaller than 193 pixels.
        classes: number of classes; 21 are PASCAL VOC's 20 and the background.
        layers: column of VGG's Table 1: 11, 13, 16 or 19.
        width: multiplies all numbers of filters.
        classifier_activation: of the last layer; None for scores without softmax.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, H, W, C) to (N, H, W, classes).
    Raises ValueError for bad arguments.
    Source: Noh et al. 2015, section 3 and the table of layers in the appendix.
    """
    convs = TABLE_1[one_of("layers", layers, TABLE_1)]
    check_positive(classes=classes)
    filters = [scaled(n, width) for n in FILTERS]
    image = image_input(input_shape)

    x, switches = padded(image, 32), {}
    for stage in (1, 2, 3, 4, 5):
        for i in range(1, convs[stage - 1] + 1):
            x = blocks.conv_bn_relu(x, filters[stage - 1], 3, name=f"conv{stage}_{i}")
        x, switches[stage] = blocks.MaxPoolingWithSwitches(2, name=f"pool{stage}")(x)

    window = tuple(min(side or 7, 7) for side in x.shape[1:3])
    x = blocks.conv_bn(x, scaled(4096, width), window, padding="valid", name="fc6")
    x = keras.layers.ReLU(name="fc6_relu")(x)
    x = blocks.conv_bn_relu(x, scaled(4096, width), 1, name="fc7")
    x = blocks.deconv_bn_relu(x, filters[4], window, padding="valid", name="deconv_fc6")

    for stage in (5, 4, 3, 2, 1):
        x = blocks.Unpooling(2, name=f"unpool{stage}")([x, switches[stage]])
        for i in range(1, convs[stage - 1] + 1):
            last = i == convs[stage - 1]  # the last layer hands on as many maps as the stage below has
            x = blocks.deconv_bn_relu(x, filters[max(stage - 1 - last, 0)], 3, name=f"deconv{stage}_{i}")

    x = keras.layers.Conv2D(classes, 1, name="seg_score")(x)
    return pixel_classifier(image, x, name, classifier_activation, weights)
