"""Norms of gradients against finite differences, and gradients that are known."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from course import measure


def small_net():
    keras.utils.set_random_seed(0)
    image = keras.Input((6, 6, 1))
    conv = layers.Conv2D(2, 3, 2, activation="tanh", name="conv")
    shared = layers.Dense(2, activation="tanh", name="shared")
    x = shared(shared(conv(image)))
    x = layers.Flatten(name="flat")(layers.Dropout(0.5, name="drop")(x))
    return keras.Model(image, layers.Dense(3, activation="softmax", name="out")(x))


def data():
    rng = np.random.default_rng(0)
    return rng.normal(size=(4, 6, 6, 1)).astype("float32"), np.array([0, 2, 1, 1])


def loss_of(net, x, y):
    p = np.asarray(ops.convert_to_numpy(net(x, training=False)), "float64")
    return -np.log(p[np.arange(len(y)), y]).mean()


def test_against_finite_differences():
    net, (x, y) = small_net(), data()
    table = measure.gradient_norms(net, x, y).set_index("layer")
    assert list(table.index) == ["conv", "shared", "drop", "flat", "out"]
    for name in ("conv", "shared", "out"):
        squares = 0
        for weight in net.get_layer(name).trainable_weights:
            before = ops.convert_to_numpy(weight).copy()
            for index in np.ndindex(*before.shape):
                sides = []
                for step in (1e-2, -1e-2):
                    moved = before.copy()
                    moved[index] += step
                    weight.assign(moved)
                    sides.append(loss_of(net, x, y))
                squares += ((sides[0] - sides[1]) / 2e-2) ** 2
            weight.assign(before)
        assert table.weights[name] == pytest.approx(np.sqrt(squares), rel=1e-2)
    assert table.weights[["drop", "flat"]].isna().all()


def test_of_activations():
    """Softmax with cross-entropy: the gradient of the sums is (p - one hot) / batch; through a Dense its transpose.

    Keras divides probabilities by their sum before it takes the logarithm, hence the 1 in the last.
    """
    keras.utils.set_random_seed(0)
    net = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(4, name="hidden"),
            layers.Dense(3, name="sums"),
            layers.Activation("softmax", name="softmax"),
        ]
    )
    x, y = np.random.default_rng(0).normal(size=(6, 5)).astype("float32"), np.array([0, 1, 2, 2, 1, 0])
    table = measure.gradient_norms(net, x, y).set_index("layer")
    p = net.predict_on_batch(x)
    wrong = (p - np.eye(3)[y]) / 6
    assert table.activations["sums"] == pytest.approx(np.linalg.norm(wrong), rel=1e-4)
    kernel = net.get_layer("sums").get_weights()[0]
    assert table.activations["hidden"] == pytest.approx(np.linalg.norm(wrong @ kernel.T), rel=1e-4)
    assert table.activations["softmax"] == pytest.approx(np.linalg.norm((1 - np.eye(3)[y] / p) / 6), rel=1e-4)


def test_training_is_passed_on_and_nothing_changes():
    net, (x, y) = small_net(), data()
    before = [w.copy() for w in net.get_weights()]
    calm = measure.gradient_norms(net, x, y)
    assert calm.equals(measure.gradient_norms(net, x, y))
    assert not np.isclose(measure.gradient_norms(net, x, y, training=True).weights[0], calm.weights[0], rtol=1e-3)
    assert all((a == b).all() for a, b in zip(before, net.get_weights(), strict=True))


def test_several_inputs_and_another_loss():
    a, b = keras.Input((2,)), keras.Input((3,), dtype="int32")
    x = layers.Concatenate(name="both")([a, layers.Flatten()(layers.Embedding(5, 2, name="words")(b))])
    net = keras.Model([a, b], layers.Dense(1, use_bias=False, name="out")(x))
    inputs = [np.ones((2, 2), "float32"), np.zeros((2, 3), int)]
    table = measure.gradient_norms(net, inputs, np.zeros((2, 1), "float32"), "mean_squared_error").set_index("layer")
    (kernel,) = net.get_layer("out").get_weights()
    (table_of_words,) = net.get_layer("words").get_weights()
    row = np.concatenate([[1, 1], np.tile(table_of_words[0], 3)])
    error = 2 * float(row @ kernel[:, 0])  # of the mean of two equal squares
    assert table.weights["out"] == pytest.approx(abs(error) * np.linalg.norm(row), rel=1e-4)
    assert table.activations["both"] == pytest.approx(abs(error) / 2 * np.sqrt(2) * np.linalg.norm(kernel), rel=1e-4)


def test_a_layer_called_twice_has_both_its_outputs():
    image, twice = keras.Input((3,)), layers.Activation("linear", name="twice")
    net = keras.Model(image, layers.Activation("linear", name="once")(twice(twice(image))))
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    table = measure.gradient_norms(net, x, 0 * x, "mse").set_index("layer")
    assert table.activations["twice"] == pytest.approx(np.sqrt(2) * table.activations["once"], rel=1e-5)


def test_errors():
    image = keras.Input((2,))
    two = keras.Model(image, [layers.Dense(1)(image), layers.Dense(1)(image)])
    with pytest.raises(ValueError, match="has 2 outputs"):
        measure.gradient_norms(two, np.ones((1, 2)), np.ones(1))
    open_size = keras.Sequential([keras.Input((None, 1)), layers.Conv1D(1, 3), layers.GlobalMaxPooling1D()])
    with pytest.raises(ValueError, match="fixed input_shape"):
        measure.gradient_norms(open_size, np.ones((1, 5, 1)), np.ones(1), "mse")
