"""The context module against Table 1 of its paper."""

import keras
import numpy as np
import pytest
from keras import ops

from course import backend, blocks, measure
from course.blocks.context_module import MapIdentity

LAYERS = [  # Table 1: window, dilation, side of the receptive field; channels of the basic and the large form
    (3, 1, 3, 1, 2), (3, 1, 5, 1, 2), (3, 2, 9, 1, 4), (3, 4, 17, 1, 8),
    (3, 8, 33, 1, 16), (3, 16, 65, 1, 32), (3, 1, 67, 1, 32), (1, 1, 67, 1, 1),
]  # fmt: skip


def module(form="basic", channels=3, size=5):
    maps = keras.Input((size, size, channels))
    return keras.Model(maps, blocks.context_module(maps, form, name="ctx"))


@pytest.mark.parametrize("form", ["basic", "large"])
def test_layers_of_table_1(form):
    net = module(form)
    assert [layer.name for layer in net.layers[1:]] == [f"ctx_{i}" for i in range(1, 9)]
    for layer, (window, dilation, _, *multiples) in zip(net.layers[1:], LAYERS, strict=True):
        assert (layer.kernel_size[0], layer.dilation_rate[0]) == (window, dilation)
        assert layer.filters == 3 * multiples[form == "large"]
        assert layer.activation.__name__ == ("linear" if layer.name == "ctx_8" else "relu")


def test_the_basic_form_has_64_weights_for_each_pair_of_maps():
    for channels in (2, 21):
        assert measure.parameters(module("basic", channels)) == 64 * channels**2 + 8 * channels


def test_receptive_fields_of_table_1():
    net = module(channels=1, size=69)
    for weight in net.weights:
        weight.assign(np.ones(weight.shape))
    for layer, (*_, side, _, _) in zip(net.layers[1:], LAYERS, strict=True):
        part = keras.Model(net.input, layer.output)
        x = np.ones((1, 69, 69, 1), "float32")
        _, (gradient,), _ = backend.gradients(part, x, lambda y: ops.sum(y[0, 34, 34]))
        rows = np.flatnonzero(gradient[0, :, 34, 0])
        assert (rows[0], rows[-1]) == (34 - side // 2, 34 + side // 2)


@pytest.mark.parametrize(("form", "tolerance"), [("basic", 1e-6), ("large", 0.1)])
def test_begins_as_the_identity(form, tolerance):
    """Exactly in the basic form; in the large one up to the noise that sets maps apart."""
    x = np.random.default_rng(0).uniform(size=(2, 5, 5, 3)).astype("float32")
    y = ops.convert_to_numpy(module(form)(x))
    assert np.linalg.norm(y - x) <= tolerance * np.linalg.norm(x)


def test_groups_of_maps_share():
    """Equation 5, written out: C = 2 groups, 4 maps enter and 8 leave."""
    w = ops.convert_to_numpy(MapIdentity(2, noise=0)((3, 3, 4, 8)))
    for a, b in np.ndindex(4, 8):
        wanted = np.zeros((3, 3))
        wanted[1, 1] = 2 / 8 if a * 2 // 4 == b * 2 // 8 else 0
        np.testing.assert_allclose(w[:, :, a, b], wanted)


def test_noise_is_small_seeded_and_only_where_needed():
    first, again, other = (ops.convert_to_numpy(MapIdentity(2, seed=seed)((3, 3, 4, 8))) for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    quiet = ops.convert_to_numpy(MapIdentity(2, noise=0)((3, 3, 4, 8)))
    assert 5e-4 < np.std((first - quiet)[quiet == 0]) / (2 / 8) < 2e-3
    assert np.count_nonzero(ops.convert_to_numpy(MapIdentity(4)((3, 3, 4, 4)))) == 4


def test_bad_arguments_say_so():
    with pytest.raises(ValueError, match="form='huge': must be one of 'basic', 'large'"):
        module("huge")
    with pytest.raises(ValueError, match="channels=3"):
        MapIdentity(3)((3, 3, 4, 4))


def test_survives_saving(tmp_path):
    net = module("large")
    net.save(tmp_path / "net.keras")
    again = keras.saving.load_model(tmp_path / "net.keras")
    assert again.get_layer("ctx_3").kernel_initializer.get_config() == {"channels": 3, "noise": 1e-3, "seed": 0}
