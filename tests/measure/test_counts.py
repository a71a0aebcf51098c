"""Counts against what Keras's own networks are published with, and against counting by hand."""

import keras
import pytest
from keras import layers

from course import measure


def test_counts_of_published_networks():
    net = keras.applications.MobileNet(weights=None)
    assert measure.parameters(net) == 4_231_976  # Keras: "Trainable params"
    assert measure.macs(net) == 568_740_352  # Howard et al. 2017, Table 4: 569 million


@pytest.mark.parametrize(
    ("layer", "shape", "macs"),
    [
        (layers.Conv2D(8, (3, 5), 2, groups=2), (9, 9, 4), 3 * 5 * 2 * 8 * 4 * 3),
        (layers.Conv2DTranspose(8, 3, 2), (5, 4, 6), 3 * 3 * 6 * 8 * 5 * 4),
        (layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same"), (5, 4, 6), 9 * 12 * 20),
        (layers.SeparableConv2D(7, 3, padding="same"), (5, 4, 6), (9 * 6 + 6 * 7) * 20),
        (layers.Conv1D(8, 3), (10, 4), 3 * 4 * 8 * 8),
        (layers.Dense(3), (5, 4), 5 * 4 * 3),
        (layers.LSTM(3), (6, 2), 6 * 4 * 3 * (2 + 3)),
        (layers.BatchNormalization(), (6, 2), 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, layers.Layer) else None,
)
def test_layers_by_hand(layer, shape, macs):
    assert measure.macs(keras.Sequential([keras.Input(shape), layer])) == macs


def test_an_open_size_and_an_unknown_layer_are_said():
    with pytest.raises(ValueError, match="fixed input_shape"):
        measure.macs(keras.Sequential([keras.Input((None, 8, 3)), layers.Conv2D(4, 3)]))
    with pytest.raises(ValueError, match="'gru': the multiply-adds of GRU are unknown"):
        measure.macs(keras.Sequential([keras.Input((4, 3)), layers.GRU(4, name="gru")]))
