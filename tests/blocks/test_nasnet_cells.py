"""NASNet-A's cells against NumPy, written after figure 4."""

import keras
import numpy as np
import pytest
from numpy_net import NumpyNet, no_random_numbers, noise, pool, relu  # noqa: F401

from course import blocks


def cell(make, sizes, filters):
    """A cell on inputs x and, if there are two sizes, `previous`; random weights, and a batch for each input."""
    inputs = [keras.Input(size) for size in sizes]
    model = keras.Model(inputs if len(sizes) > 1 else inputs[0], make(inputs[0], filters, *inputs[1:], name="cell"))
    return NumpyNet(model), [noise(2, *size, seed=i) for i, size in enumerate(sizes, start=1)]


def separable(ours, x, name, strides=1):
    for i, step in enumerate((strides, 1), start=1):
        x = ours.bn(ours.separable(relu(x), f"cell_{name}_separable{i}", step), f"cell_{name}_bn{i}", 1e-3)
    return x


def bring(ours, x, name):
    return ours.bn(ours.conv(relu(x), f"cell_{name}_conv"), f"cell_{name}_bn", 1e-3)


def fit(ours, p, x, filters):
    if p.shape[1:3] != x.shape[1:3]:
        p = relu(p)
        shifted = np.pad(p, [(0, 0), (0, 1), (0, 1), (0, 0)])[:, 1:, 1:]
        halves = [ours.conv(half[:, ::2, ::2], f"cell_previous_conv{i}") for i, half in ((1, p), (2, shifted))]
        return ours.bn(np.concatenate(halves, axis=-1), "cell_previous_bn", 1e-3)
    return p if p.shape[-1] == filters else bring(ours, p, "previous")


def average(x):
    """Mean of the pixels that a 3x3 window covers: fewer at the border."""
    return pool(x, np.sum, 1) / pool(np.ones_like(x), np.sum, 1)


SIZES = [
    [(7, 6, 3)],
    [(7, 6, 4), (7, 6, 4)],
    [(7, 6, 3), (7, 6, 5)],
    [(7, 6, 3), (14, 11, 5)],
    [(7, 6, 3), (13, 12, 5)],
]


@pytest.mark.parametrize("sizes", SIZES)
def test_normal_cell(sizes):
    ours, batches = cell(blocks.normal_cell, sizes, filters=4)
    x, previous = batches[0].astype(float), batches[-1].astype(float)
    p, h = fit(ours, previous, x, 4), bring(ours, x, "input")
    sums = [
        separable(ours, h, "1_left") + separable(ours, p, "1_right"),
        separable(ours, p, "2_left") + separable(ours, p, "2_right"),
        average(h) + p,
        2 * average(p),
        separable(ours, h, "5_left") + h,
    ]
    y = np.concatenate([p, *sums], axis=-1)
    assert y.shape == (2, 7, 6, 24)
    ours.check(batches if len(sizes) > 1 else batches[0], y)


@pytest.mark.parametrize("sizes", SIZES)
def test_reduction_cell(sizes):
    ours, batches = cell(blocks.reduction_cell, sizes, filters=4)
    x, previous = batches[0].astype(float), batches[-1].astype(float)
    p, h = previous if len(sizes) == 1 else fit(ours, previous, x, 4), bring(ours, x, "input")
    largest, mean = pool(h, np.max, 2), pool(h, np.mean, 2)  # of zeros around too, as Keras has it
    one = separable(ours, h, "1_left", 2) + separable(ours, p, "1_right", 2)
    two = largest + separable(ours, p, "2_right", 2)
    three = mean + separable(ours, p, "3_right", 2)
    y = np.concatenate([two, three, two + average(one), separable(ours, one, "5_left") + largest], axis=-1)
    assert y.shape == (2, 4, 3, 16)
    ours.check(batches if len(sizes) > 1 else batches[0], y)


@pytest.mark.parametrize(
    ("make", "sizes"),
    [
        (blocks.normal_cell, {"1_left": 5, "1_right": 3, "2_left": 5, "2_right": 3, "5_left": 3}),
        (blocks.reduction_cell, {"1_left": 5, "1_right": 7, "2_right": 7, "3_right": 5, "5_left": 3}),
    ],
)
def test_windows_are_those_of_the_figure(make, sizes):
    ours, _ = cell(make, [(8, 8, 4), (8, 8, 4)], filters=4)
    for name, size in sizes.items():
        for i in (1, 2):
            assert ours.weights(f"cell_{name}_separable{i}")[0].shape[:2] == (size, size)
    assert sum(isinstance(layer, keras.layers.SeparableConv2D) for layer in ours.net.layers) == 2 * len(sizes)


def test_bad_arguments_say_so():
    x, large = keras.Input((4, 4, 6)), keras.Input((8, 8, 6))
    with pytest.raises(ValueError, match="filters=3: must be even"):
        blocks.normal_cell(x, 3, large)
    with pytest.raises(ValueError, match="None x None pixels: a reduction cell needs their size"):
        blocks.reduction_cell(keras.Input((None, None, 6)), 4)


def test_normal_cell_at_any_size():
    image = keras.Input((None, None, 3))
    ours = NumpyNet(keras.Model(image, blocks.normal_cell(image, 4, name="cell")))
    fixed, (x,) = cell(blocks.normal_cell, [(7, 6, 3)], filters=4)
    ours.check(x, keras.ops.convert_to_numpy(fixed.net(x)))
