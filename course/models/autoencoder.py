"""Convolutional auto-encoder: Masci, Meier, Cireşan, Schmidhuber 2011, "Stacked convolutional auto-encoders"."""

import keras
from keras import layers

from course import blocks
from course.models.arguments import check_positive, image_input
from course.models.registry import register
from course.models.weights import load_weights


@register("Masci et al. 2011", "comp541")
def autoencoder(input_shape=(28, 28, 1), filters=(16, 32), code=4, *, weights=None, name="autoencoder"):
    """Squeeze an image through few numbers, and make it again from them: 28 x 28 pixels, 7 x 7 x 4 numbers, 28 x 28.

    The paper's principle, in today's form: strided convolutions in place of max pooling, their transposes on the way
    back, ReLU in place of tanh; sizes are this course's.

    Args:
        input_shape: (H, W, C), sides multiples of ``2**len(filters)``; H and W may be None.
        filters: numbers of channels of the encoder's layers, each of which halves the resolution.
        code: number of channels in the middle, layer "code".
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, H, W, C) to (N, H, W, C), values from 0 to 1.
    Raises ValueError for bad arguments.
    Source: Masci et al. 2011.
    """
    if not isinstance(filters, tuple | list) or not filters:
        raise ValueError(f"filters={filters!r}: must be numbers of channels, one for each layer: (16, 32)")
    check_positive(code=code, **{f"filters[{i}]": n for i, n in enumerate(filters)})
    image = image_input(input_shape, minimum=2 ** len(filters))
    if any(side is not None and side % 2 ** len(filters) for side in image.shape[1:3]):
        raise ValueError(f"input_shape={input_shape}: height and width must be multiples of {2 ** len(filters)}")

    x = image
    for i, channels in enumerate(filters, start=1):
        x = blocks.conv(x, channels, 3, strides=2, use_bias=True, activation="relu", name=f"encoder{i}")

    x = layers.Conv2D(code, 3, padding="same", name="code")(x)

    for i, channels in reversed(list(enumerate(filters, start=1))):
        x = layers.Conv2DTranspose(channels, 3, 2, padding="same", activation="relu", name=f"decoder{i}")(x)

    channels = image.shape[-1]
    x = layers.Conv2D(channels, 3, padding="same", activation="sigmoid", name="reconstruction", dtype="float32")(x)
    return load_weights(keras.Model(image, x, name=name), weights)
