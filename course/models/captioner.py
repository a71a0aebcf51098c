"""Captions: Vinyals, Toshev, Bengio, Erhan 2015, "Show and tell: a neural image caption generator", figure 3."""

import keras
from keras import layers

from course.models.arguments import check_positive
from course.models.registry import register, trunk_of
from course.models.weights import load_weights


@register("Vinyals et al. 2015", "comp541")
def captioner(
    input_shape=(224, 224, 3), vocabulary=10000, length=20, *, units=512, trunk="vgg16", weights=None,
    name="captioner", **arguments,
):  # fmt: skip
    """A convolutional network that sees, and a recurrent one that says: for each word so far, how likely each next is.

    The image is the first thing that the LSTM reads, the start word the second. The paper sees with GoogLeNet; here, as
    in the decks, with VGG-16's 7 x 7 x 512 features, each map averaged.

    Args:
        input_shape: (H, W, C), what the trunk takes.
        vocabulary: number of words, those for start and end included.
        length: number of words of a caption T; None if it is open.
        units: width of the embeddings and of the LSTM.
        trunk: name of a network that classifies, for `create`.
        weights: None, "imagenet" for the trunk's, or a path to ``*.weights.h5`` of the whole.
        arguments: further arguments of the trunk, such as `width`.

    Returns an uncompiled model, [images (N, H, W, C), words (N, T)] to (N, T, vocabulary): at place t the probabilities
    of word t + 1.
    Raises ValueError for bad arguments.
    Source: Vinyals et al. 2015, section 3 and figure 3; 512 dimensions as in section 4.3.1.
    """
    check_positive(vocabulary=vocabulary, units=units, length=1 if length is None else length)
    imagenet = weights if weights == "imagenet" else None
    trunk = trunk_of(trunk, input_shape=input_shape, include_top=False, pooling="avg", weights=imagenet, **arguments)
    words = keras.Input((length,), dtype="int32", name="words")

    seen = layers.Dense(units, name="image_embedding")(trunk.output)
    seen = layers.Reshape((1, units), name="image_first")(seen)
    said = layers.Embedding(vocabulary, units, name="word_embedding")(words)

    x = layers.Concatenate(axis=1, name="sequence")([seen, said])
    x = layers.LSTM(units, return_sequences=True, name="lstm")(x)
    x = layers.Cropping1D((1, 0), name="after_words")(x)  # what it says to the image alone is not used
    x = layers.Dense(vocabulary, activation="softmax", name="predictions", dtype="float32")(x)
    model = keras.Model([trunk.input, words], x, name=name)
    return load_weights(model, None if imagenet else weights)
