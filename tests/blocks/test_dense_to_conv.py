"""A classifier made convolutional: the same answer on the old size, and on larger images that of each window."""

import keras
import numpy as np
import pytest
from keras import layers

from course import blocks


def randomised(model):
    rng = np.random.default_rng(0)
    for weight in model.weights:
        value = rng.normal(size=weight.shape) / np.sqrt(np.prod(weight.shape[:-1]))
        weight.assign(np.abs(value) + 0.5 if weight.name == "moving_variance" else value)
    return model


def classifier(head, bias=True):
    """Two strides of 2, 12 x 8 pixels to 3 x 2 maps, then a head."""
    image = keras.Input((12, 8, 2), name="image")
    x = blocks.conv_bn_relu(image, 4, 3, name="stem")
    x = layers.MaxPooling2D(2, name="pool1")(x)
    x = blocks.local_response_norm(x, name="norm")
    x = layers.MaxPooling2D(2, name="pool2")(x)
    if head == "dense":
        x = layers.Flatten(name="flatten")(x)
        x = layers.Dense(6, use_bias=bias, name="fc6")(x)
        x = layers.BatchNormalization(name="bn6")(x)
        x = layers.ReLU(name="relu6")(x)
        x = layers.Dropout(0.5, name="dropout6")(x)
        x = layers.Dense(5, activation="relu", name="fc7")(x)
    else:
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    x = layers.Dense(3, activation="softmax", name="predictions", dtype="float32")(x)
    return randomised(keras.Model(image, x, name="net"))


def call(model, x):
    return model.predict_on_batch(x.astype("float32"))


@pytest.mark.parametrize(("head", "bias"), [("dense", True), ("dense", False), ("average", True)])
def test_same_answers(head, bias):
    model = classifier(head, bias)
    conv = blocks.dense_to_conv(model)
    x = np.random.default_rng(1).normal(size=(3, 12, 8, 2))
    wanted = call(model, x)
    assert wanted.std() > 0.05
    np.testing.assert_allclose(call(conv, x), wanted[:, None, None], rtol=1e-4, atol=1e-6)
    assert conv.name == "net_conv" and conv.get_layer("predictions").output.shape == (None, None, None, 3)
    assert sum(w.size for w in conv.get_weights()) == sum(w.size for w in model.get_weights())


@pytest.mark.parametrize("head", ["dense", "average"])
def test_larger_images_are_seen_window_by_window(head):
    """Far from the border, where the padding of a window does not differ from that of the image."""
    image = keras.Input((8, 8, 1))
    x = layers.Conv2D(3, 1, name="conv")(image)
    x = layers.AveragePooling2D(2, name="pool")(x)
    x = layers.Flatten(name="flat")(x) if head == "dense" else layers.GlobalAveragePooling2D(name="flat")(x)
    model = randomised(keras.Model(image, layers.Dense(2, name="predictions")(x)))
    conv = blocks.dense_to_conv(model, name="wide")
    x = np.random.default_rng(1).normal(size=(1, 12, 14, 1))
    found = call(conv, x)
    assert found.shape == (1, 3, 4, 2) and conv.name == "wide"
    wanted = [[call(model, x[:, i : i + 8, j : j + 8])[0] for j in (0, 2, 4, 6)] for i in (0, 2, 4)]
    np.testing.assert_allclose(found[0], wanted, rtol=1e-4, atol=1e-5)


def test_the_old_network_is_left_alone():
    model = classifier("dense")
    before = [w.copy() for w in model.get_weights()]
    conv = blocks.dense_to_conv(model)
    conv.set_weights([w * 0 for w in conv.get_weights()])
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))
    assert not {id(layer) for layer in model.layers} & {id(layer) for layer in conv.layers}


def test_dtypes_stay():
    conv = blocks.dense_to_conv(build(layers.Flatten(), layers.Dense(3, name="fc", dtype="mixed_bfloat16")))
    assert conv.get_layer("fc").dtype_policy.name == "mixed_bfloat16"


def build(*tail, shape=(8, 8, 2)):
    image = x = keras.Input(shape)
    for layer in tail:
        x = layer(x)
    return keras.Model(image, x, name="net")


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (lambda: build(layers.Conv2D(3, 3, name="last")), "ends in 'last', a Conv2D: after Flatten or GlobalAverage"),
        (lambda: build(layers.Flatten(), layers.Reshape((2, 64), name="r"), layers.Dense(3)), "ends in 'r', a Reshape"),
        (lambda: build(layers.GlobalAveragePooling2D(), layers.Dense(3), shape=(None, None, 2)), "of any size already"),
        (lambda: build(lambda x: [layers.Flatten()(x), layers.Flatten()(x)]), "one input and one output"),
    ],
)
def test_other_networks_are_refused(model, words):
    with pytest.raises(ValueError, match=words):
        blocks.dense_to_conv(model())
