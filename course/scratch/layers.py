r"""Layers that remember what they saw: `forward` keeps what `backward` needs.

Each has ``forward(x, training=False)``, which returns the output, and ``backward(dy)``, which takes the loss's gradient
with respect to that output, returns the one with respect to x, and leaves those of ``weights`` in ``gradients``: two
dictionaries with the same names. Images are (N, H, W, C).
"""

import difflib
import math

import numpy as np

from course.scratch.activations import ACTIVATIONS
from course.scratch.backward import conv2d_backward
from course.scratch.convolution import conv2d
from course.scratch.dense import dense, dense_backward
from course.scratch.dropout import dropout
from course.scratch.normalisation import batch_norm, batch_norm_backward
from course.scratch.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward


class Layer:
    """What all layers share: no weights, until a layer brings some."""

    def __init__(self):
        self.weights, self.gradients = {}, {}


class Dense(Layer):
    """`dense`: (N, inputs) to (N, outputs). Weights "w", drawn by `rng`, a seed or Generator, and "b", zero."""

    def __init__(self, inputs, outputs, rng=None):
        super().__init__()
        self.weights = {"w": he_normal((inputs, outputs), rng), "b": np.zeros(outputs, "float32")}

    def forward(self, x, training=False):
        """x (N, inputs) → (N, outputs)."""
        self.x = x
        return dense(x, self.weights["w"], self.weights["b"])

    def backward(self, dy):
        """Gradient of y → gradient of x."""
        dx, dw, db = dense_backward(dy, self.x, self.weights["w"])
        self.gradients = {"w": dw, "b": db}
        return dx


class Conv2D(Layer):
    """`conv2d`: (N, H, W, channels) to (N, H', W', filters). Weights "w", drawn by `rng`, and "b", zero.

    `how`: stride, padding, dilation, groups, as `conv2d`.
    """

    def __init__(self, channels, filters, kernel_size=3, rng=None, **how):
        super().__init__()
        self.how = how
        shape = (kernel_size, kernel_size, channels // how.get("groups", 1), filters)
        self.weights = {"w": he_normal(shape, rng), "b": np.zeros(filters, "float32")}

    def forward(self, x, training=False):
        """x (N, H, W, channels) → (N, H', W', filters)."""
        self.x = x
        return conv2d(x, self.weights["w"], self.weights["b"], **self.how)

    def backward(self, dy):
        """Gradient of y → gradient of x."""
        dx, dw, db = conv2d_backward(dy, self.x, self.weights["w"], **self.how)
        self.gradients = {"w": dw, "b": db}
        return dx


class Activation(Layer):
    """A function of each number, by its name in `ACTIVATIONS`; ValueError for another name."""

    def __init__(self, name):
        super().__init__()
        if name not in ACTIVATIONS:
            near = difflib.get_close_matches(str(name).lower(), ACTIVATIONS, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ValueError(f"unknown activation {name!r}: {hint}one of {', '.join(ACTIVATIONS)}")
        self.function, self.derivative = ACTIVATIONS[name]

    def forward(self, x, training=False):
        """x of any shape → the same shape."""
        self.x = x
        return self.function(x)

    def backward(self, dy):
        """Gradient of y → gradient of x: the chain rule."""
        return dy * self.derivative(self.x)


class ReLU(Activation):
    """max(0, x)."""

    def __init__(self):
        super().__init__("relu")


class MaxPool2D(Layer):
    """`max_pool2d`; `how`: pool_size, stride, padding."""

    pool, pool_backward = staticmethod(max_pool2d), staticmethod(max_pool2d_backward)

    def __init__(self, pool_size=2, **how):
        super().__init__()
        self.how = {"pool_size": pool_size, **how}

    def forward(self, x, training=False):
        """x (N, H, W, C) → (N, H', W', C)."""
        self.x = x
        return self.pool(x, **self.how)

    def backward(self, dy):
        """Gradient of y → gradient of x."""
        return self.pool_backward(dy, self.x, **self.how)


class AveragePool2D(MaxPool2D):
    """`avg_pool2d`; `how`: pool_size, stride, padding."""

    pool, pool_backward = staticmethod(avg_pool2d), staticmethod(avg_pool2d_backward)


class Flatten(Layer):
    """All numbers of an example in a row: (N, …) to (N, the product of the rest)."""

    def forward(self, x, training=False):
        """x (N, …) → (N, the product of the rest)."""
        self.shape = x.shape
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def backward(self, dy):
        """Gradient of y → gradient of x: the same numbers."""
        return dy.reshape(self.shape)


class Dropout(Layer):
    """`dropout` with numbers drawn by `rng`, a seed or Generator."""

    def __init__(self, rate=0.5, inverted=True, rng=None):
        super().__init__()
        self.rate, self.inverted, self.rng = rate, inverted, np.random.default_rng(rng)

    def forward(self, x, training=False):
        """x of any shape → the same shape."""
        y, self.factors = dropout(x, self.rate, training=training, inverted=self.inverted, rng=self.rng)
        return y

    def backward(self, dy):
        """Gradient of y → gradient of x: nothing for what was dropped."""
        return dy * self.factors


class BatchNormalization(Layer):
    """`batch_norm` over all axes but the last, of `channels`. Weights "gamma" and "beta"; moving averages for tests.

    `momentum`: share of a moving average that a batch leaves as it was. `backward` is that of training.
    """

    def __init__(self, channels, momentum=0.99, epsilon=1e-3):
        super().__init__()
        self.weights = {"gamma": np.ones(channels, "float32"), "beta": np.zeros(channels, "float32")}
        self.mean, self.variance = np.zeros(channels, "float32"), np.ones(channels, "float32")
        self.momentum, self.epsilon = momentum, epsilon

    def forward(self, x, training=False):
        """x (…, channels) → the same shape."""
        self.x, weights = x, self.weights.values()
        if not training:
            return batch_norm(x, *weights, self.mean, self.variance, self.epsilon)[0]
        y, mean, variance = batch_norm(x, *weights, epsilon=self.epsilon)
        self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
        self.variance = self.momentum * self.variance + (1 - self.momentum) * variance
        return y

    def backward(self, dy):
        """Gradient of y → gradient of x, as in training."""
        dx, dgamma, dbeta = batch_norm_backward(dy, self.x, self.weights["gamma"], self.epsilon)
        self.gradients = {"gamma": dgamma, "beta": dbeta}
        return dx


def he_normal(shape, rng=None):
    """Random weights (…, In, Out), float32, with variance 2 / (number of inputs of a unit): He et al. 2015."""
    inputs = np.prod(shape[:-1])
    return (np.random.default_rng(rng).normal(size=shape) * np.sqrt(2 / inputs)).astype("float32")
