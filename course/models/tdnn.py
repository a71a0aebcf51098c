"""Convolution in time: Waibel et al. 1989 on sounds, Collobert et al. 2011 on words."""

import keras
from keras import layers

from course.models.arguments import check_positive, is_whole, one_of, scaled
from course.models.registry import register
from course.models.weights import load_weights


@register("Waibel et al. 1989", "comp541")
def tdnn_audio(input_shape=(15, 16), classes=3, *, units=8, weights=None, name="tdnn_audio"):
    """Time-delay network: tells b, d and g apart wherever in the sound they are.

    The time-delay network is a convolution along time. Each class has a unit that looks for it at every moment; the
    output is their mean over time, from 0 to 1, without softmax, so that classes need not add up to one.

    Args:
        input_shape: (frames, coefficients): the paper's 15 frames of 10 ms, 16 melscale coefficients each; at least
            7 frames, or None for sounds of any length.
        classes: number of classes.
        units: number of units in the first hidden layer.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, frames, coefficients) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Waibel et al. 1989, section II and figure 2; its output units add with "fixed equal weights", here 1 / time.
    """
    check_positive(classes=classes, units=units)
    frames, coefficients = input_shape if isinstance(input_shape, tuple | list) and len(input_shape) == 2 else (0, 0)
    if not (frames is None or is_whole(frames, 7)) or not is_whole(coefficients, 1):
        raise ValueError(f"input_shape={input_shape}: must be (frames, coefficients) with at least 7 frames")
    sound = keras.Input(input_shape, name="sound")

    x = layers.Conv1D(units, 3, activation="sigmoid", name="hidden1")(sound)
    x = layers.Conv1D(classes, 5, activation="sigmoid", name="hidden2")(x)
    x = layers.GlobalAveragePooling1D(name="predictions", dtype="float32")(x)
    return load_weights(keras.Model(sound, x, name=name), weights)


@register("Collobert et al. 2011", "comp541")
def tdnn_text(
    input_shape=(40,), classes=2, *, vocabulary=100000, approach="sentence", width=1, classifier_activation="softmax",
    weights=None, name="tdnn_text",
):  # fmt: skip
    """Time-delay network on words: embeddings, a window of five words, and one of two ways on.

    "sentence": the largest answer of each filter over time, wherever in the sentence, then the class of the whole;
    "window": a class for every word, from the two words before and behind it.

    Args:
        input_shape: (words,), or (None,) for sentences of any length.
        classes: number of classes, or tags.
        vocabulary: number of words.
        approach: "sentence" or "window".
        width: multiplies the widths of embedding (50), convolution (300) and hidden layer (500).
        classifier_activation: of the last layer; None for scores without softmax.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, whole numbers (N, words) to (N, classes), or to (N, words, classes) for "window".
    Raises ValueError for bad arguments.
    Source: Collobert et al. 2011, section 3.3, sizes of Table 5. Zeros stand for the paper's padding word; the
    features of capitals and of distances to a verb, and the sentence-level likelihood, are left out.
    """
    check_positive(classes=classes, vocabulary=vocabulary)
    one_of("approach", approach, ("sentence", "window"))
    length = input_shape[0] if isinstance(input_shape, tuple | list) and len(input_shape) == 1 else 0
    if not (length is None or is_whole(length, 1)):
        raise ValueError(f"input_shape={input_shape}: must be (words,), at least one, or (None,)")
    words = keras.Input(input_shape, dtype="int32", name="words")

    x = layers.Embedding(vocabulary, scaled(50, width), name="embedding")(words)
    if approach == "sentence":
        x = layers.Conv1D(scaled(300, width), 5, padding="same", name="conv")(x)
        x = layers.GlobalMaxPooling1D(name="max_over_time")(x)
        x = layers.Dense(scaled(500, width), activation="hard_tanh", name="hidden")(x)
    else:
        x = layers.Conv1D(scaled(300, width), 5, padding="same", activation="hard_tanh", name="conv")(x)
    x = layers.Dense(classes, activation=classifier_activation, name="predictions", dtype="float32")(x)
    return load_weights(keras.Model(words, x, name=name), weights)
