"""Transposed convolution: Long, Shelhamer, Darrell 2015, section 3.3; Noh, Hong, Han 2015, section 3.2."""

import keras
import numpy as np
from keras import layers

from course.blocks.conv_bn_relu import batch_norm
from course.blocks.naming import named


@keras.saving.register_keras_serializable(package="course")
class Bilinear(keras.initializers.Initializer):
    """Filters (k, k, C, C) with which a transposed convolution interpolates each map by itself.

    A tent: 1 at the middle, 0 just outside the window, for each map; nothing from one map to another.

    Raises ValueError unless as many maps leave as enter.
    Source: Long et al. 2015, section 3.3, as Caffe's filler "bilinear".
    """

    def __call__(self, shape, dtype=None):
        height, width, maps_out, maps_in = shape
        if maps_out != maps_in:
            raise ValueError(f"{maps_in} maps enter and {maps_out} leave: interpolation keeps their number")
        tent = np.outer(rise_and_fall(height), rise_and_fall(width))
        return keras.ops.convert_to_tensor(tent[:, :, None, None] * np.eye(maps_in), dtype or keras.config.floatx())


def rise_and_fall(size):
    """Weights of `size` neighbours, as they are near to the middle: [0.25, 0.75, 0.75, 0.25] for four."""
    half = (size + 1) // 2
    return 1 - np.abs(np.arange(size) - (size - 1) / 2) / half


@named
def bilinear_upsample(x, factor=2, *, trainable=True, name=None):
    """Enlarge maps by a transposed convolution that begins as bilinear interpolation, and may learn to do better.

    Without bias; the window has 2 * factor - factor % 2 pixels, and its margin is cut off equally on all sides. At the
    border it meets zeros, where image libraries repeat the last pixel.

    Args:
        x: feature maps (N, H, W, C).
        factor: how many times as high and wide, at least 1.
        trainable: whether training changes the filters.
        name: of the layer.

    Returns feature maps (N, H * factor, W * factor, C).
    Raises ValueError for a factor below 1.
    Source: Long et al. 2015, section 3.3.
    """
    if not isinstance(factor, int) or factor < 1:
        raise ValueError(f"factor={factor!r}: must be a whole number of at least 1")
    # Keras's "same" cuts 2 * ⌊factor / 2⌋ rows from what the window writes, an even number: equal on both sides.
    return layers.Conv2DTranspose(
        x.shape[-1], 2 * factor - factor % 2, factor, padding="same", use_bias=False,
        kernel_initializer=Bilinear(), trainable=trainable, name=name,
    )(x)  # fmt: skip


@named
def deconv_bn_relu(x, filters, kernel_size, *, padding="same", name=None):
    """Transposed convolution without strides or bias, normalise, rectify: `conv_bn_relu` on the way back.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        kernel_size: side k of the window in pixels, or (height, width).
        padding: "same" keeps the size; "valid" adds k - 1 rows and columns.
        name: prefix of the layers ``{name}_conv``, ``{name}_bn``, ``{name}_relu``.

    Returns feature maps (N, H, W, filters), or (N, H + k - 1, W + k - 1, filters).
    Source: Noh et al. 2015, sections 3.2.2 and 4.1.
    """
    x = layers.Conv2DTranspose(filters, kernel_size, padding=padding, use_bias=False, name=f"{name}_conv")(x)
    x = batch_norm(x, name=f"{name}_bn")
    return layers.ReLU(name=f"{name}_relu")(x)
