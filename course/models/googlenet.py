"""GoogLeNet: Szegedy et al. 2014, "Going deeper with convolutions", Table 1."""

from functools import partial

from keras import layers

from course import blocks
from course.models.arguments import check_positive, classifier, image_input, scaled
from course.models.registry import register

TABLE_1 = {  # module: (#1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj)
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
AUXILIARY = {"4a": "aux1", "4d": "aux2"}
lrn = partial(blocks.local_response_norm, k=1.0, divide_alpha=True)


@register("Szegedy et al. 2014", "boaz nnda backprop comp541")
def googlenet(
    input_shape=(224, 224, 3), classes=1000, *, aux=False, modules=tuple(TABLE_1), width=1, small_images=False,
    include_top=True, classifier_activation="softmax", name="googlenet", **head,
):  # fmt: skip
    """GoogLeNet, 22 layers deep: 6,998,552 parameters, 13,378,280 with the auxiliary heads.

    Table 1 counts weights without biases, "K" as 1024, and "ops" as multiply-adds; some of its rows do not add up.
    Where the paper is silent this follows the Caffe model (BVLC): pools reach over the right and bottom border, and
    normalisation has Caffe's constants. torchvision has windows of 3 x 3 where the paper has 5 x 5, and batch
    normalisation, which came later. The 5 and 4 million parameters of the lectures fit no count of the table.

    Args:
        input_shape: (H, W, C), at least 32 x 32 pixels; with `aux` 65 x 65, for maps of 5 x 5 in stage 4.
        classes: number of classes.
        aux: three outputs, named "predictions", "aux1_predictions" (from 4a) and "aux2_predictions" (from 4d), as far
            as these are among `modules`; the paper adds the losses of the last two times 0.3.
        modules: names of the inception modules, ``("3a", "4a", "4d")`` make a small network.
        width: multiplies all numbers of filters and hidden units.
        small_images: no strides and no pools before the modules: for images of about 32 pixels.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes), or to three of these.
    Raises ValueError for bad arguments, and for `aux` without top.
    Source: Szegedy et al. 2014, Table 1, figure 3 and section 5.
    """
    check_positive(classes=classes)
    if not modules or list(modules) != [module for module in TABLE_1 if module in modules]:
        raise ValueError(f"modules={modules!r}: must be one or more of {', '.join(TABLE_1)}, in this order")
    if aux and not include_top:
        raise ValueError("aux=True, include_top=False: the auxiliary heads are tops too; leave one of the two out")
    image = image_input(input_shape, minimum=8 if small_images else 32)

    x = blocks.conv(
        image, scaled(64, width), 7, 1 if small_images else 2, use_bias=True, activation="relu", name="conv1"
    )
    if not small_images:
        x = layers.MaxPooling2D(3, 2, padding="same", name="pool1")(x)
    x = lrn(x, name="norm1")

    x = blocks.conv(x, scaled(64, width), 1, use_bias=True, activation="relu", name="conv2_reduce")
    x = blocks.conv(x, scaled(192, width), 3, use_bias=True, activation="relu", name="conv2")
    x = lrn(x, name="norm2")
    if not small_images:
        x = layers.MaxPooling2D(3, 2, padding="same", name="pool2")(x)

    heads, stage = [], "3"
    for module in modules:
        if module[0] != stage:
            x = layers.MaxPooling2D(3, 2, padding="same", name=f"pool{stage}")(x)
            stage = module[0]
        x = blocks.inception(x, *(scaled(n, width) for n in TABLE_1[module]), name=f"inception_{module}")
        if aux and module in AUXILIARY:
            sizes = {"filters": scaled(128, width), "units": scaled(1024, width)}
            heads.append(blocks.auxiliary_head(x, classes, classifier_activation, **sizes, name=AUXILIARY[module]))

    return classifier(
        image, x, classes, name=name, include_top=include_top, classifier_activation=classifier_activation,
        top=partial(blocks.global_average_head, dropout=0.4), more=heads, **head,
    )  # fmt: skip
