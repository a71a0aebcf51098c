"""Variational auto-encoder: Kingma & Welling 2014, "Auto-encoding variational Bayes"."""

from math import prod

import keras
from keras import layers

from course import blocks
from course.models.arguments import check_positive, fixed_image_input
from course.models.registry import register
from course.models.weights import load_weights


@register("Kingma & Welling 2014", "comp541")
def vae(input_shape=(28, 28, 1), latent=2, *, units=500, seed=None, weights=None, name="vae"):
    """Auto-encoder whose code is random: from an image a Gaussian, near to the standard one; from a draw an image.

    Its second loss, the divergence from the standard Gaussian, comes with the layer "code", per pixel, as Keras takes
    the mean of the first over pixels; their sum is the negative of the paper's bound, divided by the number of pixels::

        net.compile("adam", loss={"reconstruction": "binary_crossentropy"})
        net.fit(images, {"reconstruction": images})
        decoder = keras.Model(net.get_layer("code").output, net.get_layer("reconstruction").output)

    Args:
        input_shape: (H, W, C); values from 0 to 1.
        latent: number of dimensions of the code J.
        units: number of units in the one hidden layer of encoder and decoder.
        seed: of the draws, None for others each time. Only training draws; otherwise the code is the mean.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, H, W, C) to a dict of "reconstruction" (N, H, W, C), "mean" (N, J) and
    "log_variance" (N, J).
    Raises ValueError for bad arguments.
    Source: Kingma & Welling 2014, section 3 and appendix C, with 500 hidden units and Bernoulli pixels, as for MNIST in
    section 5; two dimensions as in figure 4.
    """
    check_positive(latent=latent, units=units)
    image = fixed_image_input(input_shape)
    pixels = prod(image.shape[1:])

    x = layers.Flatten(name="flatten")(image)
    x = layers.Dense(units, activation="tanh", name="encoder")(x)
    mean = layers.Dense(latent, name="mean", dtype="float32")(x)
    log_variance = layers.Dense(latent, name="log_variance", dtype="float32")(x)

    x = blocks.Sampling(kl_weight=1 / pixels, seed=seed, name="code", dtype="float32")([mean, log_variance])

    x = layers.Dense(units, activation="tanh", name="decoder")(x)
    x = layers.Dense(pixels, activation="sigmoid", name="pixels", dtype="float32")(x)
    x = layers.Reshape(image.shape[1:], name="reconstruction", dtype="float32")(x)
    outputs = {"reconstruction": x, "mean": mean, "log_variance": log_variance}
    return load_weights(keras.Model(image, outputs, name=name), weights)
