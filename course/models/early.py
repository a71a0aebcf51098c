"""Before LeNet-5: a perceptron, the neocognitron and the convolutional network of 1990."""

from functools import partial

import keras
from keras import layers

from course import blocks
from course.models.arguments import classifier, image_input, is_whole, scaled
from course.models.registry import register
from course.models.weights import load_weights

# Stages of the neocognitron: (S: window, border; C: window, border). A border of -1 is cut off.
STAGES = ((5, 2, 5, -1), (5, 1, 5, 1), (5, 0, 2, 0))

TABLE_1 = (  # of LeCun et al. 1990: X where the map of H3, the column, reads the map of H2, the row
    "XXX.XX......",
    ".XXXXX......",
    "......XXX.XX",
    ".......XXXXX",
)


@register("Rosenblatt 1957", "comp541")
def perceptron(input_shape=(2,), *, classifier_activation="sigmoid", weights=None, name="perceptron"):
    """One unit: the probability that the label of a vector is 1.

    Rosenblatt's unit answers yes or no, by a threshold; the sigmoid gives the posterior probability that the lecture
    asks for, and has a gradient.

    Args:
        input_shape: (features,).
        classifier_activation: of the unit; None for its weighted sum.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, features) to (N, 1).
    Raises ValueError unless `input_shape` is one positive number.
    Source: Rosenblatt 1957, "The perceptron: a perceiving and recognizing automaton".
    """
    shape = tuple(input_shape) if isinstance(input_shape, tuple | list) else ()
    if len(shape) != 1 or not is_whole(shape[0], 1):
        raise ValueError(f"input_shape={input_shape}: must be (features,), at least one")
    vector = keras.Input(shape, name="vector")
    y = layers.Dense(1, activation=classifier_activation, name="unit", dtype="float32")(vector)
    return load_weights(keras.Model(vector, y, name=name), weights)


@register("Fukushima 1980", "comp541")
def neocognitron(input_shape=(16, 16, 1), classes=10, *, width=1, name="neocognitron", **head):
    """Sandwich of simple and complex cells: three times a filter that finds, and a blur that forgives a shift.

    Sizes are the paper's: 16 x 16, 10 x 10, 8 x 8, 6 x 6, 2 x 2, 1 x 1 cells in 24 planes. Fukushima's own was not
    trained by back-propagation: it organised itself, without labels, and its S-cells were shunted by inhibitory
    cells. Here an S-layer is a convolution with ReLU, a C-layer the average of a window (the paper's weights fall off
    with the distance), and a dense layer names the class, so that a gradient can train it.

    Args:
        input_shape: (H, W, C), at least 16 x 16 pixels.
        classes: number of classes.
        width: multiplies the number of planes.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Fukushima 1980, "Neocognitron: a self-organizing neural network model …", sections 2 and 5.
    """
    image = image_input(input_shape, minimum=16)

    x = image
    for i, (s_window, s_border, c_window, c_border) in enumerate(STAGES, start=1):
        x = bordered(x, s_border, name=f"s{i}_border")
        x = layers.Conv2D(scaled(24, width), s_window, activation="relu", name=f"s{i}")(x)

        x = bordered(x, c_border, name=f"c{i}_border")
        x = layers.AveragePooling2D(c_window, 1, name=f"c{i}")(x)

    return classifier(image, x, classes, name=name, **head)


def bordered(x, pixels, name):
    """Put `pixels` of zeros around the maps; cut as many off where negative."""
    if pixels == 0:
        return x
    return (layers.ZeroPadding2D(pixels, name=name) if pixels > 0 else layers.Cropping2D(-pixels, name=name))(x)


@register("LeCun et al. 1990", "backprop")
def convnet1990(
    input_shape=(28, 28, 1), classes=10, *, classifier_activation=blocks.scaled_tanh, name="convnet1990", **head
):
    """The network that read zip codes: filters, tanh, average and tanh, twice, then ten units: 2,578 parameters.

    Averages have a trainable coefficient and bias for each map. Digits of 16 x 16 pixels lie in images of 28 x 28;
    the output aims at 1 for the digit and at -1 for the nine others.

    Args:
        input_shape: (H, W, C), at least 16 x 16 pixels.
        classes: number of classes.
        classifier_activation: of the last layer, "softmax" for probabilities; None for scores.
        head: `include_top`, `pooling` and `weights`, see `classifier`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: LeCun et al. 1990, "Handwritten digit recognition with a back-propagation network", section 3, Table 1.
    """
    image = image_input(input_shape, minimum=16)

    x = layers.Conv2D(4, 5, activation=blocks.scaled_tanh, name="h1")(image)
    x = blocks.Subsampling(2, name="h2")(x)

    x = blocks.TableConv2D(TABLE_1, 5, name="h3")(x)
    x = blocks.Subsampling(2, name="h4")(x)

    top = partial(blocks.dense_head, units=())
    return classifier(image, x, classes, name=name, top=top, classifier_activation=classifier_activation, **head)


@register("Karpathy 2014", "comp541")
def convnetjs_cifar10(input_shape=(32, 32, 3), classes=10, *, width=1, name="convnetjs_cifar10", **head):
    """The small network that trains on CIFAR-10 in a web browser: 22,466 parameters.

    Args:
        input_shape: (H, W, C), at least 8 x 8 pixels.
        classes: number of classes.
        width: multiplies all numbers of filters.
        head: as in Keras, `include_top`, `pooling` (None, "avg", "max"), `classifier_activation`, and `weights` (None,
            "imagenet" where Keras publishes them, or a path to ``*.weights.h5``).

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Karpathy 2014, ConvNetJS, its CIFAR-10 demonstration.
    """
    image = image_input(input_shape, minimum=8)

    x = image
    for i, filters in enumerate((16, 20, 20), start=1):
        x = layers.Conv2D(scaled(filters, width), 5, padding="same", activation="relu", name=f"conv{i}")(x)
        x = layers.MaxPooling2D(2, name=f"pool{i}")(x)

    return classifier(image, x, classes, name=name, top=partial(blocks.dense_head, units=()), **head)
