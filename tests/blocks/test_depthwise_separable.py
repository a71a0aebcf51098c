"""MobileNet's block against NumPy, and what the deck says of its cost."""

import keras
import pytest
from numpy_net import NumpyNet, no_random_numbers, noise, relu  # noqa: F401

from course import blocks, measure


@pytest.mark.parametrize(("size", "strides"), [((9, 8), 1), ((9, 8), 2), ((8, 5), 2)])
def test_agrees_with_numpy(size, strides):
    image = keras.Input((*size, 4))
    ours = NumpyNet(keras.Model(image, blocks.depthwise_separable(image, 6, strides, name="block")))
    ours.net.get_layer("block_pointwise_bn").gamma.assign([9.0] * 6)  # so that both ends of the ReLUs are reached
    x = 9 * noise(2, *size, 4)
    pads = [(1, 1), (1, 1)] if strides == 1 else [(0, 1), (0, 1)]
    y = ours.depthwise(x.astype(float), "block_depthwise", strides, pads)
    y = relu(ours.bn(y, "block_depthwise_bn", 1e-3), 6)
    assert (y.min(), y.max()) == (0, 6)
    y = relu(ours.bn(ours.conv(y, "block_pointwise_conv"), "block_pointwise_bn", 1e-3), 6)
    assert (y.min(), y.max()) == (0, 6)
    ours.check(x, y)


@pytest.mark.parametrize(("c", "pixels"), [(32, 14), (512, 7)])
def test_cost_and_speedup_of_the_deck(c, pixels):
    image = keras.Input((pixels, pixels, c))
    parts = keras.Model(image, blocks.depthwise_separable(image, c))
    whole = keras.Model(image, blocks.conv(image, c, 3))
    assert measure.macs(parts) == (9 * c + c**2) * pixels**2
    assert measure.macs(whole) == 9 * c**2 * pixels**2
    assert round(measure.macs(whole) / measure.macs(parts), 2) == {32: 7.02, 512: 8.84}[c] == round(9 * c / (9 + c), 2)


def test_weights_of_the_deck():
    """Depthwise: Cout x 1 x K x K, with several filters for each channel too; grouped: 1/G of the operations."""
    image = keras.Input((8, 8, 6))
    for multiplier in (1, 2):
        net = keras.Model(image, blocks.depthwise_conv(image, 3, depth_multiplier=multiplier))
        assert net.output_shape[-1] == 6 * multiplier
        assert measure.parameters(net) == 6 * multiplier * 1 * 3 * 3
    one, three = (measure.macs(keras.Model(image, blocks.conv(image, 12, 3, groups=g))) for g in (1, 3))
    assert one == 3 * three == 12 * 6 * 3**2 * 8 * 8


def test_layers_are_named_by_their_place():
    image = keras.Input((8, 8, 4))
    net = keras.Model(image, blocks.depthwise_separable(image, 4, 2, name="stage1_1"))
    assert [layer.name.removeprefix("stage1_1_") for layer in net.layers[1:]] == [
        "depthwise_pad", "depthwise", "depthwise_bn", "depthwise_relu6",
        "pointwise_conv", "pointwise_bn", "pointwise_relu6",
    ]  # fmt: skip


def test_other_strides_are_refused():
    with pytest.raises(ValueError, match="strides=3: must be 1 or 2"):
        blocks.depthwise_separable(keras.Input((9, 9, 2)), 4, 3)
