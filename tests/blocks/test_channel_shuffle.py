"""Channel shuffle against a permutation written out."""

import keras
import numpy as np
import pytest

from course import blocks


def test_cards_are_dealt_out():
    image = keras.Input((1, 1, 6))
    net = keras.Model(image, blocks.channel_shuffle(image, 3, name="shuffle"))
    y = keras.ops.convert_to_numpy(net(np.arange(6.0, dtype="float32").reshape(1, 1, 1, 6)))
    assert y.ravel().tolist() == [0, 2, 4, 1, 3, 5]
    assert [layer.name for layer in net.layers[1:]] == ["shuffle"]


@pytest.mark.parametrize(("groups", "channels"), [(1, 4), (2, 8), (3, 12), (4, 8), (8, 8)])
@pytest.mark.parametrize("size", [(5, 4), (None, None)])
def test_permutes_channels_and_nothing_else(groups, channels, size):
    image = keras.Input((*size, channels))
    net = keras.Model(image, blocks.channel_shuffle(image, groups))
    assert net.output_shape == (None, *size, channels)
    x = np.random.default_rng(0).normal(size=(2, 5, 4, channels)).astype("float32")
    wanted = np.empty_like(x)
    each = channels // groups
    for j in range(groups):
        for i in range(each):
            wanted[..., i * groups + j] = x[..., j * each + i]
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(net(x)), wanted)
    np.testing.assert_array_equal(net.predict(x, verbose=0), wanted)  # the same, compiled, with an open batch


def test_shuffling_with_the_other_number_of_groups_undoes_it():
    image = keras.Input((3, 3, 12))
    net = keras.Model(image, blocks.channel_shuffle(blocks.channel_shuffle(image, 3), 4))
    x = np.random.default_rng(0).normal(size=(2, 3, 3, 12)).astype("float32")
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(net(x)), x)


@pytest.mark.parametrize("groups", [5, 0])
def test_groups_that_do_not_divide_are_refused(groups):
    with pytest.raises(ValueError, match=f"groups={groups} must divide the 12 channels"):
        blocks.channel_shuffle(keras.Input((3, 3, 12)), groups)


def test_saved_and_loaded(tmp_path):
    image = keras.Input((3, 3, 12))
    keras.Model(image, blocks.channel_shuffle(image, 3, name="shuffle")).save(tmp_path / "net.keras")
    assert keras.saving.load_model(tmp_path / "net.keras").get_layer("shuffle").groups == 3
