"""A Keras network's layers computed again in NumPy, in double precision: what tests of blocks compare with."""

import keras
import numpy as np
import pytest

from course import scratch


@pytest.fixture(autouse=True)
def no_random_numbers(monkeypatch):
    """Weights begin as zeros, for `NumpyNet` gives them other values: JAX has no draws to compile for their shapes."""

    def zeros(self, shape, dtype=None):
        return keras.ops.convert_to_tensor(np.zeros(shape, dtype or keras.config.floatx()))

    monkeypatch.setattr(keras.initializers.VarianceScaling, "__call__", zeros)


class NumpyNet:
    """The layers of `net` by name, each a function of an array (N, H, W, C); its weights are random."""

    def __init__(self, net, seed=0):
        self.net, rng = net, np.random.default_rng(seed)
        for weight in net.weights:
            positive = weight.name in ("gamma", "moving_variance")
            value = rng.uniform(0.5, 1.5, weight.shape) if positive else rng.normal(size=weight.shape) / 3
            weight.assign(value.astype("float32"))

    def weights(self, name):
        return [value.astype(float) for value in self.net.get_layer(name).get_weights()]

    def conv(self, x, name, strides=1, pads=None, groups=1):
        """Convolution with TensorFlow's padding, or `pads` ((top, bottom), (left, right))."""
        w, *b = self.weights(name)
        return scratch.conv2d(padded(x, w.shape[:2], strides, pads), w, *b, stride=strides, groups=groups)

    def depthwise(self, x, name, strides=1, pads=None):
        w = self.weights(name)[0]
        return depthwise(padded(x, w.shape[:2], strides, pads), w, strides)

    def separable(self, x, name, strides=1):
        w, mix = self.weights(name)
        return depthwise(padded(x, w.shape[:2], strides), w, strides) @ mix[0, 0]

    def bn(self, x, name, epsilon):
        gamma, beta, mean, variance = self.weights(name)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    def check(self, inputs, wanted):
        """Assert that the network makes of `inputs` what NumPy made, to 1e-5 by norm."""
        jax = keras.backend.backend() == "jax"  # there each operation is compiled for itself, or all at once
        found = self.net.predict_on_batch(inputs) if jax else self.net(inputs, training=False)
        found = keras.ops.convert_to_numpy(found)
        assert found.shape == wanted.shape
        assert np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)


def depthwise(x, w, strides):
    """Each channel by itself: w (K, K, C, 1)."""
    return scratch.conv2d(x, w.transpose(0, 1, 3, 2), stride=strides, groups=x.shape[-1])


def padded(x, size, strides, pads=None, value=0.0):
    """`x` with borders of `value`, as many as TensorFlow's "same" has, the odd one at the end."""
    if pads is None:
        totals = [max(0, (-(-n // strides) - 1) * strides + k - n) for n, k in zip(x.shape[1:3], size, strict=True)]
        pads = [(total // 2, total - total // 2) for total in totals]
    return np.pad(x, [(0, 0), *pads, (0, 0)], constant_values=value)


def pool(x, reduce, strides, pads=None, value=0.0):
    """`reduce` over 3x3 windows of x with a border of `value`."""
    x = padded(x, (3, 3), strides, pads, value)
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))[:, ::strides, ::strides]
    return reduce(windows, axis=(-2, -1))


def relu(x, most=np.inf):
    return np.clip(x, 0, most)


def swish(x):
    return x / (1 + np.exp(-x))


def noise(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")
