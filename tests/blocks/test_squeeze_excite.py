"""Squeeze and excitation against NumPy, with the paper's dense layers and with EfficientNet's."""

import numpy as np
import pytest
import reference as ref

from course import blocks, measure

ACTIVATIONS = {"relu": ref.relu, "swish": lambda x: x / (1 + np.exp(-x))}


@pytest.mark.parametrize("use_bias", [False, True])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_against_numpy(activation, use_bias):
    model = ref.built(blocks.squeeze_excite, units=3, activation=activation, use_bias=use_bias)
    x, w = ref.maps(model), ref.weights(model)
    z = x.mean(axis=(1, 2), keepdims=True)
    z = ACTIVATIONS[activation](ref.conv(z, w, "b_reduce"))
    z = 1 / (1 + np.exp(-ref.conv(z, w, "b_excite")))
    ref.assert_near(model, x, x * z)
    assert z.shape == (2, 1, 1, 4) and len(w["b_reduce"]) == len(w["b_excite"]) == 1 + use_bias


def test_a_sixteenth_of_the_channels_by_default():
    model = ref.built(blocks.squeeze_excite, (None, None, 64))
    assert model.get_layer("b_reduce").filters == 4
    assert measure.parameters(model) == 2 * 64**2 // 16
    assert measure.parameters(ref.built(blocks.squeeze_excite, (4, 4, 8))) == 2 * 8


def test_layers_say_where_they_stand():
    model = ref.built(blocks.squeeze_excite)
    assert [layer.name for layer in model.layers[1:]] == ["b_squeeze", "b_reduce", "b_excite", "b_scale"]


def test_no_units_are_refused():
    with pytest.raises(ValueError, match="units=0: must be at least 1"):
        ref.built(blocks.squeeze_excite, units=0)
