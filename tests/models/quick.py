"""What makes tests of large networks quick on JAX, which compiles each operation for each shape."""

import keras
import numpy as np
import pytest

from course import backend


def zeros(initializer, shape, dtype=None):
    """Zeros, in place of what `initializer` draws."""
    return keras.ops.convert_to_tensor(np.zeros(shape, dtype or keras.config.floatx()))


@pytest.fixture(autouse=True)
def no_random_numbers(monkeypatch):
    """Networks that are measured only, or get other weights, begin with zeros: JAX compiles nothing for them."""
    monkeypatch.setattr(keras.initializers.VarianceScaling, "__call__", zeros)


def differ(net, other, images, other_images=None):
    """How far the outputs of two networks differ, relative and by norm; the first's must tell the images apart."""
    wanted = run(net, images)
    found = run(other, images if other_images is None else other_images)
    assert found.shape == wanted.shape
    size = np.linalg.norm(wanted)
    assert np.linalg.norm(wanted[0] - wanted[1]) > 1e-3 * size, "the images make no difference"
    return np.linalg.norm(found - wanted) / size


def run(net, images):
    """Output of a network: compiled as a whole on JAX, one operation after the other elsewhere."""
    if backend.name() == "jax":
        return net.predict_on_batch(images)
    return keras.ops.convert_to_numpy(net(images, training=False))
