"""Inception modules against NumPy and the figures of the lectures."""

import keras
import numpy as np
import pytest

from course import blocks, measure, scratch


def randomised(model):
    rng = np.random.default_rng(0)
    model.set_weights([rng.normal(size=w.shape).astype("float32") / 3 for w in model.weights])
    return model


def conv(model, name, x):
    kernel, bias = model.get_layer(name).get_weights()
    return np.maximum(scratch.conv2d(x, kernel.astype(float), bias, padding=kernel.shape[0] // 2), 0)


def max_3x3(x):
    padded = np.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)], constant_values=-np.inf)
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2)).max(axis=(-2, -1))


def close(found, wanted):
    return np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)


X = np.random.default_rng(1).normal(size=(2, 6, 7, 5))


def test_naive_module_agrees_with_numpy():
    image = keras.Input((6, 7, 5))
    model = randomised(keras.Model(image, blocks.naive_inception(image, 2, 3, 4, name="m")))
    branches = [conv(model, "m_1x1", X), conv(model, "m_3x3", X), conv(model, "m_5x5", X), max_3x3(X)]
    assert close(model.predict_on_batch(X.astype("float32")), np.concatenate(branches, axis=-1))


def test_module_agrees_with_numpy():
    image = keras.Input((6, 7, 5))
    model = randomised(keras.Model(image, blocks.inception(image, 2, 3, 4, 5, 6, 7, name="m")))
    three = conv(model, "m_3x3", conv(model, "m_3x3_reduce", X))
    five = conv(model, "m_5x5", conv(model, "m_5x5_reduce", X))
    branches = [conv(model, "m_1x1", X), three, five, conv(model, "m_pool_proj", max_3x3(X))]
    assert close(model.predict_on_batch(X.astype("float32")), np.concatenate(branches, axis=-1))
    assert model.output_shape == (None, 6, 7, 2 + 4 + 6 + 7)


def test_figures_of_the_lecture():
    """28 x 28 x 256: 854 million multiply-adds for 672 channels, 271 million for 480 with reductions to 64."""
    image = keras.Input((28, 28, 256))
    naive = keras.Model(image, blocks.naive_inception(image, 128, 192, 96))
    reduced = keras.Model(image, blocks.inception(image, 128, 64, 192, 64, 96, 64))
    assert naive.output_shape == (None, 28, 28, 672) and measure.macs(naive) == 854_196_224
    assert reduced.output_shape == (None, 28, 28, 480) and measure.macs(reduced) == 271_351_808


def test_auxiliary_head_agrees_with_numpy():
    image = keras.Input((8, 9, 5))
    y = blocks.auxiliary_head(image, 3, None, filters=4, units=6, name="aux")
    model = randomised(keras.Model(image, y))
    x = np.random.default_rng(1).normal(size=(2, 8, 9, 5))
    pooled = np.stack([[x[:, i : i + 5, j : j + 5].mean(axis=(1, 2)) for j in (0, 3)] for i in (0, 3)])
    y = conv(model, "aux_conv", pooled.transpose(2, 0, 1, 3)).reshape(2, -1)
    (w, b), (v, c) = (model.get_layer(f"aux_{name}").get_weights() for name in ("fc", "predictions"))
    assert close(model.predict_on_batch(x.astype("float32")), np.maximum(y @ w + b, 0) @ v + c)
    assert model.get_layer("aux_dropout").rate == 0.7


@pytest.mark.parametrize("size", [(4, 14), (14, 4), (None, None)])
def test_auxiliary_head_needs_its_window(size):
    with pytest.raises(ValueError, match="at least 5 x 5"):
        blocks.auxiliary_head(keras.Input((*size, 8)), 10)
