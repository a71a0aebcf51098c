"""MobileNetV2's block against NumPy."""

import keras
import numpy as np
import pytest
from numpy_net import NumpyNet, no_random_numbers, noise, relu  # noqa: F401

from course import blocks


@pytest.mark.parametrize("size", [(9, 8), (7, 7)])
@pytest.mark.parametrize(
    ("filters", "strides", "expansion", "kernel_size", "added"),
    [(4, 1, 6, 3, True), (5, 1, 6, 3, False), (4, 2, 6, 3, False), (4, 1, 1, 3, True), (6, 2, 3, 5, False)],
)
def test_agrees_with_numpy(size, filters, strides, expansion, kernel_size, added):
    image = keras.Input((*size, 4))
    arguments = {"expansion": expansion, "kernel_size": kernel_size, "name": "block"}
    ours = NumpyNet(keras.Model(image, blocks.inverted_residual(image, filters, strides, **arguments)))
    x = 20 * noise(2, *size, 4)
    y = x.astype(float)
    if expansion > 1:
        y = relu(ours.bn(ours.conv(y, "block_expand_conv"), "block_expand_bn", 1e-3), 6)
        assert y.max() == 6
        assert y.shape[-1] == 4 * expansion
    y = relu(ours.bn(ours.depthwise(y, "block_depthwise", strides), "block_depthwise_bn", 1e-3), 6)
    assert y.max() == 6
    y = ours.bn(ours.conv(y, "block_project_conv"), "block_project_bn", 1e-3)
    assert y.min() < 0, "the projection is linear"
    ours.check(x, x + y if added else y)


def test_blocks_in_the_branch():
    """`before_project` sees the wide maps, `before_add` the narrow ones, and only where there is a shortcut."""
    seen = []

    def note(x, name):
        seen.append((x.shape[-1], name))
        return keras.layers.Identity(name=name)(x)

    image = keras.Input((8, 8, 4))
    blocks.inverted_residual(image, 4, before_project=note, before_add=note, name="a")
    blocks.inverted_residual(image, 6, before_project=note, before_add=note, name="b")
    assert seen == [(24, "a_note"), (4, "a_note"), (24, "b_note")]


def test_same_as_keras():
    from keras.src.applications.mobilenet_v2 import _inverted_res_block as published

    image = keras.Input((9, 6, 8))
    theirs = keras.Model(image, published(image, 6, 2, 1.0, 16, 1))
    ours = keras.Model(image, blocks.inverted_residual(image, 16, 2))
    reference = NumpyNet(theirs)
    ours.set_weights(reference.net.get_weights())
    x = 20 * noise(2, 9, 6, 8)
    y = keras.ops.convert_to_numpy(ours(x))
    reference.check(x, y)
    assert np.linalg.norm(y)
