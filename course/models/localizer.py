"""Localisation: what it is, and where. Simonyan & Zisserman 2014, appendix A."""

import keras
from keras import layers

from course.models.registry import register, trunk_of
from course.models.weights import load_weights


@register("Simonyan & Zisserman 2014", "comp541")
def localizer(input_shape=(224, 224, 3), classes=1000, *, trunk="vgg16", weights=None, name="localizer", **arguments):
    """A network that classifies, with four more numbers at its end: a box around the thing.

    The paper trains two networks, one for the class and one for the box; here, as in the decks, both read the same
    features.

    Args:
        input_shape: (H, W, C), what the trunk takes.
        classes: number of classes.
        trunk: name of a network that classifies, for `create`; its last layer is named "predictions".
        weights: None, "imagenet" for the trunk's, or a path to ``*.weights.h5`` of the whole.
        arguments: further arguments of the trunk, such as `width` and `classifier_activation`.

    Returns an uncompiled model, (N, H, W, C) to [class probabilities (N, classes), boxes (N, 4)]; a box is the centre's
    column and row, width and height, linear, to be trained as shares of the image's.
    Raises ValueError for bad arguments.
    Source: Simonyan & Zisserman 2014, appendix A.1.
    """
    imagenet = weights if weights == "imagenet" else None
    trunk = trunk_of(trunk, input_shape=input_shape, classes=classes, weights=imagenet, **arguments)

    if trunk.output_names != ["predictions"]:
        raise ValueError(f"trunk={trunk.name!r}: must end in a dense layer named 'predictions', as 'vgg16' does")
    box = layers.Dense(4, name="box", dtype="float32")(trunk.get_layer("predictions").input)
    model = keras.Model(trunk.input, [trunk.output, box], name=name)
    return load_weights(model, None if imagenet else weights)
