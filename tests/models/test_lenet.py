"""LeNet-5 against its published figure and against NumPy: the same numbers on every backend follow."""

import keras
import numpy as np
import pytest

from course import data, measure, models, scratch, train


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


def test_the_original_has_the_figures_of_its_paper():
    """LeCun et al. 1998, section II.B: trainable parameters and connections of each layer."""
    net = models.lenet5_original()
    counts = {layer.name: layer.count_params() for layer in net.layers if layer.trainable_weights}
    assert counts == {"c1": 156, "s2": 12, "c3": 1516, "s4": 32, "c5": 48120, "f6": 10164}
    assert sum(counts.values()) == measure.parameters(net) == 60000
    sizes = {layer.name: layer.output.shape[1:] for layer in net.layers}
    assert sizes["s2"] == (14, 14, 6) and sizes["c3"] == (10, 10, 16) and sizes["s4"] == (5, 5, 16)
    connections = {name: counts[name] * np.prod(sizes[name][:2]) for name in ("c1", "c3", "c5")}
    connections |= {name: 5 * np.prod(sizes[name]) for name in ("s2", "s4")}
    assert connections == {"c1": 122304, "s2": 5880, "c3": 151600, "s4": 2000, "c5": 48120}
    rest = counts["f6"] + 10 * 84  # each joined once
    assert sum(connections.values()) + rest == 340908


def test_the_original_joins_maps_as_its_table_says():
    """Table I: six maps of three neighbours, six of four, three of two and two, one of all."""
    columns = [set(np.flatnonzero(c)) for c in models.lenet5_original().get_layer("c3").connected.T]
    neighbours = [{(i + j) % 6 for j in range(n)} for n in (3, 4) for i in range(6)]
    assert columns == [*neighbours, {0, 1, 3, 4}, {1, 2, 4, 5}, {0, 2, 3, 5}, set(range(6))]


def test_the_original_measures_distances_to_pictures():
    net, probable = models.lenet5_original(), models.lenet5_original(classifier_activation="softmax", name="p")
    probable.set_weights(net.get_weights())
    x = np.random.default_rng(0).uniform(size=(3, 32, 32, 1)).astype("float32")
    distances = keras.ops.convert_to_numpy(net(x))
    f6 = keras.ops.convert_to_numpy(keras.Model(net.input, net.get_layer("f6").output)(x))
    codes = np.array(net.get_layer("output").codes)
    np.testing.assert_allclose(distances, ((f6[:, None] - codes) ** 2).sum(axis=2), rtol=1e-4)
    odds = np.exp(distances.min() - distances)
    wanted = odds / odds.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(probable(x)), wanted, rtol=1e-3)


def test_pictures_of_digits_are_ten_that_differ():
    codes = np.array(models.lenet5_original(classes=10).get_layer("output").codes)
    assert codes.shape == (10, 7 * 12) and (np.abs(codes) == 1).all()
    differ = (codes[:, None] != codes).sum(axis=2)
    assert (differ + 84 * np.eye(10)).min() >= 8
    # eight and zero are symmetric, seven begins with a full line
    assert all((codes[i].reshape(12, 7) == codes[i].reshape(12, 7)[:, ::-1]).all() for i in (0, 8))
    assert (codes[7][:7] == 1).all() and models.lenet5_original(classes=3).output_shape == (None, 3)


def test_the_original_ends_as_asked():
    assert models.lenet5_original(include_top=False).output_shape == (None, 5, 5, 16)
    with pytest.raises(ValueError, match="classes=11: must be at most 10"):
        models.lenet5_original(classes=11)
    with pytest.raises(ValueError, match="at least 32 x 32"):
        models.lenet5_original((28, 28, 1))
    with pytest.raises(ValueError, match="classes=0"):
        models.lenet5_original(classes=0)


def test_learns_the_digits():
    """Over 95 % on held-out digits, as the first notebook promises; another seed than the notebook's."""
    keras.utils.set_random_seed(1)
    history = train.fit(models.lenet5(), data.load("digits"), epochs=12, batch_size=32, learning_rate=2e-3)
    assert history["val_accuracy"][-1] > 0.95
