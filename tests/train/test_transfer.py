"""Layers of one network as the start of another."""

import keras
import numpy as np
import pytest
from keras import layers

from course import blocks, train

RNG = np.random.default_rng(0)


def network(seed, classes=3, branch=False):
    """Two convolutions with normalisation, and a head; with `branch` the first goes around the second."""
    rng = np.random.default_rng(seed)
    image = keras.Input((6, 6, 1), name="image")
    first = x = blocks.conv_bn_relu(image, 2, 3, name="conv1")
    x = blocks.conv_bn_relu(x, 2, 3, name="conv2")
    if branch:
        x = layers.Add(name="sum")([x, first])
    x = layers.GlobalAveragePooling2D(name="avg")(x)
    net = keras.Model(image, layers.Dense(classes, activation="softmax", name="out")(x), name=f"net{seed}")
    net.set_weights([rng.uniform(0.5, 1, w.shape) for w in net.get_weights()])
    return net


def weights(net):
    return {layer.name: layer.get_weights() for layer in net.layers if layer.weights}


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("last", "taken"),
    [("conv1_relu", ("conv1_conv", "conv1_bn")), ("avg", ("conv1_conv", "conv1_bn", "conv2_conv", "conv2_bn"))],
)
@pytest.mark.parametrize("freeze", [True, False])
def test_the_layers_up_to_the_last_one_are_taken_over(last, taken, freeze):
    source, target = network(1, classes=5), network(2)
    before = weights(target)
    assert train.transfer(source, target, last, freeze=freeze) is target
    for name, values in weights(target).items():
        assert same(values, weights(source)[name] if name in taken else before[name]), name
        assert target.get_layer(name).trainable is not (freeze and name in taken), name
    assert all(layer.trainable for layer in source.layers)


def test_both_ways_of_a_fork_are_taken_over():
    source, target = network(1, branch=True), network(2, branch=True)
    train.transfer(source, target, "sum")
    assert all(same(weights(target)[name], weights(source)[name]) for name in weights(target) if name != "out")


def test_frozen_layers_stay_as_they_are_and_the_others_learn():
    """The same as an optimiser that sees the head alone, on features of a network that only predicts."""
    source, target = network(1, classes=5), train.transfer(network(1, classes=5), network(2), "avg", freeze=True)
    head, x, y = target.get_layer("out"), RNG.random((8, 6, 6, 1), "float32"), np.arange(8) % 3
    features = keras.Model(source.input, source.get_layer("avg").output).predict_on_batch(x)
    kernel, bias = head.get_weights()
    target.compile(keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy")
    target.train_on_batch(x, y)

    scores = np.exp(features @ kernel + bias)
    slope = (scores / scores.sum(axis=1, keepdims=True) - np.eye(3)[y]) / len(x)
    found = weights(target)
    np.testing.assert_allclose(found["out"][0], kernel - 0.5 * features.T @ slope, atol=1e-5)
    np.testing.assert_allclose(found["out"][1], bias - 0.5 * slope.sum(axis=0), atol=1e-5)
    assert all(same(values, weights(source)[name]) for name, values in found.items() if name != "out")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"last": "conv2_rel"}, "net2 has no such layer: did you mean 'conv2_relu'"),
        ({"last": "sum"}, "no such layer"),
        ({"last": "out"}, r"layer 'out' has weights \[\(2, 3\), \(3,\)\] in net2, \[\(2, 5\), \(5,\)\] in net1"),
        ({"source": keras.Sequential([keras.Input((6, 6, 1)), layers.Flatten()], name="other")}, "None in other"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changed(change, words):
    source, target = network(1, classes=5), network(2)
    before = target.get_weights()
    with pytest.raises(ValueError, match=words):
        train.transfer(**{"source": source, "target": target, "last": "avg", "freeze": True} | change)
    assert same(before, target.get_weights()) and all(layer.trainable for layer in target.layers)


@pytest.mark.parametrize("which", ["source", "target"])
def test_layers_within_a_model_of_their_own_are_refused(which):
    plain, base = network(1), network(2)
    nested = keras.Sequential([base, layers.Dense(3)], name="nested")
    nets = {"source": plain, "target": plain} | {which: nested}
    with pytest.raises(ValueError, match=f"{which} 'nested' holds layers in a model of its own, 'net2'"):
        train.transfer(**nets, last="net2" if which == "target" else "avg")
    train.transfer(plain, nested.get_layer("net2"), "avg")
    assert same(weights(base)["conv1_conv"], weights(plain)["conv1_conv"])
    shifts = keras.Sequential([keras.Input((6, 6, 1)), layers.RandomTranslation(0.1, 0.1)], name="shifts")
    image = keras.Input((6, 6, 1))
    before = keras.Model(image, layers.Conv2D(2, 3, name="conv1_conv", use_bias=False, padding="same")(shifts(image)))
    train.transfer(before, before, "conv1_conv")  # a model without weights is no trouble
