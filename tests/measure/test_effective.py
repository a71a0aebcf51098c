"""Effective receptive fields where they are known."""

import keras
import numpy as np
import pytest
from keras import layers

from course import measure


def stack(depth, **kwargs):
    return keras.Sequential(
        [
            keras.Input((21, 21, 1)),
            *[layers.Conv2D(1, 3, padding="same", use_bias=False, **kwargs) for _ in range(depth)],
        ]
    )


def test_uniform_kernels_make_binomials():
    """Luo et al. 2016, section 2: weights of one, no nonlinearity: the n-fold convolution of the window with itself."""
    found = measure.effective_receptive_field(stack(5, kernel_initializer="ones"), 3)
    row = np.ones(1)
    for _ in range(5):
        row = np.convolve(row, np.ones(3))
    expected = np.zeros((21, 21))
    expected[5:16, 5:16] = np.outer(row, row)
    assert np.allclose(found, expected, rtol=1e-4)


def test_inside_the_field_and_by_layer():
    keras.utils.set_random_seed(0)
    net = keras.Sequential(
        [
            keras.Input((16, 17, 3)),
            layers.Conv2D(4, 3, padding="same", activation="relu", name="a"),
            layers.MaxPooling2D(2, name="pool"),
            layers.Conv2D(5, 3, padding="same", name="b"),
            layers.GlobalAveragePooling2D(),
        ]
    )
    for name, unit in (("a", (7, 8)), ("pool", (3, 3)), ("b", (3, 3))):
        found = measure.effective_receptive_field(net, 64, name)
        rows, columns = measure.receptive_field(net, name).pixels(*unit)
        inside = np.zeros((16, 17), bool)
        inside[rows[0] : rows[1] + 1, columns[0] : columns[1] + 1] = True
        assert found.shape == (16, 17) and ((found > 0) == inside).all()


def test_signs_images_and_mean():
    """One pixel, two channels with weights 1 and 2: |±1 ±2| is 1 or 3; means over images and input channels."""
    net = keras.Sequential([keras.Input((3, 2)), layers.Conv1D(2, 1, use_bias=False)])
    net.set_weights([np.array([[[1.0, 2.0], [0.0, 0.0]]])])
    found = measure.effective_receptive_field(net, np.zeros((400, 3, 2)))
    assert found[0] == found[2] == 0 and 0.9 < found[1] < 1.1
    assert (found == measure.effective_receptive_field(net, np.ones((400, 3, 2)))).all()  # the seed alone
    assert (found != measure.effective_receptive_field(net, np.ones((400, 3, 2)), seed=1)).any()


def test_errors():
    net = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(1, 3, name="conv"), layers.Flatten(name="flat")])
    for match, args in (
        ("with places", (2,)),
        ("did you mean 'conv'", (2, "con")),
        (r"must be \(N, 8, 8, 1\)", (np.ones((2, 8, 9, 1)), "conv")),
        ("at least 1", (0, "conv")),
    ):
        with pytest.raises(ValueError, match=match):
            measure.effective_receptive_field(net, *args)
    with pytest.raises(ValueError, match="input_shape such as"):
        measure.effective_receptive_field(keras.Sequential([keras.Input((None, 1)), layers.Conv1D(1, 3)]))
