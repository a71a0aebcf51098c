"""What tests of residual blocks compare with: their parts in NumPy and double precision, weights by layer name."""

from unittest import mock

import keras
import numpy as np

from course import scratch


def zeros(self, shape, dtype=None):
    """An initialiser that JAX need not compile, for each shape anew."""
    return keras.ops.convert_to_tensor(np.zeros(shape, dtype))


def built(block, shape=(8, 6, 4), **arguments):
    """A model of one block, named "b", with random weights."""
    image = keras.Input(shape)
    with mock.patch.object(keras.initializers.GlorotUniform, "__call__", zeros):
        model = keras.Model(image, block(image, **arguments, name="b"))
    rng = np.random.default_rng(0)
    for weight in (w for layer in model.layers for w in layer.weights):
        if "int" in str(weight.dtype):
            continue
        low = weight.name in ("gamma", "moving_variance")
        weight.assign(rng.uniform(0.5, 2, weight.shape) if low else rng.normal(size=weight.shape) / 2)
    return model


def weights(model):
    """Layer name -> weights in double precision."""
    return {layer.name: [np.asarray(w, "float64") for w in layer.get_weights()] for layer in model.layers}


def maps(model, seed=1):
    """Two examples of what enters a model, as NumPy array."""
    return np.random.default_rng(seed).normal(size=(2, *model.input_shape[1:])).astype("float32")


def conv(x, w, name, strides=1, groups=1):
    kernel, *bias = w[name]
    return scratch.conv2d(x, kernel, *bias, stride=strides, padding=kernel.shape[0] // 2, groups=groups)


def bn(x, w, name):
    gamma, beta, mean, variance = w[name]
    return gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta


def relu(x):
    return np.maximum(x, 0)


def conv_bn(x, w, name, strides=1, groups=1):
    return bn(conv(x, w, f"{name}_conv", strides, groups), w, f"{name}_bn")


def bn_relu(x, w, name):
    return relu(bn(x, w, f"{name}_bn"))


def option_a(x, filters, strides):
    x = x[:, ::strides, ::strides]
    return np.concatenate([x, np.zeros((*x.shape[:-1], filters - x.shape[-1]))], axis=-1)


def assert_near(model, x, wanted, tolerance=1e-5):
    """Hold the model's outputs against `wanted`, relative, by norm."""
    found = keras.ops.convert_to_numpy(model(x, training=False))
    assert found.shape == wanted.shape
    assert np.linalg.norm(found - wanted) <= tolerance * np.linalg.norm(wanted)
