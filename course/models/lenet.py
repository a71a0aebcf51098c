"""LeNet: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", figure 2."""

import keras
from keras import layers

from course.models.registry import register


@register("LeCun et al. 1998", "boaz nnda comp541 various")
def lenet5(input_shape=(32, 32, 1), classes=10, classifier_activation="softmax", name="lenet5"):
    """LeNet-5 as it is built today: 61,706 parameters for ten classes.

    The paper's sizes (6, 16, 120 maps, 84 units), with ReLU for the scaled tanh, max pooling for the trainable
    sub-sampling, every map of S2 read by every map of C3, and softmax for the radial basis functions.

    Args:
        input_shape: (H, W, C), at least 32 x 32 pixels: MNIST's 28 need a border of two.
        classes: number of classes, at least 1.
        classifier_activation: of the last layer; None for scores without softmax.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for a smaller image or fewer classes.
    Source: LeCun et al. 1998, section II.B and figure 2.
    """
    if len(input_shape) != 3 or None in input_shape or min(input_shape[:2]) < 32:
        raise ValueError(f"input_shape={input_shape}: lenet5 needs (H, W, C) of at least 32 x 32 pixels")
    if classes < 1:
        raise ValueError(f"classes={classes}: must be at least 1")
    image = keras.Input(input_shape, name="image")

    x = layers.Conv2D(6, 5, activation="relu", name="c1")(image)
    x = layers.MaxPooling2D(2, name="s2")(x)

    x = layers.Conv2D(16, 5, activation="relu", name="c3")(x)
    x = layers.MaxPooling2D(2, name="s4")(x)

    x = layers.Conv2D(120, 5, activation="relu", name="c5")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(84, activation="relu", name="f6")(x)
    x = layers.Dense(classes, activation=classifier_activation, name="output")(x)
    return keras.Model(image, x, name=name)
