"""A grouped convolution is convolutions of groups, side by side."""

import keras
import numpy as np
import pytest

from course import blocks, measure, scratch


@pytest.mark.parametrize(("groups", "strides", "padding"), [(2, 1, "symmetric"), (3, 2, "symmetric"), (6, 1, "valid")])
def test_equals_parallel_convolutions(groups, strides, padding):
    image = keras.Input((7, 8, 6))
    options = {"strides": strides, "padding": padding, "use_bias": True, "activation": "relu"}
    grouped = keras.Model(image, blocks.grouped_conv(image, 12, 3, strides, groups=groups, padding=padding))
    parts = [
        blocks.conv(image[..., i * 6 // groups : (i + 1) * 6 // groups], 12 // groups, 3, **options, name=f"gpu{i}")
        for i in range(groups)
    ]
    parallel = keras.Model(image, keras.layers.Concatenate()(parts))

    rng = np.random.default_rng(0)
    kernel, bias = rng.normal(size=(3, 3, 6 // groups, 12)).astype("float32"), rng.normal(size=12).astype("float32")
    grouped.set_weights([kernel, bias])
    for i, (k, b) in enumerate(zip(np.split(kernel, groups, -1), np.split(bias, groups), strict=True)):
        parallel.get_layer(f"gpu{i}").set_weights([k, b])

    x = rng.normal(size=(2, 7, 8, 6)).astype("float32")
    one, other = (keras.ops.convert_to_numpy(model(x)) for model in (grouped, parallel))
    pad = 1 if padding == "symmetric" else 0
    wanted = scratch.conv2d(x.astype(float), kernel, bias, stride=strides, padding=pad, groups=groups)
    assert np.linalg.norm(one - other) <= 1e-5 * np.linalg.norm(other)
    assert np.linalg.norm(one - np.maximum(wanted, 0)) <= 1e-5 * np.linalg.norm(wanted)


def test_two_groups_cost_half():
    image = keras.Input((27, 27, 96))
    whole = keras.Model(image, blocks.conv(image, 256, 5))
    halves = keras.Model(image, blocks.grouped_conv(image, 256, 5, use_bias=False, name="conv2"))
    assert measure.macs(halves) * 2 == measure.macs(whole) == 447_897_600
    assert measure.parameters(halves) * 2 == measure.parameters(whole)
    assert halves.layers[-1].name == "conv2"


@pytest.mark.parametrize(("filters", "groups"), [(8, 4), (9, 2), (12, 0)])
def test_groups_that_do_not_divide(filters, groups):
    with pytest.raises(ValueError, match=f"groups={groups} must divide the 6 input channels and the {filters} filters"):
        blocks.grouped_conv(keras.Input((8, 8, 6)), filters, 3, groups=groups)
