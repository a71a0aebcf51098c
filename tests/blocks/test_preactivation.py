"""Pre-activation and wide blocks against NumPy: normalisation and ReLU first, nothing after the sum."""

import keras
import numpy as np
import pytest
import reference as ref

from course import blocks


def skip(x, active, w, filters, strides, option):
    if option == "B" and filters != x.shape[-1]:
        return ref.conv(active, w, "b_shortcut_conv", strides)
    return ref.option_a(x, filters, strides)


@pytest.mark.parametrize("activated", [False, True])
@pytest.mark.parametrize("option", ["A", "B"])
@pytest.mark.parametrize(("filters", "strides"), [(4, 1), (8, 2), (4, 2)])
def test_preactivation_against_numpy(filters, strides, option, activated):
    arguments = {"filters": filters, "strides": strides, "shortcut": option, "activated": activated}
    model = ref.built(blocks.preactivation, **arguments)
    x, w = ref.maps(model), ref.weights(model)
    active = x if activated else ref.bn_relu(x, w, "b_1")
    y = ref.conv(active, w, "b_1_conv", strides)
    y = ref.conv(ref.bn_relu(y, w, "b_2"), w, "b_2_conv")
    wanted = y + skip(x, active, w, filters, strides, option)
    ref.assert_near(model, x, wanted)
    assert wanted.min() < 0, "no ReLU after the sum"


@pytest.mark.parametrize(
    ("filters", "strides", "arguments"),
    [
        (1, 1, {}),
        (2, 2, {}),
        (2, 2, {"stride_in": "3x3", "use_bias": True}),
        (1, 2, {"stride_in": "3x3", "use_bias": True}),
        (2, 1, {"activated": True}),
        (2, 2, {"shortcut": "A"}),
    ],
)
def test_bottleneck_against_numpy(filters, strides, arguments):
    model = ref.built(blocks.preactivation_bottleneck, filters=filters, strides=strides, **arguments)
    x, w = ref.maps(model), ref.weights(model)
    first, second = (1, strides) if arguments.get("stride_in") == "3x3" else (strides, 1)
    active = x if arguments.get("activated") else ref.bn_relu(x, w, "b_1")
    y = ref.conv(active, w, "b_1_conv", first)
    y = ref.conv(ref.bn_relu(y, w, "b_2"), w, "b_2_conv", second)
    y = ref.conv(ref.bn_relu(y, w, "b_3"), w, "b_3_conv")
    ref.assert_near(model, x, y + skip(x, active, w, 4 * filters, strides, arguments.get("shortcut", "B")))
    biased = {name for name, values in w.items() if name.endswith("conv") and len(values) == 2}
    assert biased == ({"b_3_conv", "b_shortcut_conv"} & set(w) if arguments.get("use_bias") else set())


def test_layers_say_where_they_stand():
    model = ref.built(blocks.preactivation, filters=8)
    assert {layer.name for layer in model.layers[1:]} == {
        "b_1_bn", "b_1_relu", "b_1_conv", "b_2_bn", "b_2_relu", "b_2_conv", "b_shortcut_conv", "b_add",
    }  # fmt: skip


def test_wide_is_the_block_with_more_filters():
    model = ref.built(blocks.wide, filters=2, strides=2, factor=3)
    same = ref.built(blocks.preactivation, filters=6, strides=2)
    assert [layer.name for layer in model.layers[1:]] == [layer.name for layer in same.layers[1:]]
    same.set_weights(model.get_weights())
    x = ref.maps(model)
    ref.assert_near(model, x, np.asarray(same.predict(x, verbose=0)))


def test_wide_drops_between_its_convolutions():
    model = ref.built(blocks.wide, filters=4, factor=1, dropout=0.3)
    assert model.get_layer("b_2_dropout").rate == 0.3
    assert model.get_layer("b_2_dropout").input is model.get_layer("b_2_relu").output
    assert model.get_layer("b_2_conv").input is model.get_layer("b_2_dropout").output
    x = ref.maps(model)
    again = [np.asarray(model.predict(x, verbose=0)) for _ in range(2)]
    np.testing.assert_array_equal(*again)


@pytest.mark.parametrize(
    ("block", "arguments", "words"),
    [
        (blocks.preactivation, {"shortcut": "C"}, "shortcut='C': must be 'A' .* or 'B'"),
        (blocks.preactivation, {"filters": 2, "shortcut": "A"}, "option A cannot take channels away"),
        (blocks.preactivation_bottleneck, {"stride_in": 3}, "stride_in=3: must be '1x1' or '3x3'"),
        (blocks.preactivation_bottleneck, {"shortcut": "C"}, "shortcut='C': must be 'A' .* or 'B'"),
    ],
)
def test_bad_arguments_say_what_is_allowed(block, arguments, words):
    with pytest.raises(ValueError, match=words):
        ref.built(block, **{"filters": 8} | arguments)


@pytest.mark.parametrize("block", [blocks.preactivation, blocks.preactivation_bottleneck])
def test_what_stands_before_the_addition_acts_on_the_branch_alone(block):
    """A gate that shuts leaves the shortcut as it is."""

    def shut(x, name):
        return keras.layers.Rescaling(0.0, name=name)(x)

    model = ref.built(block, filters=4 if block is blocks.preactivation else 1, before_add=shut)
    x = ref.maps(model)
    assert model.get_layer("b_gate").input is not model.get_layer("b_add").input[0]
    np.testing.assert_allclose(keras.ops.convert_to_numpy(model(x)), x, atol=1e-6)
