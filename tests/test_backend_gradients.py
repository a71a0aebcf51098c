"""Gradients of whole models against finite differences."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from course import backend


@pytest.fixture
def net():
    numbers, words = keras.Input((3,), name="numbers"), keras.Input((2,), dtype="int32", name="words")
    x = layers.Concatenate()([numbers, layers.Flatten()(layers.Embedding(5, 2, name="embedding")(words))])
    x = layers.Dense(4, activation="tanh", name="hidden")(x)
    return keras.Model([numbers, words], [layers.Dense(2, name="a")(x), layers.Dropout(0.5, name="b")(x)])


def loss(outputs):
    return ops.sum(outputs[0] ** 2) + ops.sum(outputs[1] ** 3)


def test_against_finite_differences(net):
    rng = np.random.default_rng(0)
    inputs = [rng.normal(size=(2, 3)).astype("float32"), rng.integers(0, 5, (2, 2))]
    outputs, by_input, by_weight = backend.gradients(net, inputs, loss)

    def value():
        return float(ops.convert_to_numpy(loss(net(inputs, training=False))))

    assert [y.shape for y in outputs] == [(2, 2), (2, 4)] and len(by_input) == 1
    assert [g.shape for g in by_weight] == [w.shape for w in net.trainable_weights]
    for weight, gradient in zip(net.trainable_weights, by_weight, strict=True):
        before, direction = ops.convert_to_numpy(weight).copy(), rng.normal(size=weight.shape)
        direction /= np.linalg.norm(direction)
        sides = []
        for step in (1e-2, -1e-2):  # along a direction of length one: the next term of the series is then small
            weight.assign(before + step * direction)
            sides.append(value())
        weight.assign(before)
        assert np.isclose((sides[0] - sides[1]) / 2e-2, np.sum(gradient * direction), rtol=1e-2, atol=1e-3)
    step = np.zeros((2, 3), "float32")
    step[1, 2] = 1e-2
    slope = []
    for sign in (1, -1):
        outputs = net([inputs[0] + sign * step, inputs[1]], training=False)
        slope.append(float(ops.convert_to_numpy(loss(outputs))))
    assert np.isclose((slope[0] - slope[1]) / 2e-2, by_input[0][1, 2], rtol=1e-2, atol=1e-3)


def test_what_nothing_depends_on_has_none_or_zero(net):
    inputs = [np.ones((1, 3), "float32"), np.zeros((1, 2), int)]
    _, _, by_weight = backend.gradients(net, inputs, lambda outputs: ops.sum(outputs[1]))
    found = {w.path: g for w, g in zip(net.trainable_weights, by_weight, strict=True)}
    assert found["a/kernel"] is None or not found["a/kernel"].any()
    assert found["hidden/kernel"].any()


def test_training_leaves_the_state_as_it_is():
    image = keras.Input((4,))
    net = keras.Model(image, layers.BatchNormalization(name="bn")(image))
    x = np.random.default_rng(0).normal(3, 1, size=(8, 4)).astype("float32")
    (trained,), _, _ = backend.gradients(net, x, ops.sum, training=True)
    (tested,), _, _ = backend.gradients(net, x, ops.sum)
    assert abs(trained.mean()) < 1e-3 < abs(tested.mean())
    assert not ops.convert_to_numpy(net.get_layer("bn").moving_mean).any()
