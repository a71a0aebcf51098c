"""conv_bn_relu against NumPy: the same numbers on every backend follow."""

import keras
import numpy as np
import pytest

from course import blocks, scratch


@pytest.mark.parametrize(("kernel_size", "strides", "groups"), [(3, 1, 1), (7, 2, 1), (1, 2, 1), (3, 2, 2), (5, 1, 4)])
def test_agrees_with_numpy(kernel_size, strides, groups):
    image = keras.Input((9, 8, 4))
    model = keras.Model(image, blocks.conv_bn_relu(image, 8, kernel_size, strides, groups=groups, name="block"))
    rng = np.random.default_rng(0)
    w = rng.normal(size=(kernel_size, kernel_size, 4 // groups, 8)).astype("float32")
    gamma, beta, mean, variance = rng.uniform(0.5, 2, size=(4, 8)).astype("float32")
    model.set_weights([w, gamma, beta, mean, variance])
    x = rng.normal(size=(2, 9, 8, 4)).astype("float32")

    y = scratch.conv2d(x.astype(float), w, stride=strides, padding=kernel_size // 2, groups=groups)
    y = np.maximum(gamma * (y - mean) / np.sqrt(variance + 1e-5) + beta, 0)
    got = keras.ops.convert_to_numpy(model(x, training=False))
    assert np.linalg.norm(got - y) <= 1e-5 * np.linalg.norm(y)


def test_layers_are_named_by_their_place_and_have_no_bias():
    image = keras.Input((9, 9, 4))
    model = keras.Model(image, blocks.conv_bn_relu(image, 8, 3, strides=2, name="stem"))
    assert [layer.name for layer in model.layers[1:]] == ["stem_conv_pad", "stem_conv", "stem_bn", "stem_relu"]
    assert model.get_layer("stem_conv").bias is None
    assert model.count_params() == 3 * 3 * 4 * 8 + 4 * 8


def test_moving_averages_arrive_in_short_experiments():
    image = keras.Input((9, 9, 4))
    model = keras.Model(image, blocks.conv_bn_relu(image, 8, 3, name="stem"))
    x = np.random.default_rng(0).normal(3, 1, size=(16, 9, 9, 4)).astype("float32")
    for _ in range(30):
        model(x, training=True)
    # 1 - 0.9^30 = 0.96 of the way; with Keras's own momentum of 0.99 it would be 0.26
    moved = keras.ops.convert_to_numpy(model.get_layer("stem_bn").moving_mean)
    batch = keras.ops.convert_to_numpy(model.get_layer("stem_conv")(x)).mean(axis=(0, 1, 2))
    np.testing.assert_allclose(moved, (1 - 0.9**30) * batch, rtol=1e-3)


def test_unnamed_blocks_stand_side_by_side():
    image = keras.Input((None, None, 3))
    x = blocks.conv_bn_relu(blocks.conv_bn_relu(image, 4, 3), 4, 3, strides=2)
    assert keras.Model(image, x).output_shape == (None, None, None, 4)


@pytest.mark.parametrize(
    ("arguments", "groups", "words"), [((8, 4), 1, "kernel_size=4"), ((8, 3), 3, "groups=3"), ((6, 3), 4, "6 filters")]
)
def test_bad_arguments_say_so(arguments, groups, words):
    with pytest.raises(ValueError, match=words):
        blocks.conv_bn_relu(keras.Input((9, 9, 4)), *arguments, groups=groups)
