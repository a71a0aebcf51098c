"""Steps of the U-Net against NumPy."""

import keras
import numpy as np
import pytest
from keras import ops

from course import blocks, scratch


def randomised(net, seed=0):
    rng = np.random.default_rng(seed)
    net.set_weights([rng.normal(size=w.shape).astype("float32") / 3 for w in net.weights])
    return net


def close(found, wanted):
    found = ops.convert_to_numpy(found)
    assert found.shape == wanted.shape
    return np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)


def convs(x, weights, padding):
    for w, b in (weights[:2], weights[2:]):
        x = np.maximum(scratch.conv2d(x, w, b, padding=int(padding == "same")), 0)
    return x


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_down(padding):
    image = keras.Input((14, 12, 2))
    net = randomised(keras.Model(image, blocks.unet_down(image, 3, padding=padding, name="down2")))
    x = np.random.default_rng(1).normal(size=(2, 14, 12, 2)).astype("float32")
    pooled = x.astype(float).reshape(2, 7, 2, 6, 2, 2).max(axis=(2, 4))
    assert close(net(x), convs(pooled, net.get_weights(), padding))
    assert [layer.name for layer in net.layers[1:]] == ["down2_pool", "down2_conv1", "down2_conv2"]


@pytest.mark.parametrize("open_size", [False, True])
@pytest.mark.parametrize(("padding", "size"), [("valid", (16, 14)), ("same", (10, 8))])
def test_up(padding, size, open_size):
    below, beside = (keras.Input((None, None, c) if open_size else (*s, c)) for s, c in [((5, 4), 4), (size, 2)])
    net = randomised(keras.Model([below, beside], blocks.unet_up(below, beside, 3, padding=padding, name="up1")))
    rng = np.random.default_rng(1)
    x, skip = rng.normal(size=(2, 5, 4, 4)).astype("float32"), rng.normal(size=(2, *size, 2)).astype("float32")

    w, b, *rest = net.get_weights()
    large = np.zeros((2, 10, 8, 3))
    for i, j in np.ndindex(2, 2):
        large[:, i::2, j::2] = x @ w[i, j].T.astype(float) + b
    top, left = (size[0] - 10) // 2, (size[1] - 8) // 2
    y = np.concatenate([skip[:, top : top + 10, left : left + 8], large], axis=-1)
    assert close(net([x, skip]), convs(y, rest, padding))


def test_bad_arguments_say_so():
    image = keras.Input((8, 8, 2))
    with pytest.raises(ValueError, match="padding='full'"):
        blocks.unet_convs(image, 4, padding="full")
    with pytest.raises(ValueError, match="cannot cut 16 x 16"):
        blocks.unet_up(image, image, 4)
