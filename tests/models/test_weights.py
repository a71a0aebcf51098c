"""Loading weights: what Keras publishes, files of one's own, and what does not fit."""

import h5py
import keras
import numpy as np
import pytest
import zoo
from keras.src.applications import mobilenet as published
from quick import no_random_numbers  # noqa: F401, every test uses it

from course import models
from course.models.weights import transfer

SMALL = {"input_shape": (224, 224, 3), "alpha": 0.25}  # Keras publishes the top for a few sizes only


@pytest.fixture
def download(monkeypatch, tmp_path):
    """Keras's MobileNet as its download would be, without one; returns a dict of networks by `include_top`."""
    networks = {}
    for top in (True, False):
        networks[top] = zoo.randomise(keras.applications.MobileNet(weights=None, include_top=top, **SMALL))
        networks[top].save_weights(tmp_path / f"{top}.weights.h5")

    def get_file(name, *args, **kwargs):
        return str(tmp_path / f"{'no_top' not in name}.weights.h5")

    monkeypatch.setattr(published.file_utils, "get_file", get_file)
    return networks


@pytest.mark.parametrize("include_top", [True, False])
def test_imagenet(download, include_top):
    ours = models.mobilenet(weights="imagenet", include_top=include_top, **SMALL)
    (x,) = zoo.images(ours, batch=1)
    (wanted,), (found,) = zoo.outputs(download[include_top], [x]), zoo.outputs(ours, [x])
    assert np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"classes": 10}, "classes=10: the weights of 'imagenet' have 1000 classes; .*include_top=False"),
        ({"input_shape": (32, 32, 1)}, "three channels"),
        ({"alpha": 0.3}, "mobilenet_0.30_224 does not fit mobilenet"),
        ({"input_shape": (96, 96, 3)}, "input_shape"),
    ],
)
def test_imagenet_fits_what_was_published(download, arguments, words):
    with pytest.raises(ValueError, match=words):
        models.mobilenet(weights="imagenet", **SMALL | arguments)


def test_a_network_without_published_weights_says_so():
    with pytest.raises(ValueError, match="Keras publishes none for resnet18; give None or a path"):
        models.resnet18(weights="imagenet", classes=1000, input_shape=(32, 32, 3), width=1 / 8)


def test_without_a_network_the_way_out_is_said(monkeypatch):
    def get_file(*args, **kwargs):
        raise Exception("URL fetch failure")  # as Keras does

    monkeypatch.setattr(published.file_utils, "get_file", get_file)
    with pytest.raises(ConnectionError, match=r"downloaded \(URL fetch failure\); .*weights=None, or a path"):
        models.mobilenet(weights="imagenet", **SMALL)


def test_a_file_of_ones_own(tmp_path):
    net = zoo.randomise(zoo.small("resnet18"))
    net.save_weights(tmp_path / "mine.weights.h5")
    again = models.resnet18(weights=tmp_path / "mine.weights.h5", **zoo.SMALL["resnet18"])
    for one, other in zip(net.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_file_of_another_network(tmp_path):
    """Also where all weights fit: a plain network has those of a residual one with option A, but is another."""
    path = tmp_path / "other.weights.h5"
    zoo.small("cifar_plain20").save_weights(path)
    with pytest.raises(ValueError, match="than cifar_resnet20: 2 layers differ, first 'conv2_1_add', missing"):
        models.cifar_resnet20(weights=path, **zoo.SMALL["cifar_plain20"])
    with pytest.raises(ValueError, match=r"other.weights.h5 holds .* another network than resnet18: \d+ layers"):
        models.resnet18(weights=path, **zoo.SMALL["resnet18"])
    (tmp_path / "damaged.weights.h5").write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ValueError, match=r"damaged.weights.h5.* cannot be read"):
        models.resnet18(weights=tmp_path / "damaged.weights.h5", **zoo.SMALL["resnet18"])


@pytest.mark.parametrize(
    ("weights", "error", "words"),
    [
        ("imagenette", ValueError, "must be None, 'imagenet', or a path that ends in .weights.h5"),
        ("model.keras", ValueError, "ends in .weights.h5"),
        ("nowhere.weights.h5", FileNotFoundError, "no such file"),
    ],
)
def test_no_weights(weights, error, words):
    with pytest.raises(error, match=words):
        models.lenet5(weights=weights)


def test_what_ours_lack_is_folded_into_the_normalisation():
    def network(use_bias, epsilon, dense):
        x = image = keras.Input((5, 5, 2))
        x = keras.layers.Conv2D(4, 3, use_bias=use_bias, name="conv")(x)
        x = keras.layers.BatchNormalization(epsilon=epsilon, name="bn")(x)
        x = keras.layers.GlobalAveragePooling2D(keepdims=not dense, name="pool")(x)
        x = keras.layers.Dense(3, name="out")(x) if dense else keras.layers.Conv2D(3, 1, name="out")(x)
        return keras.Model(image, keras.layers.Flatten(name="flat")(x))

    theirs, ours = zoo.randomise(network(True, 0.5, False)), network(False, 1e-5, True)
    transfer(theirs, ours)
    (x,) = zoo.images(ours)
    np.testing.assert_allclose(zoo.outputs(ours, [x])[0], zoo.outputs(theirs, [x])[0], rtol=1e-4)


def test_a_bias_that_nothing_can_hold_is_refused():
    image = keras.Input((5, 5, 2))
    with_bias, without = (
        keras.Model(image, keras.layers.Conv2D(2, 3, use_bias=kind, name="conv")(image)) for kind in (True, False)
    )
    with pytest.raises(ValueError, match="'conv' has no bias, and no normalisation behind it"):
        transfer(with_bias, without)


def test_a_file_of_the_same_weights_in_another_order(tmp_path):
    path = tmp_path / "after.weights.h5"
    models.alexnet(norm="after pool", weights=None, **zoo.SMALL["alexnet"]).save_weights(path)
    with pytest.raises(ValueError, match="4 layers differ, first 'conv1_norm', missing in the file"):
        models.alexnet(norm="before pool", weights=path, **zoo.SMALL["alexnet"])


def test_a_file_that_is_no_file_of_weights(tmp_path):
    path = tmp_path / "odd.weights.h5"
    with h5py.File(path, "w") as file:
        file["layers"] = np.zeros(3)
    with pytest.raises(ValueError, match=r"odd.weights.h5 cannot be read as weights that Keras saved"):
        models.lenet5(weights=path)


def test_a_file_fits_other_image_sizes(tmp_path):
    """Training on patches and predicting on whole images: the layers that crop differ, the network does not."""
    path, small = tmp_path / "fcn.weights.h5", zoo.SMALL["fcn32s"]
    models.fcn32s(**small).save_weights(path)
    assert models.fcn32s(weights=path, **small | {"input_shape": (None, None, 3)}).input_shape == (None, None, None, 3)


def test_other_strides_get_no_published_weights():
    with pytest.raises(ValueError, match="Keras publishes none"):
        models.mobilenet(weights="imagenet", small_images=True)


def test_networks_that_do_not_fit_stay_as_they_are():
    ours, theirs = zoo.small("resnet18"), models.resnet18(input_shape=(32, 32, 3), classes=11, width=1 / 8)
    before = ours.get_weights()
    with pytest.raises(ValueError, match="does not fit"):
        transfer(theirs, ours)
    with pytest.raises(ValueError, match="layers with weights"):
        transfer(zoo.small("lenet5"), ours)
    for one, other in zip(before, ours.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
