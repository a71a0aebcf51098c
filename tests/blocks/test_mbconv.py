"""EfficientNet's block against NumPy, and its stochastic depth."""

import keras
import numpy as np
import pytest
from numpy_net import NumpyNet, no_random_numbers, noise, swish  # noqa: F401

from course import blocks


@pytest.mark.parametrize("size", [(9, 8), (7, 7)])
@pytest.mark.parametrize(
    ("filters", "strides", "expansion", "kernel_size"), [(8, 1, 6, 3), (8, 1, 1, 3), (8, 2, 6, 5), (12, 1, 4, 5)]
)
def test_agrees_with_numpy(size, filters, strides, expansion, kernel_size):
    image = keras.Input((*size, 8))
    arguments = {"expansion": expansion, "kernel_size": kernel_size, "drop_path": 0.5, "name": "block"}
    ours = NumpyNet(keras.Model(image, blocks.mbconv(image, filters, strides, **arguments)))
    x = noise(2, *size, 8)
    y = x.astype(float)
    if expansion > 1:
        y = swish(ours.bn(ours.conv(y, "block_expand_conv"), "block_expand_bn", 1e-3))
    y = swish(ours.bn(ours.depthwise(y, "block_depthwise", strides), "block_depthwise_bn", 1e-3))
    weight = swish(ours.conv(y.mean(axis=(1, 2), keepdims=True), "block_excite_reduce"))
    assert weight.shape == (2, 1, 1, 2), "a quarter of the channels that enter"
    y = y / (1 + np.exp(-ours.conv(weight, "block_excite_excite")))
    y = ours.bn(ours.conv(y, "block_project_conv"), "block_project_bn", 1e-3)
    ours.check(x, x + y if (filters, strides) == (8, 1) else y)


def test_stochastic_depth_drops_the_whole_branch_of_an_example():
    image = keras.Input((4, 4, 8))
    net = NumpyNet(keras.Model(image, blocks.mbconv(image, 8, drop_path=0.25, name="block"))).net
    dropped = keras.Model(image, net.get_layer("block_survive").output)
    x = noise(400, 4, 4, 8)
    keras.utils.set_random_seed(0)
    y = keras.ops.convert_to_numpy(dropped(x, training=True)).reshape(400, -1)
    gone = ~y.any(axis=1)
    assert np.all(y[~gone].astype(bool).mean(axis=1) > 0.9), "part of a branch was dropped"
    assert abs(gone.mean() - 0.25) < 0.1


def test_nothing_is_dropped_without_a_shortcut():
    image = keras.Input((4, 4, 8))
    for arguments in ({"filters": 8, "strides": 2}, {"filters": 6}):
        net = keras.Model(image, blocks.mbconv(image, drop_path=0.25, **arguments))
        assert not any(isinstance(layer, keras.layers.Dropout | keras.layers.Add) for layer in net.layers)
