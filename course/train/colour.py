"""Colours of a training set: Krizhevsky, Sutskever, Hinton 2012, sections 2 and 4.1."""

import keras
import numpy as np
from keras import layers, ops


def mean_subtraction(images):
    """A layer that subtracts the mean image of the training images (N, H, W, C) from each image it is given.

    It is Keras's ``Normalization``, with a variance of 1.
    Raises ValueError for another shape, or no image.
    Source: Krizhevsky et al. 2012, section 2.
    """
    if np.ndim(images) != 4 or not len(images):
        raise ValueError(f"images {np.shape(images)}: must have shape (N, H, W, C), with one image at least")
    mean = np.mean(images, axis=0, dtype="float64").astype("float32")
    return layers.Normalization(axis=(1, 2, 3), mean=mean, variance=np.ones_like(mean))


def principal_colours(images):
    """Principal components of the pixels' colours, over all pixels of all images.

    Args: images (N, H, W, C).
    Returns the eigenvalues (C,) of the covariance of the channels, the largest first: the variances along the
    components; and the components, the columns of a matrix (C, C), of length 1.
    Raises ValueError for another shape, or fewer than two pixels.
    """
    images = np.asarray(images)
    if images.ndim != 4 or images[..., 0].size < 2:
        raise ValueError(f"images {images.shape}: must have shape (N, H, W, C), with two pixels at least")
    mean = images.mean(axis=(0, 1, 2), dtype="float64")
    squares = 0
    for image in images:  # one after the other: a copy of all of them in float64 may not fit in memory
        pixels = image.reshape(-1, len(mean)) - mean
        squares = squares + pixels.T @ pixels
    values, components = np.linalg.eigh(squares / (images[..., 0].size - 1))
    return values[::-1].clip(0), components[:, ::-1]  # rounding can make a variance of 0 negative


@keras.saving.register_keras_serializable(package="course")
class PCAColour(layers.Layer):
    r"""Training adds one colour to all pixels of an image, along the colours in which the training set varies.

    .. math:: [p_1, p_2, p_3]\,[\alpha_1 \lambda_1, \alpha_2 \lambda_2, \alpha_3 \lambda_3]^T

    with the components p, the eigenvalues λ of `principal_colours`, and α drawn from a normal distribution, anew for
    each image of each batch. At test time nothing is added. Values are not cut off at black and white.

    An eigenvalue is the square of a spread: the same photographs with values from 0 to 255 get colours that are 255
    times as strong as in [0, 1], compared with the image. The course's images are in [0, 1].

    Args:
        values, components: of `principal_colours`: ``PCAColour(*principal_colours(x_train))``.
        scale: standard deviation of α; the paper's is 0.1.
        seed: whole number that makes the draws repeatable on one backend, or None.

    Images (N, H, W, C) to images of the same shape.
    Raises ValueError where values (C,) and components (C, C) do not fit each other or the images, or a negative scale.
    Source: Krizhevsky et al. 2012, section 4.1.
    """

    def __init__(self, values, components, scale=0.1, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.values, self.components = np.array(values, "float64"), np.array(components, "float64")
        if self.values.ndim != 1 or self.components.shape != 2 * self.values.shape or scale < 0:
            raise ValueError(
                f"values {self.values.shape}, components {self.components.shape}, scale={scale}: must be (C,), (C, C), "
                "and not negative"
            )
        self.scale, self.seed = scale, seed
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, x, training=False):
        """Return the images in new colours."""
        self.compute_output_shape(x.shape)  # refuses what does not fit
        x = ops.cast(x, self.compute_dtype)
        if not training:
            return x
        alpha = keras.random.normal((ops.shape(x)[0], len(self.values)), stddev=self.scale, seed=self.generator)
        steps = ops.convert_to_tensor((self.components * self.values).T.astype("float32"))
        shift = ops.cast(ops.matmul(ops.cast(alpha, "float32"), steps), x.dtype)
        return x + ops.broadcast_to(shift[:, None, None, :], ops.shape(x))

    def macs(self, output_shape):
        """Multiply-adds when the network is used: none."""
        return 0

    def window(self):
        """Each unit reads its own place."""

    def compute_output_shape(self, input_shape):
        """Shape of the images, as it was."""
        if input_shape[-1] != len(self.values):
            raise ValueError(f"images of {input_shape[-1]} channels: must have {len(self.values)}, as `values`")
        return input_shape

    def get_config(self):
        """Arguments that make this layer again."""
        own = {"values": self.values.tolist(), "components": self.components.tolist()}
        return {**super().get_config(), **own, "scale": self.scale, "seed": self.seed}
