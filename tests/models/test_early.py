"""The first networks against the figures of their papers."""

import keras
import numpy as np
import pytest

from course import measure, models


def shapes(net):
    return {layer.name: layer.output.shape[1:] for layer in net.layers}


def test_perceptron_is_one_unit():
    net = models.perceptron((3,))
    net.set_weights([np.array([[1.0], [-2.0], [0.5]]), np.array([0.25])])
    x = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    wanted = 1 / (1 + np.exp(-(x @ [[1.0], [-2.0], [0.5]] + 0.25)))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(net(x)), wanted, rtol=1e-5)
    assert measure.parameters(models.perceptron()) == 3 and net.name == "perceptron"
    np.testing.assert_allclose(
        keras.ops.convert_to_numpy(models.perceptron((3,), classifier_activation=None, name="sum")(x * 0)), 0
    )


@pytest.mark.parametrize("shape", [(), (2, 2), (0,), (None,), 3])
def test_perceptron_takes_vectors(shape):
    with pytest.raises(ValueError, match=r"must be \(features,\), at least one"):
        models.perceptron(shape)


def test_neocognitron_has_the_sizes_of_its_paper():
    """Fukushima 1980, section 5: 16 x 16, then 24 planes of 16, 10, 8, 6, 2 and 1 cells."""
    found = shapes(models.neocognitron())
    sizes = {"image": 16, "s1": 16, "c1": 10, "s2": 8, "c2": 6, "s3": 2, "c3": 1}
    assert {name: found[name] for name in sizes} == {n: (s, s, 1 if n == "image" else 24) for n, s in sizes.items()}


def test_neocognitron_forgives_a_shift():
    """Blurred features of a stroke move less than the stroke: the first C-layer differs less than the first S-layer."""
    net = models.neocognitron()
    for layer in net.layers:
        layer.set_weights([np.random.default_rng(0).normal(size=w.shape) * 0.2 for w in layer.weights])
    stroke = np.zeros((2, 16, 16, 1), "float32")
    stroke[0, 4:12, 7], stroke[1, 4:12, 8] = 1, 1
    cells = keras.Model(net.input, [net.get_layer("s1").output, net.get_layer("c1").output])
    s, c = (keras.ops.convert_to_numpy(y) for y in cells(stroke))
    change = [np.linalg.norm(y[0] - y[1]) / np.linalg.norm(y[0]) for y in (s, c)]
    assert change[1] < change[0] / 2


def test_convnet1990_has_the_figures_of_its_paper():
    """LeCun et al. 1990, section 3: 4,635 units, 98,442 connections, 2,578 independent parameters."""
    net = models.convnet1990()
    found = shapes(net)
    sizes = {"h1": (24, 24, 4), "h2": (12, 12, 4), "h3": (8, 8, 12), "h4": (4, 4, 12), "predictions": (10,)}
    assert {name: found[name] for name in sizes} == sizes
    units = 28 * 28 + sum(np.prod(size) for size in sizes.values()) + 1  # the one that is always on feeds the biases
    assert units == 4635

    counts = {layer.name: layer.count_params() for layer in net.layers if layer.weights}
    assert counts == {"h1": 4 * 26, "h2": 4 * 2, "h3": 20 * 25 + 12, "h4": 12 * 2, "predictions": 193 * 10}
    assert measure.parameters(net) == 2578
    shared = {"h1": 26, "h2": 5, "h4": 5, "predictions": 193}  # inputs of a unit, with the bias
    connections = sum(np.prod(sizes[name]) * inputs for name, inputs in shared.items()) + 8 * 8 * counts["h3"]
    assert connections == 98442


def test_convnet1990_joins_maps_as_its_table_says():
    """Table 1: maps 1, 4, 7 and 10 of H3 read one map of H2, all others two; none from both halves."""
    columns = [set(np.flatnonzero(c)) for c in models.convnet1990().get_layer("h3").connected.T]
    left, right = [{0}, {0, 1}, {0, 1}, {1}, {0, 1}, {0, 1}], [{2}, {2, 3}, {2, 3}, {3}, {2, 3}, {2, 3}]
    assert columns == left + right


def test_convnet1990_answers_between_its_targets():
    net = models.convnet1990()
    y = keras.ops.convert_to_numpy(net(np.random.default_rng(0).normal(size=(4, 28, 28, 1)).astype("float32") * 9))
    assert np.abs(y).max() < 1.7160 and y.min() < 0 < y.max()
    y = models.convnet1990(classifier_activation="softmax", classes=3)(np.ones((1, 28, 28, 1), "float32"))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(y).sum(), 1, rtol=1e-5)


def test_convnetjs_layer_by_layer():
    net = models.convnetjs_cifar10()
    counts = {layer.name: layer.count_params() for layer in net.layers if layer.weights}
    assert counts == {"conv1": 16 * 76, "conv2": 20 * 401, "conv3": 20 * 501, "predictions": 10 * 321}
    found = shapes(net)
    assert [found[f"pool{i}"] for i in (1, 2, 3)] == [(16, 16, 16), (8, 8, 20), (4, 4, 20)]


@pytest.mark.parametrize(
    ("build", "smallest"), [(models.neocognitron, 16), (models.convnet1990, 16), (models.convnetjs_cifar10, 8)]
)
def test_images_and_classes(build, smallest):
    assert build((smallest, smallest + 1, 2), classes=3, name="small").output_shape == (None, 3)
    with pytest.raises(ValueError, match=f"at least {smallest} x {smallest} pixels"):
        build((smallest, smallest - 1, 2))
    with pytest.raises(ValueError, match="classes=0: must be a whole number"):
        build(classes=0)
