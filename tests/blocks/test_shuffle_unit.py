"""ShuffleNet's unit against NumPy."""

import keras
import numpy as np
import pytest
from numpy_net import NumpyNet, no_random_numbers, noise, pool, relu  # noqa: F401

from course import blocks


@pytest.mark.parametrize("size", [(9, 8), (8, 5)])
@pytest.mark.parametrize(
    ("filters", "strides", "groups", "first_groups"), [(12, 1, 3, None), (24, 2, 3, None), (24, 2, 3, 1), (20, 2, 2, 1)]
)
def test_agrees_with_numpy(size, filters, strides, groups, first_groups):
    image = keras.Input((*size, 12))
    arguments = {"groups": groups, "first_groups": first_groups, "name": "unit"}
    ours = NumpyNet(keras.Model(image, blocks.shuffle_unit(image, filters, strides, **arguments)))
    x = noise(2, *size, 12)

    y = x.astype(float)
    y = relu(ours.bn(ours.conv(y, "unit_1_conv", groups=first_groups or groups), "unit_1_bn", 1e-5))
    middle = y.shape[-1]
    assert middle % groups == 0 and 0 <= middle - filters / 4 < groups
    y = y.reshape(*y.shape[:3], groups, middle // groups).swapaxes(3, 4).reshape(y.shape)
    y = ours.bn(ours.depthwise(y, "unit_2_depthwise", strides, [(1, 1), (1, 1)]), "unit_2_bn", 1e-5)
    y = ours.bn(ours.conv(y, "unit_3_conv", groups=groups), "unit_3_bn", 1e-5)
    if strides == 1:
        y = relu(x + y)
    else:
        y = relu(np.concatenate([pool(x.astype(float), np.mean, 2, [(1, 1), (1, 1)]), y], axis=-1))
    assert y.shape == (2, *(-(-n // strides) for n in size), filters)
    ours.check(x, y)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"filters": 24, "strides": 3}, "strides=3: must be 1 or 2"),
        ({"filters": 24}, "filters=24: 12 channels enter, so it must be 12 with strides=1"),
        ({"filters": 12, "strides": 2}, "filters=12: .* more than 12 with strides=2"),
        ({"filters": 12, "groups": 5}, "groups=5 must divide the 12 input channels"),
    ],
)
def test_bad_arguments_say_so(arguments, words):
    with pytest.raises(ValueError, match=words):
        blocks.shuffle_unit(keras.Input((8, 8, 12)), **arguments)
