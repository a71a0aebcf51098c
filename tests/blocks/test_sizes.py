"""Padding to a multiple and cropping to another's size, with sizes known and open."""

import keras
import numpy as np
import pytest
from keras import ops

from course import blocks


@pytest.mark.parametrize("known", [True, False], ids=["known", "open"])
@pytest.mark.parametrize(("size", "above"), [((5, 8), (1, 0)), ((4, 4), (0, 0)), ((7, 1), (0, 1))])
def test_what_was_padded_is_found_again(size, above, known):
    image = keras.Input((*size, 2) if known else (None, None, 2))
    padded = blocks.PadToMultiple(4)(image)
    net = keras.Model(image, [padded, blocks.CropLike()([padded, image])])
    x = np.random.default_rng(0).normal(size=(2, *size, 2)).astype("float32")
    large, back = (ops.convert_to_numpy(y) for y in net(x))
    full = tuple(-(-side // 4) * 4 for side in size)
    assert large.shape == (2, *full, 2) and padded.shape[1:3] == (full if known else (None, None))
    assert np.array_equal(back, x) and np.isclose(np.sum(large**2), np.sum(x**2))
    assert np.array_equal(large[:, above[0] :, above[1] :][:, : size[0], : size[1]], x)


def test_bad_arguments_say_so():
    with pytest.raises(ValueError, match="multiple=0"):
        blocks.PadToMultiple(0)
    with pytest.raises(ValueError, match="cannot cut 6 x 4 pixels out of maps of 4 x 6"):
        blocks.CropLike()([keras.Input((4, 6, 1)), keras.Input((6, 4, 1))])


def test_saved_settings_come_back():
    layer = blocks.PadToMultiple(32, name="pad")
    assert blocks.PadToMultiple.from_config(layer.get_config()).multiple == 32
