"""LeNet-5 against its published figure and against NumPy: the same numbers on every backend follow."""

import keras
import numpy as np
import pytest

from course import data, models, scratch, train


def test_counts_of_the_fully_connected_form():
    net = models.lenet5()
    counts = {layer.name: layer.count_params() for layer in net.layers if layer.count_params()}
    # C1, C5 and F6 are the paper's own numbers (156; 48,120; 10,164); C3 without its table has 16*(150+1)
    assert counts == {"c1": 156, "c3": 16 * 151, "c5": 48120, "f6": 10164, "output": 850}
    assert net.count_params() == 61706
    sizes = {layer.name: layer.output.shape[1:] for layer in net.layers}
    assert sizes["c1"] == (28, 28, 6) and sizes["s2"] == (14, 14, 6) and sizes["c3"] == (10, 10, 16)
    assert sizes["s4"] == (5, 5, 16) and sizes["c5"] == (1, 1, 120)


def test_agrees_with_numpy():
    net = models.lenet5()
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=w.shape).astype("float32") / np.sqrt(np.prod(w.shape[:-1])) for w in net.weights]
    net.set_weights(weights)
    x = rng.uniform(size=(3, 32, 32, 1)).astype("float32")

    relu = lambda a: np.maximum(a, 0)  # noqa: E731
    pool = lambda a: a.reshape(len(a), a.shape[1] // 2, 2, a.shape[2] // 2, 2, -1).max(axis=(2, 4))  # noqa: E731
    w = [a.astype(float) for a in weights]
    y = pool(relu(scratch.conv2d(x.astype(float), w[0], w[1])))
    y = pool(relu(scratch.conv2d(y, w[2], w[3])))
    y = relu(scratch.conv2d(y, w[4], w[5])).reshape(3, -1)
    y = np.exp(relu(y @ w[6] + w[7]) @ w[8] + w[9])
    y /= y.sum(axis=1, keepdims=True)
    got = keras.ops.convert_to_numpy(net(x))
    assert np.linalg.norm(got - y) <= 1e-5 * np.linalg.norm(y)


def test_scores_without_softmax():
    probable, scores = models.lenet5(classes=4), models.lenet5(classes=4, classifier_activation=None)
    scores.set_weights(probable.get_weights())
    x = np.random.default_rng(0).uniform(size=(2, 32, 32, 1)).astype("float32")
    got = np.exp(keras.ops.convert_to_numpy(scores(x)))
    assert not np.allclose(got.sum(axis=1), 1)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(probable(x)), got / got.sum(axis=1, keepdims=True), rtol=1e-4)


@pytest.mark.parametrize("arguments", [{"input_shape": (28, 28, 1)}, {"input_shape": (32, 32)}, {"classes": 0}])
def test_bad_arguments_say_what_is_allowed(arguments):
    with pytest.raises(ValueError, match="at least"):
        models.lenet5(**arguments)


def test_learns_the_digits():
    """Over 95 % on held-out digits, as the first notebook promises; another seed than the notebook's."""
    keras.utils.set_random_seed(1)
    history = train.fit(models.lenet5(), data.load("digits"), epochs=12, batch_size=32, learning_rate=2e-3)
    assert history["val_accuracy"][-1] > 0.95
