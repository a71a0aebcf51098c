"""Shortcuts: option A against NumPy, and what each option costs."""

import keras
import numpy as np
import pytest
import reference as ref

from course import blocks, measure


@pytest.mark.parametrize(("shape", "filters", "strides"), [((7, 5, 3), 8, 2), ((6, 6, 4), 4, 3), ((5, 5, 2), 5, 1)])
def test_option_a_takes_every_other_pixel_and_appends_zeros(shape, filters, strides):
    model = ref.built(blocks.shortcut_to, shape, filters=filters, strides=strides, option="A")
    x = ref.maps(model)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(model(x)), ref.option_a(x, filters, strides))
    assert not model.weights


@pytest.mark.parametrize(("filters", "strides"), [(4, 1), (4, 2), (6, 1), (6, 2)])
def test_projections_against_numpy(filters, strides):
    for option in "BC":
        model = ref.built(blocks.shortcut_to, filters=filters, strides=strides, option=option)
        x, w = ref.maps(model), ref.weights(model)
        identity = option == "B" and (filters, strides) == (4, 1)
        ref.assert_near(model, x, x if identity else ref.conv_bn(x, w, "b", strides))
        assert measure.parameters(model) == (0 if identity else 4 * filters + 2 * filters)


def test_pad_channels_works_for_any_rank_and_survives_its_config():
    layer = blocks.PadChannels(5, name="pad")
    again = blocks.PadChannels.from_config(layer.get_config())
    assert (again.filters, again.name) == (5, "pad")
    for shape in ((2, 3), (2, 4, 3), (2, 4, 4, 3)):
        x = np.ones(shape, "float32")
        y = keras.ops.convert_to_numpy(blocks.PadChannels(5)(x))
        assert y.shape == (*shape[:-1], 5) == blocks.PadChannels(5).compute_output_shape(shape)
        assert np.all(y[..., :3] == 1) and np.all(y[..., 3:] == 0)


def test_pad_channels_keeps_half_precision():
    x = keras.ops.ones((1, 2, 2, 3), dtype="bfloat16")
    y = blocks.PadChannels(4, dtype="bfloat16")(x)
    assert keras.backend.standardize_dtype(y.dtype) == "bfloat16"


def test_bad_arguments_say_so():
    with pytest.raises(ValueError, match="shortcut='b': must be 'A'"):
        ref.built(blocks.shortcut_to, filters=8, option="b")
    with pytest.raises(ValueError, match="filters=2: option A cannot take channels away, there are 4"):
        ref.built(blocks.shortcut_to, filters=2, option="A")
