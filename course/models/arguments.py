"""The arguments that all networks share, checked once: images, classes, widths, the end of the network."""

from math import isfinite
from numbers import Integral, Real

import keras
from keras import layers

from course import blocks
from course.models.weights import load_weights


def image_input(input_shape, minimum=1, name="image"):
    """Input layer for images, (H, W, C); None for a height or width that is open.

    Raises ValueError unless there are three numbers, and height and width are at least `minimum` pixels.
    """
    shape = tuple(input_shape) if isinstance(input_shape, tuple | list) else ()
    fits = len(shape) == 3 and is_whole(shape[2], 1)
    if not fits or not all(side is None or is_whole(side, minimum) for side in shape[:2]):
        raise ValueError(
            f"input_shape={input_shape}: must be (height, width, channels) with at least {minimum} x {minimum} pixels"
        )
    return keras.Input(shape, name=name)


def fixed_image_input(input_shape, minimum=1, name="image"):
    """`image_input` for networks that need to know the image's size; ValueError where it is open."""
    image = image_input(input_shape, minimum, name)
    if None in image.shape[1:]:
        raise ValueError(f"input_shape={input_shape}: this network needs height and width in numbers")
    return image


def is_whole(value, least) -> bool:
    """Whether `value` is a whole number, Python's or NumPy's, of at least `least`."""
    return isinstance(value, Integral) and not isinstance(value, bool) and value >= least


def check_positive(**numbers):
    """Raise ValueError, naming the argument, unless each of the `numbers` is a positive whole one."""
    for name, value in numbers.items():
        if not is_whole(value, 1):
            raise ValueError(f"{name}={value!r}: must be a whole number of at least 1")


def one_of(name, value, allowed):
    """Return `value`; raise ValueError, naming argument and choices, unless it is one of `allowed`."""
    if value not in list(allowed):  # a list: what cannot be hashed is refused, too
        raise ValueError(f"{name}={value!r}: must be one of {', '.join(map(repr, allowed))}")
    return value


def block_counts(repeats, table):
    """Numbers of blocks in the stages: `repeats`, fewer stages than the `table` has perhaps; None for the table's own.

    Raises ValueError unless there are as many stages as the table has at most, and a block in each.
    """
    if repeats is None:
        return tuple(table)
    given = tuple(repeats) if isinstance(repeats, tuple | list) else ()
    if not 1 <= len(given) <= len(table) or not all(is_whole(count, 1) for count in given):
        raise ValueError(
            f"repeats={repeats!r}: must be 1 to {len(table)} numbers of blocks, (1, 1, 1), each at least 1"
        )
    return given


def scaled(filters, width):
    """Number of `filters` times `width`, rounded, at least 1: how a network is made small.

    Raises ValueError unless `width` is positive.
    """
    check_factor(width=width)
    return max(1, round(filters * width))


def check_factor(**numbers):
    """Raise ValueError, naming the argument, unless each of the `numbers` is positive and finite."""
    for name, value in numbers.items():
        if not isinstance(value, Real) or isinstance(value, bool) or not (value > 0 and isfinite(value)):
            raise ValueError(f"{name}={value!r}: must be a positive number; 1 is the paper's")


def check_share(**numbers):
    """Raise ValueError, naming the argument, unless each of the `numbers` is from 0 to below 1."""
    for name, value in numbers.items():
        if not isinstance(value, Real) or isinstance(value, bool) or not 0 <= value < 1:
            raise ValueError(f"{name}={value!r}: must be a share from 0 to below 1")


def classifier(
    image, x, classes, *, name, include_top=True, pooling=None, classifier_activation="softmax", weights=None,
    twin=None, top=blocks.global_average_head, more=(),
):  # fmt: skip
    """End a network as its user asks, and load its weights.

    Args:
        image: input of the network.
        x: feature maps (N, H, W, C) that it ends in.
        classes: number of classes, at least 1.
        name: of the model.
        include_top: end in the classes; otherwise in the feature maps.
        pooling: without top: None for the maps (N, H, W, C); "avg" or "max" for (N, C).
        classifier_activation: of the last layer; None for scores without softmax.
        weights: None for random ones, "imagenet" for those that Keras publishes, or a path to ``*.weights.h5``.
        twin: builder of the same network in ``keras.applications``, if there is one.
        top: block that makes classes out of maps, ``top(x, classes, activation)``.
        more: outputs besides, such as those of auxiliary heads.

    Returns an uncompiled model.
    Raises ValueError for bad arguments, and weights that are not of this network.
    """
    check_positive(classes=classes)
    one_of("pooling", pooling, (None, "avg", "max"))
    if include_top:
        x = top(x, classes, classifier_activation)
    elif pooling == "avg":
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    elif pooling == "max":
        x = layers.GlobalMaxPooling2D(name="max_pool")(x)
    model = keras.Model(image, [x, *more] if more else x, name=name)
    return load_weights(model, weights, twin, include_top)
