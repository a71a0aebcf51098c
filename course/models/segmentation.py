"""What networks that label pixels share: any size of image, VGG's dense layers as convolutions, the end."""

import keras
from keras import layers

from course import blocks
from course.models.arguments import scaled
from course.models.weights import load_weights


def padded(image, multiple):
    """The image with zeros around it, up to a multiple of the network's stride; itself where it fits already."""
    if all(side is not None and side % multiple == 0 for side in image.shape[1:3]):
        return image
    return blocks.PadToMultiple(multiple, name="pad")(image)


def dense_as_conv(x, *, width=1, padding="same", dilation_rate=1):
    """VGG's two hidden dense layers as convolutions with dropout: `fc6` with a window of 7 x 7, `fc7` of 1 x 1."""
    for i, window in ((6, 7), (7, 1)):
        x = blocks.conv(
            x, scaled(4096, width), window, padding=padding, dilation_rate=dilation_rate if window > 1 else 1,
            use_bias=True, activation="relu", name=f"fc{i}",
        )  # fmt: skip
        x = layers.Dropout(0.5, name=f"drop{i}")(x)
    return x


def pixel_classifier(image, x, name, classifier_activation="softmax", weights=None, crop=True):
    """End a network in the probabilities of the classes at each pixel, and load its weights.

    Args:
        image: input of the network.
        x: scores (N, H', W', classes), as large as the image, or larger where it was `padded`.
        name: of the model.
        classifier_activation: of the last layer; None for the scores themselves.
        weights: None, or a path to ``*.weights.h5``.
        crop: cut the middle out where the scores are larger than the image.

    Returns an uncompiled model, (N, H, W, C) to (N, H, W, classes).
    """
    if crop and (None in x.shape[1:3] or x.shape[1:3] != image.shape[1:3]):
        x = blocks.CropLike(name="crop")([x, image])
    x = layers.Activation(classifier_activation or "linear", name="predictions", dtype="float32")(x)
    return load_weights(keras.Model(image, x, name=name), weights)
