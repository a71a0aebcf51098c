"""The bundled data sets."""

import hashlib
import socket
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from course import data


@pytest.mark.parametrize("name", data.list_datasets())
def test_every_set_has_the_same_form(name, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")  # what cannot be had without a network has a stand-in
    set_ = data.load(name)
    assert name in set_.name and set_.source and set_.licence
    for x, y in ((set_.x_train, set_.y_train), (set_.x_test, set_.y_test)):
        assert y.dtype == np.int64 and y.shape == x.shape[:1]
        assert x.dtype == (np.int32 if name == "texts" else np.float32)
        assert x.ndim == {"texts": 2, "tones": 3}.get(name, 4)
    if set_.x_train.ndim == 4:
        assert set_.x_train.min() >= 0 and set_.x_train.max() <= 1 and set_.x_train.max() > 0.9
    assert set(set_.y_train) == set(range(len(set_.class_names)))
    assert name in repr(set_) and set_.licence in repr(set_)


def test_digits_are_those_of_scikit_learn_and_no_test_image_is_trained_on():
    digits, published = data.load("digits", size=8), load_digits()
    known = {image.tobytes(): label for image, label in zip(published.images, published.target, strict=True)}
    train = {(16 * x[..., 0]).astype(float).tobytes(): y for x, y in zip(digits.x_train, digits.y_train, strict=True)}
    test = {(16 * x[..., 0]).astype(float).tobytes(): y for x, y in zip(digits.x_test, digits.y_test, strict=True)}
    assert len(train) == 1344 and len(test) == 448 and not train.keys() & test.keys()
    assert all(known[image] == label for image, label in (train | test).items())


@pytest.mark.parametrize("size", [16, 32])
def test_larger_digits_are_the_same_digits(size):
    small, large = data.load("digits", size=8), data.load("digits", size=size)
    np.testing.assert_array_equal(small.y_test, large.y_test)
    assert large.x_test.shape == (448, size, size, 1)
    inner = np.s_[size // 16 : -size // 16, size // 16 : -size // 16]  # at the border scikit-image mirrors the digit
    for one, other in zip(small.x_test[:20, ..., 0], large.x_test[..., 0], strict=False):
        bilinear = np.asarray(Image.fromarray(one).resize((size, size), Image.BILINEAR))
        np.testing.assert_allclose(other[inner], bilinear[inner], atol=1e-6)


def test_the_same_digits_are_for_the_test_everywhere():
    """Digest of the split made on another day: it does not change with the machine or with releases of NumPy."""
    digits = data.load("digits", size=8)
    content = b"".join((16 * x).astype("uint8").tobytes() for x in (digits.x_train, digits.x_test))
    assert hashlib.sha256(content).hexdigest()[:16] == "8b8e6bd439a8751e"


def test_the_first_images_of_a_set():
    whole = data.load("shapes", n_train=12, n_test=8)
    part = whole.first(6, 100)
    for kind in ("x", "y", "masks", "boxes"):
        np.testing.assert_array_equal(getattr(part, f"{kind}_train"), getattr(whole, f"{kind}_train")[:6])
        np.testing.assert_array_equal(getattr(part, f"{kind}_test"), getattr(whole, f"{kind}_test"))
    assert data.load("digits", size=8).first(3, 2).masks_train is None
    for bad in (-1, 2.0, True):
        with pytest.raises(ValueError, match=r"test=.*must be an integer, 0 or more"):
            whole.first(1, bad)


def test_two_loads_are_equal():
    np.testing.assert_array_equal(data.load("digits", size=8).x_train, data.load("digits", size=8).x_train)


@pytest.mark.parametrize("size", [7, 24, "32"])
def test_digits_refuse_other_sizes(size):
    with pytest.raises(ValueError, match="8, 16, 28 and 32"):
        data.load("digits", size=size)


def test_photos():
    photos = data.load("photos", size=64)
    assert photos.x_train.shape == (7, 64, 64, 3) and len(photos.x_test) == 0
    camera = photos.x_train[photos.class_names.index("camera")]
    np.testing.assert_array_equal(camera[..., 0], camera[..., 2])  # the one grey photograph
    import skimage.data

    coffee = skimage.data.coffee() / 255  # 400 rows, 600 columns
    cut = photos.x_train[photos.class_names.index("coffee")]
    assert cut.mean() == pytest.approx(coffee[:, 100:500].mean(), abs=0.002), "the central square"
    assert cut.mean() != pytest.approx(coffee[:, :400].mean(), abs=0.002)
    with pytest.raises(ValueError, match="8 to 512"):
        data.load("photos", size=4)


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(
        ValueError, match=r"unknown data set 'digit': did you mean 'digits'\? There are: digits, photos"
    ):
        data.load("digit")


def test_cache_is_where_the_variable_says(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert data.cache_dir() == tmp_path
    monkeypatch.setenv("COURSE_DATA", "~/sets")
    assert data.cache_dir() == Path.home() / "sets"
    monkeypatch.delenv("COURSE_DATA")
    assert data.cache_dir().parts[-2:] == (".cache", "cnn-course")


def test_online_asks_and_does_not_raise(monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("no network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert data.online() is False
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: socket.socket())
    monkeypatch.delenv("COURSE_OFFLINE", raising=False)
    assert data.online() is True
    monkeypatch.setenv("COURSE_OFFLINE", "0")
    assert data.online() is True
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert data.online() is False
