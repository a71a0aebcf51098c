"""Back-propagation: the gradients of a small convolution, and of two layers with and without shortcuts."""

import keras
import numpy as np
from keras import layers, ops

from course import backend, scratch
from course.facts.computing import Finding, computes
from course.facts.networks import numbers


def example():
    """The deck's example with random numbers: X (3, 3), W (2, 2), and the gradient ∂h (2, 2) that comes from above."""
    return numbers(3, 3), numbers(2, 2, seed=1), numbers(2, 2, seed=2)


def correlate(x, w, padding=0):
    """Slide w over x without a flip, as the deck's forward pass does."""
    return scratch.conv2d(x[None, :, :, None], w[:, :, None, None], padding=padding)[0, :, :, 0]


def autodiff(x, w, dh):
    """Gradients (∂X, ∂W) of the example, by the backend."""
    image = keras.Input((3, 3, 1))
    net = keras.Model(image, layers.Conv2D(1, 2, use_bias=False)(image))
    net.set_weights([w[:, :, None, None]])
    _, [dx], [dw] = backend.gradients(net, x[None, :, :, None], lambda h: ops.sum(ops.multiply(h[0, :, :, 0], dh)))
    return dx[0, :, :, 0], dw[:, :, 0, 0]


@computes("conv-dw")
def filter_gradient():
    x, w, dh = example()
    four_sums = [
        [x[0, 0] * dh[0, 0] + x[0, 1] * dh[0, 1] + x[1, 0] * dh[1, 0] + x[1, 1] * dh[1, 1],
         x[0, 1] * dh[0, 0] + x[0, 2] * dh[0, 1] + x[1, 1] * dh[1, 0] + x[1, 2] * dh[1, 1]],
        [x[1, 0] * dh[0, 0] + x[1, 1] * dh[0, 1] + x[2, 0] * dh[1, 0] + x[2, 1] * dh[1, 1],
         x[1, 1] * dh[0, 0] + x[1, 2] * dh[0, 1] + x[2, 1] * dh[1, 0] + x[2, 2] * dh[1, 1]],
    ]  # fmt: skip
    error = np.abs(autodiff(x, w, dh)[1] - four_sums).max()
    return Finding(bool(error < 1e-5), error=error)


@computes("conv-backward-flip")
def flips():
    x, w, dh = example()
    dx, dw = autodiff(x, w, dh)
    data = np.abs(correlate(dh, w[::-1, ::-1], padding=1) - dx).max()
    weights, unflipped = (np.abs(correlate(x, filter_) - dw).max() for filter_ in (dh[::-1, ::-1], dh))
    return Finding(bool(max(data, weights) < 1e-5), data=data, weights=weights, unflipped=unflipped)


@computes("weight-touches-all")
def weight_touches_all():
    x, w, _ = example()
    changes = [correlate(x, w + one.reshape(2, 2)) - correlate(x, w) for one in np.eye(4)]
    return Finding(bool(np.all(changes)), smallest=np.abs(changes).min())


def two_layers(shortcuts):
    """net1 = x·w1, h = f(net1), net2 = h·w2, y = f(net2) with f = tanh, and with `shortcuts` + x and + h."""
    x = h = y = keras.Input((1,))
    for i in (1, 2):
        h, y = y, layers.Dense(1, activation="tanh", use_bias=False, name=f"w{i}")(y)
        y = layers.Add()([y, h]) if shortcuts else y
    return keras.Model(x, y)


def gradient_by_chain_rule(x, w1, w2, t, shortcuts):
    """∂E/∂w1 as the deck writes it, E = (t - y)² / 2."""
    h = np.tanh(x * w1) + x * shortcuts
    y = np.tanh(h * w2) + h * shortcuts
    dnet1, dnet2 = 1 - np.tanh(x * w1) ** 2, 1 - np.tanh(h * w2) ** 2  # f'
    direct = (y - t) * dnet2 * w2 * dnet1 * x
    return direct + shortcuts * (y - t) * dnet1 * x


@computes("resnet-gradient")
def gradient_with_shortcuts():
    x, w1, w2, t = 0.8, 0.5, -0.3, 1.0
    found = {}
    for shortcuts in (False, True):
        net = two_layers(shortcuts)
        net.set_weights([np.full((1, 1), w1), np.full((1, 1), w2)])
        loss = backend.gradients(net, np.full((1, 1), x, "float32"), lambda y: ops.sum(ops.square(t - y)) / 2)
        found[shortcuts] = float(loss[2][0][0, 0]), gradient_by_chain_rule(x, w1, w2, t, shortcuts)
    error = max(abs(ours - theirs) for ours, theirs in found.values())
    return Finding(bool(error < 1e-5), error=error)
