"""LeNet: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", figure 2."""

import keras
import numpy as np
from keras import layers

from course import blocks
from course.blocks.head import check_sizes
from course.models.arguments import check_positive, classifier, fixed_image_input, image_input
from course.models.registry import register
from course.models.weights import load_weights

TABLE_I = (  # X where the map of C3, the column, reads the map of S2, the row
    "X...XXX..XXXX.XX",
    "XX...XXX..XXXX.X",
    "XXX...XXX..X.XXX",
    ".XXX..XXXX..X.XX",
    "..XXX..XXXX.XX.X",
    "...XXX..XXXX.XXX",
)
BITMAPS = """
..###.. ...#... .#####. .#####. .....#. ####### ..####. ####### .#####. .#####.
.#...#. ..##... #.....# #.....# ....##. #...... .#..... ......# #.....# #.....#
#.....# .#.#... ......# ......# ...#.#. #...... #...... ......# #.....# #.....#
#.....# ...#... ......# ......# ..#..#. #...... #...... .....#. #.....# #.....#
#.....# ...#... .....#. ......# .#...#. ######. #.####. .....#. .#...#. #.....#
#.....# ...#... ....#.. ..####. #....#. ......# ##....# ....#.. ..###.. #....##
#.....# ...#... ...#... ......# #....#. ......# #.....# ....#.. .#...#. .####.#
#.....# ...#... ..#.... ......# ####### ......# #.....# ...#... #.....# ......#
#.....# ...#... .#..... ......# .....#. ......# #.....# ...#... #.....# ......#
#.....# ...#... #...... ......# .....#. ......# #.....# ..#.... #.....# ......#
.#...#. ...#... #...... #.....# .....#. #.....# .#....# ..#.... #.....# .....#.
..###.. .#####. ####### .#####. .....#. .#####. ..####. ..#.... .#####. .####..
"""
ROWS = [line.split() for line in BITMAPS.split("\n")[1:-1]]
DIGITS = np.array([[2.0 * (pixel == "#") - 1 for row in ROWS for pixel in row[digit]] for digit in range(10)])


@register("LeCun et al. 1998", "boaz nnda comp541 various")
def lenet5(input_shape=(32, 32, 1), classes=10, *, classifier_activation="softmax", weights=None, name="lenet5"):
    """LeNet-5 as it is built today: 61,706 parameters for ten classes.

    The paper's sizes (6, 16, 120 maps, 84 units), with ReLU for the scaled tanh, max pooling for the trainable
    sub-sampling, every map of S2 read by every map of C3, and softmax for the radial basis functions.

    Args:
        input_shape: (H, W, C), at least 32 x 32 pixels: MNIST's 28 need ``keras.layers.ZeroPadding2D(2)`` before.
        classes: number of classes, at least 1.
        classifier_activation: of the last layer; None for scores without softmax.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for a smaller image or fewer classes.
    Source: LeCun et al. 1998, section II.B and figure 2.
    """
    check_positive(classes=classes)
    image = fixed_image_input(input_shape, minimum=32)

    x = layers.Conv2D(6, 5, activation="relu", name="c1")(image)
    x = layers.MaxPooling2D(2, name="s2")(x)

    x = layers.Conv2D(16, 5, activation="relu", name="c3")(x)
    x = layers.MaxPooling2D(2, name="s4")(x)

    x = layers.Conv2D(120, 5, activation="relu", name="c5")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(84, activation="relu", name="f6")(x)
    x = layers.Dense(classes, activation=classifier_activation, name="output", dtype="float32")(x)
    return load_weights(keras.Model(image, x, name=name), weights)


@register("LeCun et al. 1998", "boaz nnda comp541 various")
def lenet5_original(input_shape=(32, 32, 1), classes=10, *, classifier_activation=None, name="lenet5_original", **head):
    """LeNet-5 as it was in 1998: 60,000 trainable parameters.

    Scaled tanh, sub-sampling with two weights for each map, C3 after Table I, and F6 compared with a picture of each
    digit, 7 x 12 pixels of -1 and 1. The paper has pictures of all characters, in figure 3; these ten are our own.
    They stay fixed, as in the paper at first, until ``model.get_layer("output").trainable = True``.

    Args:
        input_shape: (H, W, C), at least 32 x 32 pixels.
        classes: number of digits, from 0 on; at most 10.
        classifier_activation: None for the paper's squared distances, of which the **smallest** tells the class;
            "softmax" for probabilities, those of its criterion (equation 9) without the class of rubbish.
        head: `include_top`, `pooling` and `weights`, see `classifier`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: LeCun et al. 1998, section II.B, figure 2 and Table I.
    """
    if isinstance(classes, int) and classes > len(DIGITS):
        raise ValueError(f"classes={classes}: must be at most {len(DIGITS)}, there are no pictures for more")
    image = image_input(input_shape, minimum=32)

    x = layers.Conv2D(6, 5, activation=blocks.scaled_tanh, name="c1")(image)
    x = blocks.Subsampling(2, name="s2")(x)

    x = blocks.TableConv2D(TABLE_I, 5, name="c3")(x)
    x = blocks.Subsampling(2, name="s4")(x)

    return classifier(
        image, x, classes, name=name, top=distance_head, classifier_activation=classifier_activation, **head
    )


def distance_head(x, classes, activation):
    """C5, F6, and the distances from F6 to the pictures of the digits; with an `activation`, that of minus these."""
    check_sizes(x)
    x = layers.Conv2D(120, 5, activation=blocks.scaled_tanh, name="c5")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(84, activation=blocks.scaled_tanh, name="f6")(x)
    x = blocks.RadialBasis(DIGITS[:classes], trainable=False, name="output", dtype="float32")(x)
    if activation:
        x = layers.Rescaling(-1, name="closeness", dtype="float32")(x)
        x = layers.Activation(activation, name="predictions", dtype="float32")(x)
    return x
