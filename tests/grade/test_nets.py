"""Keras models between judge and student: the same network on the other side, and nothing but Keras's own layers."""

import json

import keras
import numpy as np
import pytest
from keras import layers, ops

from course.grade import nets

SHAPE = (8, 8, 3)


def classic():
    x = image = keras.Input(SHAPE)
    x = layers.Conv2D(4, 3, padding="same", activation="relu", kernel_initializer="he_normal", kernel_regularizer="l2")(
        x
    )
    x = layers.BatchNormalization()(x)
    x = layers.Add()([x, layers.SeparableConv2D(4, 3, padding="same")(x)])
    x = layers.ReLU(6)(layers.DepthwiseConv2D(3, strides=2)(x))
    x = layers.Dropout(0.5)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(image, layers.Dense(3, activation=keras.activations.softmax)(x))


def by_operations():
    image = keras.Input(SHAPE)
    a, b = layers.Conv2D(2, 1)(image), layers.Conv2D(2, 1)(image)
    return keras.Model(image, ops.relu(ops.concatenate([a + b * 2, a], axis=-1)))


def by_slices():
    image = keras.Input(SHAPE)
    x = layers.Conv2D(2, 1)(image)
    return keras.Model(image, x[:, :4, ::2] + x[:, 4:, 1::2] + x[..., 1:][:, 2:6, :4])


def shared():
    image, layer = keras.Input(SHAPE), layers.Conv2D(3, 1)
    return keras.Model(image, layer(layer(image)))


def in_a_row():
    return keras.Sequential([keras.Input(SHAPE), layers.Flatten(), layers.Dense(2)])


def compiled():
    net = in_a_row()
    net.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
    around = keras.Sequential([keras.Input(SHAPE), net, layers.Dense(1)])
    around.compile("adam", "mse")
    return around


def frozen_inside():
    inner = keras.Sequential([keras.Input(SHAPE), layers.Conv2D(2, 1), layers.BatchNormalization()])
    inner.trainable = False
    image = keras.Input(SHAPE)
    return keras.Model(image, layers.Dense(2)(layers.Flatten()(inner(image))))


def partly_frozen():
    net = classic()
    net.layers[1].trainable = net.layers[2].trainable = False
    return net


@pytest.mark.parametrize(
    "make", [classic, by_operations, by_slices, shared, in_a_row, compiled, frozen_inside, partly_frozen]
)
def test_the_same_network_comes_out(make):
    net = make()
    again = nets.put_together(*nets.taken_apart(net))
    x = np.random.default_rng(0).normal(size=(2, *SHAPE)).astype("float32")
    np.testing.assert_allclose(*(ops.convert_to_numpy(each(x, training=False)) for each in (net, again)), atol=1e-6)
    assert [type(layer) for layer in again.layers] == [type(layer) for layer in net.layers]
    assert [layer.trainable for layer in again.layers] == [layer.trainable for layer in net.layers]
    assert len(again.trainable_weights) == len(net.trainable_weights)


def lambda_layer():
    image = keras.Input(SHAPE)
    return keras.Model(image, layers.Lambda(lambda x: x * 2)(image))


class Own(layers.Layer):
    def call(self, x):
        return x


def own_layer():
    image = keras.Input(SHAPE)
    return keras.Model(image, Own()(image))


class OwnModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(1)

    def call(self, x):
        return self.dense(x)


def own_model():
    net = OwnModel()
    net(np.ones((1, 2), "float32"))
    return net


def own_activation():
    image = keras.Input(SHAPE)
    return keras.Model(image, layers.Conv2D(1, 1, activation=lambda x: x * 2)(image))


def unbuilt():
    return keras.Sequential([layers.Dense(2)])


@pytest.mark.parametrize("make", [lambda_layer, own_layer, own_model, own_activation, unbuilt])
def test_code_of_ones_own_does_not_cross(make):
    with pytest.raises(nets.NoModel):
        nets.put_together(*nets.taken_apart(make()))


def edited(change):
    text, weights = nets.taken_apart(in_a_row())
    tree = json.loads(text)
    change(tree)
    return json.dumps(tree), weights


FORGED = {
    "another module": lambda tree: tree["model"].update(module="os", class_name="system"),
    "a module of Keras that loads": lambda tree: tree["model"].update(
        module="keras.src.saving", class_name="load_model"
    ),
    "a function": lambda tree: tree["model"]["config"]["layers"][2]["config"].update(
        activation={"class_name": "function", "module": "builtins", "config": "eval", "registered_name": "function"}
    ),
    "a lambda": lambda tree: tree["model"]["config"]["layers"][2]["config"].update(
        activation={"class_name": "__lambda__", "config": {"value": "4wEA"}}
    ),
    "a registered name of one's own": lambda tree: tree["model"]["config"]["layers"][2].update(
        registered_name="mine>X"
    ),
    "a dotted name": lambda tree: tree["model"]["config"]["layers"][2].update(
        module="keras", class_name="layers.Dense"
    ),
    "no model": lambda tree: tree.update(model=3),
    "a flag too few": lambda tree: tree["trainable"].pop(),
    "deep": lambda tree: tree["model"].update(extra=json.loads("[" * 100 + "]" * 100)),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_forged_configuration_is_refused(change):
    with pytest.raises(nets.NoModel):
        nets.put_together(*edited(change))


def test_what_is_too_large_is_refused(monkeypatch):
    text, weights = nets.taken_apart(in_a_row())
    with pytest.raises(nets.NoModel, match="cannot be built again"):
        nets.put_together(text, weights[:1])
    monkeypatch.setattr(nets, "WEIGHTS", 100)
    with pytest.raises(nets.NoModel, match="386 parameters"):
        nets.put_together(text, weights)
    monkeypatch.setattr(nets, "SIZE", 100)
    with pytest.raises(nets.NoModel, match="characters"):
        nets.put_together(text, weights)


def test_a_model_is_known_as_one():
    assert nets.is_model(in_a_row()) and nets.is_model(own_model())
    assert not any(map(nets.is_model, (layers.Dense(1), np.ones(1), "model", None, keras.Model)))
