"""AlexNet: Krizhevsky, Sutskever, Hinton 2012, "ImageNet classification with deep convolutional neural networks"."""

from functools import partial

from keras import layers

from course import blocks
from course.models.arguments import classifier, image_input, one_of, scaled
from course.models.registry import register

# conv1 … conv5: (filters, window, stride, padding, groups)
UNGROUPED = ((96, 11, 4, 0, 1), (256, 5, 1, 2, 1), (384, 3, 1, 1, 1), (384, 3, 1, 1, 1), (256, 3, 1, 1, 1))
TWO_GPUS = ((96, 11, 4, 0, 1), (256, 5, 1, 2, 2), (384, 3, 1, 1, 1), (384, 3, 1, 1, 2), (256, 3, 1, 1, 2))
ONE_TOWER = ((64, 11, 4, 2, 1), (192, 5, 1, 2, 1), (384, 3, 1, 1, 1), (256, 3, 1, 1, 1), (256, 3, 1, 1, 1))

NORMS = ("before pool", "after pool", None)


def five_convolutions(
    convs, input_shape, classes, *, name, norm, pools, minimum, dropout_first=False, width=1, small_images=False, **head
):
    """AlexNet and its children: five convolutions, three pools, two normalisations, three dense layers.

    Args:
        convs: rows of (filters, window, stride, padding, groups), one for each convolution.
        input_shape: (H, W, C).
        classes: number of classes.
        name: of the model.
        norm: where channels are normalised, in the first two stages: "before pool", "after pool" or None.
        pools: number of a convolution -> padding of the 3 x 3 pool behind it.
        minimum: side of the smallest image in pixels.
        dropout_first: dropout before the dense layers, not behind them.
        width: multiplies all numbers of filters and hidden units.
        small_images: no strides in the convolutions, and padding that keeps sizes: for images of about 32 pixels.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    """
    one_of("norm", norm, NORMS)
    image = image_input(input_shape, minimum=15 if small_images else minimum)

    x = image
    for i, (filters, window, strides, pad, groups) in enumerate(convs, start=1):
        if small_images:
            strides, pad = 1, window // 2
        if pad:
            x = layers.ZeroPadding2D(pad, name=f"conv{i}_pad")(x)
        x = blocks.grouped_conv(
            x, scaled(filters, width), window, strides, groups=groups, padding="valid", name=f"conv{i}"
        )
        if norm == "before pool" and i <= 2:
            x = blocks.local_response_norm(x, name=f"conv{i}_norm")  # another name: a file of weights tells them apart
        if i in pools:
            x = layers.MaxPooling2D(3, 2, padding=pools[i], name=f"pool{i}")(x)
        if norm == "after pool" and i <= 2:
            x = blocks.local_response_norm(x, name=f"norm{i}")

    top = partial(blocks.dense_head, units=(scaled(4096, width),) * 2, dropout_first=dropout_first)
    return classifier(image, x, classes, name=name, top=top, **head)


def alexnet_form(convs, input_shape, classes, *, minimum=67, **arguments):
    """An AlexNet: `five_convolutions` whose pools reach no border."""
    pools = {1: "valid", 2: "valid", 5: "valid"}
    return five_convolutions(convs, input_shape, classes, pools=pools, minimum=minimum, **arguments)


@register(
    "Krizhevsky et al. 2012", "boaz nnda backprop comp541 various", like=five_convolutions, fixes=("dropout_first",)
)
def alexnet(input_shape=(227, 227, 3), classes=1000, *, norm="after pool", name="alexnet", **arguments):
    """AlexNet as the lectures simplify it: no groups, 62,378,344 parameters.

    The paper says images of 224 x 224 pixels; its sizes come out with 227 and no padding. It normalises before
    pooling; the lectures' list, and the later Caffe model, pool first, and so does this form.

    Args:
        input_shape: (H, W, C), at least 67 x 67 pixels.
        classes: number of classes.
        norm: "after pool", "before pool" as in the paper, or None.
        arguments: `width` and `small_images` of `five_convolutions`, and those of `classifier`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Krizhevsky et al. 2012, section 3.5, without the second GPU.
    """
    return alexnet_form(UNGROUPED, input_shape, classes, norm=norm, name=name, **arguments)


@register("Krizhevsky et al. 2012", "boaz backprop", like=five_convolutions, fixes=("dropout_first",))
def alexnet_grouped(
    input_shape=(227, 227, 3), classes=1000, *, norm="before pool", name="alexnet_grouped", **arguments
):
    """AlexNet as it was: conv2, conv4 and conv5 in two groups, one for each GPU: 60,965,224 parameters.

    Arguments, result and errors as of `alexnet`; here normalisation comes before pooling, as in the paper.
    Source: Krizhevsky et al. 2012, section 3.5 and figure 2.
    """
    return alexnet_form(TWO_GPUS, input_shape, classes, norm=norm, name=name, **arguments)


@register("Krizhevsky 2014", "backprop comp541", like=five_convolutions, fixes=("dropout_first",))
def alexnet_one_tower(input_shape=(224, 224, 3), classes=1000, *, norm=None, name="alexnet_one_tower", **arguments):
    """AlexNet for one GPU, as torchvision has it: 61,100,840 parameters.

    torchvision leaves normalisation out, and puts dropout before the dense layers. Arguments, result and errors as of
    `alexnet`, images of at least 63 x 63 pixels.
    Source: Krizhevsky 2014, "One weird trick for parallelizing convolutional neural networks"; torchvision's AlexNet.
    """
    return alexnet_form(
        ONE_TOWER, input_shape, classes, minimum=63, norm=norm, dropout_first=True, name=name, **arguments
    )
