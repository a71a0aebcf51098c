"""Plain, basic and bottleneck blocks against NumPy, their layers' names, and the costs on the slides."""

import functools

import keras
import pytest
import reference as ref

from course import blocks, measure


def names(model):
    return [layer.name for layer in model.layers[1:]]


@pytest.mark.parametrize("strides", [1, 2])
def test_plain_block_against_numpy(strides):
    model = ref.built(blocks.plain_block, filters=8, strides=strides)
    x, w = ref.maps(model), ref.weights(model)
    y = ref.relu(ref.conv_bn(x, w, "b_1", strides))
    ref.assert_near(model, x, ref.relu(ref.conv_bn(y, w, "b_2")))


def shortcut(x, w, filters, strides, option):
    projected = option == "C" or (option == "B" and (strides > 1 or filters != x.shape[-1]))
    return ref.conv_bn(x, w, "b_shortcut", strides) if projected else ref.option_a(x, filters, strides)


@pytest.mark.parametrize("option", ["A", "B", "C"])
@pytest.mark.parametrize(("filters", "strides"), [(4, 1), (8, 2), (4, 2), (8, 1)])
def test_basic_residual_against_numpy(filters, strides, option):
    model = ref.built(blocks.basic_residual, filters=filters, strides=strides, shortcut=option)
    x, w = ref.maps(model), ref.weights(model)
    y = ref.conv_bn(ref.relu(ref.conv_bn(x, w, "b_1", strides)), w, "b_2")
    ref.assert_near(model, x, ref.relu(y + shortcut(x, w, filters, strides, option)))


@pytest.mark.parametrize(
    ("filters", "strides", "arguments"),
    [
        (1, 1, {}),
        (2, 2, {}),
        (2, 2, {"stride_in": "3x3"}),
        (2, 1, {"inner": 6, "groups": 3}),
        (2, 2, {"stride_in": "3x3", "inner": 4, "groups": 2, "shortcut": "A"}),
        (1, 1, {"shortcut": "C"}),
    ],
)
def test_bottleneck_against_numpy(filters, strides, arguments):
    model = ref.built(blocks.bottleneck, filters=filters, strides=strides, **arguments)
    x, w = ref.maps(model), ref.weights(model)
    first, second = (1, strides) if arguments.get("stride_in") == "3x3" else (strides, 1)
    y = ref.relu(ref.conv_bn(x, w, "b_1", first))
    y = ref.relu(ref.conv_bn(y, w, "b_2", second, arguments.get("groups", 1)))
    y = ref.conv_bn(y, w, "b_3")
    ref.assert_near(model, x, ref.relu(y + shortcut(x, w, 4 * filters, strides, arguments.get("shortcut", "B"))))


def test_layers_say_where_they_stand():
    stem = ["b_1_conv", "b_1_bn", "b_1_relu", "b_2_conv", "b_2_bn"]
    assert names(ref.built(blocks.plain_block, filters=4)) == [*stem, "b_2_relu"]
    assert names(ref.built(blocks.basic_residual, filters=4)) == [*stem, "b_add", "b_out"]
    assert names(ref.built(blocks.bottleneck, filters=1)) == [
        *stem, "b_2_relu", "b_3_conv", "b_3_bn", "b_add", "b_out",
    ]  # fmt: skip
    assert {"b_shortcut_conv", "b_shortcut_bn"} <= set(names(ref.built(blocks.basic_residual, filters=8)))


@pytest.mark.parametrize("block", [blocks.basic_residual, blocks.bottleneck])
def test_the_branch_passes_a_gate_and_the_shortcut_does_not(block):
    def gate(x, name):
        return keras.layers.Rescaling(0.0, name=name)(x)

    for before_add in (gate, functools.partial(gate)):
        model = ref.built(block, filters=4, before_add=before_add, shortcut="A")
        x = ref.maps(model)
        assert "b_gate" in names(model)
        ref.assert_near(model, x, ref.relu(ref.option_a(x, model.output_shape[-1], 1)))


def test_a_bottleneck_of_four_times_as_many_channels_costs_less():
    """The slides: 18HWC² for two 3x3 of C channels, 17HWC² for the bottleneck between 4C."""
    height, width, channels = 8, 6, 4
    basic = ref.built(blocks.basic_residual, (height, width, channels), filters=channels)
    narrow = ref.built(blocks.bottleneck, (height, width, 4 * channels), filters=channels)
    assert measure.macs(basic) == 18 * height * width * channels**2
    assert measure.macs(narrow) == 17 * height * width * channels**2


@pytest.mark.parametrize(
    ("block", "arguments", "words"),
    [
        (blocks.basic_residual, {"filters": 8, "shortcut": "D"}, "shortcut='D': must be 'A' .*'B' .*'C'"),
        (blocks.basic_residual, {"filters": 2, "shortcut": "A"}, "filters=2: option A cannot take channels away"),
        (blocks.bottleneck, {"filters": 2, "stride_in": "5x5"}, "stride_in='5x5': must be '1x1' or '3x3'"),
        (blocks.bottleneck, {"filters": 2, "inner": 6, "groups": 4}, "groups=4 must divide the 6"),
    ],
)
def test_bad_arguments_say_what_is_allowed(block, arguments, words):
    with pytest.raises(ValueError, match=words):
        ref.built(block, **arguments)
