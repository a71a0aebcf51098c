"""A network's layers, by name, computed by PyTorch in double precision: tests rebuild the network around them."""

import keras
import numpy as np
import pytest
from keras import ops

from course import backend


@pytest.fixture(autouse=True)
def quick_draws(monkeypatch):
    """First weights drawn by NumPy: JAX compiles Keras's initialisers for every shape, and takes longest at that."""
    rng = np.random.default_rng(0)

    def draw(initializer, shape, dtype=None):
        return ops.convert_to_tensor(rng.normal(size=shape) / np.sqrt(np.prod(shape[:-1])), dtype or "float32")

    for kind in ("GlorotUniform", "HeNormal", "RandomUniform", "Orthogonal"):
        monkeypatch.setattr(getattr(keras.initializers, kind), "__call__", draw)


class Peer:
    """Weights of a Keras model; images are (N, C, H, W) inside."""

    def __init__(self, net):
        self.torch = pytest.importorskip("torch")
        self.do = self.torch.nn.functional
        self.net = net

    def weights(self, name, *axes):
        first, *rest = self.net.get_layer(name).get_weights()
        tensors = [self.torch.from_numpy(np.asarray(w, "float64")) for w in (first, *rest)]
        return [tensors[0].permute(axes) if axes else tensors[0], *tensors[1:]]

    def conv(self, x, name, padding="same", dilation=1):
        w, *b = self.weights(name, 3, 2, 0, 1)
        return self.do.conv2d(x, w, *b, padding=padding, dilation=dilation)

    def deconv(self, x, name, stride=1, padding=0):
        w, *b = self.weights(name, 3, 2, 0, 1)
        return self.do.conv_transpose2d(x, w, *b, stride=stride, padding=padding)

    def normalise(self, x, name):
        gamma, beta, mean, variance = self.weights(name)
        return self.do.batch_norm(x, mean, variance, gamma, beta, eps=1e-5)

    def image(self, x):
        return self.torch.from_numpy(np.asarray(x, "float64")).permute(0, 3, 1, 2)

    def softmax(self, x):
        return x.softmax(1).permute(0, 2, 3, 1).numpy()


def run(net, x):
    """Outputs of a network for a batch of images, compiled as one: op by op, JAX takes several times as long."""
    return net.predict(x, verbose=0) if backend.name() == "jax" else ops.convert_to_numpy(net(x))


def close(found, wanted, tolerance=1e-5):
    """Same shape and, relative and by norm, the same numbers; and the pixels differ, or nothing is shown."""
    found = np.asarray(found, "float64")
    assert found.shape == wanted.shape
    assert wanted.std(axis=(1, 2)).max() > 1e-3
    return np.linalg.norm(found - wanted) <= tolerance * np.linalg.norm(wanted)
