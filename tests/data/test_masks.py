"""Sets with a class for each pixel: mosaics, scenes, pets in their true format, and what a `Dataset` makes of masks."""

import hashlib
import io
import tarfile
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import label as components
from scipy.spatial import ConvexHull
from skimage.measure import regionprops

from course import data
from course.data import pets
from course.data.shapes import SHAPES


def test_regions_of_mosaics_are_convex_and_all_pixels_have_a_class():
    set_ = data.load("mosaics", size=48, n_train=40, n_test=3, regions=4, seed=2)
    assert set_.x_train.shape == (40, 48, 48, 3) and set_.masks_test.shape == (3, 48, 48)
    assert set_.masks_train.dtype == np.int32 and set(np.unique(set_.masks_train)) == {1, 2, 3, 4}
    for mask, y in zip(set_.masks_train, set_.y_train, strict=True):
        assert len(np.unique(mask)) == 4, "four regions, four textures"
        assert np.bincount(mask.ravel()).argmax() == y + 1
        for region in regionprops(mask):
            if region.area > 60:  # of a thin one pixels may miss a part
                parts = np.bincount(components(mask == region.label)[0].ravel())[1:]
                assert parts.sum() - parts.max() <= 1, "in one piece, but for a pixel at a sharp corner"
                hull = ConvexHull([(r + a, c + b) for r, c in region.coords for a in (0, 1) for b in (0, 1)])
                assert region.area > 0.85 * hull.volume, "cells of points are convex; but for the steps of pixels"


def test_colours_of_mosaics_tell_nothing():
    set_ = data.load("mosaics", size=32, n_train=300, n_test=0, regions=2)
    means = np.array([image[mask == k].mean(0) for image, mask in zip(set_.x_train, set_.masks_train, strict=True)
                      for k in np.unique(mask)])  # fmt: skip
    kinds = np.array([k for mask in set_.masks_train for k in np.unique(mask)])
    hue = means / means.sum(axis=1, keepdims=True)
    for colour in range(3):
        per_kind = [hue[kinds == k, colour].mean() for k in (1, 2, 3, 4)]
        assert np.ptp(per_kind) < 0.5 * hue[:, colour].std(), "no texture has a colour of its own"


def test_scenes_hold_whole_shapes_apart_from_each_other():
    set_ = data.load("scenes", size=64, n_train=60, n_test=6, things=4, seed=1)
    assert (np.bincount(set_.y_train) == 10).all() and set_.class_names == tuple(SHAPES)[:6]
    counts, touching = [], 0
    for mask, y in zip(set_.masks_train, set_.y_train, strict=True):
        parts, n = components(mask > 0)
        counts.append(np.sum(np.bincount(parts.ravel())[1:] > 3))  # a star's tips may come off, pixel by pixel
        touching += sum(len(set(mask[parts == part])) > 1 for part in range(1, n + 1))
        assert (mask == y + 1).any()
        border = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
        assert (border > 0).mean() < 0.05, "none is cut off"
    assert touching <= 0.02 * sum(counts), "apart, but for neighbours by a hair"
    assert 3 < np.mean(counts) <= 4 and max(counts) == 4


@pytest.mark.parametrize("name", ["mosaics", "scenes"])
def test_more_images_leave_the_rest_as_it_is(name):
    few, more = (data.load(name, size=32, n_train=n, n_test=n - 2, seed=3) for n in (6, 9))
    for kind in ("x_train", "masks_train", "x_test", "masks_test"):
        np.testing.assert_array_equal(getattr(more, kind)[: len(getattr(few, kind))], getattr(few, kind))
    assert not np.array_equal(few.x_train[:4], few.x_test)
    assert not np.array_equal(data.load(name, size=32, n_train=6, n_test=4).x_train, few.x_train)


@pytest.mark.parametrize(
    ("name", "bad", "message"),
    [
        ("mosaics", {"size": 15}, "size=15: must be an integer, 16 to 128"),
        ("mosaics", {"regions": 1}, "regions=1: must be an integer, 2 to 16"),
        ("mosaics", {"n_train": 0}, "n_train=0: must be an integer, 1 or more"),
        ("scenes", {"things": 7}, "things=7: must be an integer, 1 to 6"),
        ("scenes", {"classes": 1}, "classes=1: must be an integer, 2 to 10"),
        ("scenes", {"n_train": 5}, "n_train=5: must be an integer, 6 or more"),
        ("oxford_iiit_pet", {"size": 500}, "size=500: must be an integer, 32 to 256"),
    ],
)
def test_bad_arguments(name, bad, message):
    with pytest.raises(ValueError, match=message):
        data.load(name, **bad)


def test_classes_of_pixels_as_labels():
    scenes = data.load("scenes", size=32, n_train=6, n_test=2)
    pixels = scenes.per_pixel()
    np.testing.assert_array_equal(pixels.y_train, scenes.masks_train)
    assert pixels.class_names == ("background", *scenes.class_names) and pixels.y_test.dtype == np.int64
    mosaics = data.load("mosaics", size=32, n_train=6, n_test=2)
    np.testing.assert_array_equal(mosaics.per_pixel().y_test, mosaics.masks_test - 1)
    assert mosaics.per_pixel().class_names == mosaics.class_names
    with pytest.raises(ValueError, match="digits has no masks: there are in shapes, scenes, mosaics"):
        data.load("digits", size=8).per_pixel()


def test_background_in_the_test_alone_is_a_class_too():
    scenes = data.load("scenes", size=32, n_train=6, n_test=2)
    full = replace(scenes, masks_train=np.ones_like(scenes.masks_train)).per_pixel()
    np.testing.assert_array_equal(full.y_test, scenes.masks_test)
    assert full.class_names == ("background", *scenes.class_names) and set(np.unique(full.y_train)) == {1}
    none = scenes.first(0, 2).per_pixel()
    assert none.y_train.shape == (0, 32, 32) and none.class_names[0] == "background"
    mosaics = data.load("mosaics", size=32, n_train=6, n_test=2).first(0, 1).per_pixel()
    assert mosaics.y_test.min() == 0 and mosaics.class_names[0] != "background"


@pytest.mark.parametrize("name", ["of_classes", "per_class"])
def test_classes_of_images_are_not_those_of_pixels(name):
    pixels = data.load("scenes", size=32, n_train=6, n_test=2).per_pixel()
    with pytest.raises(ValueError, match=rf"labels of shape \(6, 32, 32\).*{name} before per_pixel"):
        getattr(pixels, name)({"of_classes": ["circle"], "per_class": 1}[name])


def test_holding_out_leaves_the_test_unseen():
    whole = data.load("shapes", n_train=12, n_test=4)
    part = whole.hold_out(3)
    for kind in ("x", "y", "masks", "boxes"):
        train = getattr(whole, f"{kind}_train")
        np.testing.assert_array_equal(getattr(part, f"{kind}_train"), train[:9])
        np.testing.assert_array_equal(getattr(part, f"{kind}_test"), train[9:])
    assert data.load("digits", size=8).hold_out(10).masks_test is None
    for bad in (0, 12, 2.0, True):
        with pytest.raises(ValueError, match=r"n=.*must be an integer, 1 to 11"):
            whole.hold_out(bad)


def archive(files):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


def encoded(pixels, form):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form)
    return file.getvalue()


def smooth(rng, height, width):
    """An image without fine detail: a JPEG file keeps it, and so does scaling."""
    coarse = rng.integers(0, 256, (3, 3, 3), "uint8")
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


@pytest.fixture
def published(server, cache, monkeypatch):
    """Four cats and dogs in the archives' layout, on the local server."""
    rng = np.random.default_rng(5)
    photographs, trimaps = {}, {}
    for i, name in enumerate(["Abyssinian_1", "beagle_7", "Abyssinian_2", "beagle_8"]):
        height, width = [(60, 90), (100, 64), (64, 64), (80, 120)][i]
        photographs[name] = smooth(rng, height, width)
        trimap = np.full((height, width), 2, "uint8")
        trimap[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4] = 3
        trimap[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3] = 1
        trimaps[name] = trimap
    images = {f"images/{name}.jpg": encoded(image, "JPEG") for name, image in photographs.items()}
    notes = {f"annotations/trimaps/{name}.png": encoded(trimap, "PNG") for name, trimap in trimaps.items()}
    notes |= {f"annotations/trimaps/._{name}.png": b"a Mac's" for name in trimaps}
    notes |= {
        "annotations/trainval.txt": b"Abyssinian_1 1 1 1\nbeagle_7 5 2 1\n",
        "annotations/test.txt": b"Abyssinian_2 1 1 1\nbeagle_8 5 2 1\n",
        "annotations/list.txt": b"#Image CLASS-ID SPECIES BREED ID\n",
    }
    files = {pets.IMAGES: archive(images | {"images/notes.mat": b"?"}), pets.ANNOTATIONS: archive(notes)}
    server.files |= files
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    monkeypatch.setattr(pets, "PUBLISHED", digests)
    monkeypatch.setattr(pets, "MIRRORS", server.mirrors("short", "good"))
    return photographs, trimaps


def test_pets_in_their_own_format(published, kept):
    photographs, trimaps = published
    for _ in range(2):  # from the server, then from the cache
        got = data.load("oxford_iiit_pet", size=32)
        assert got.name == "oxford_iiit_pet" and got.class_names == ("cat", "dog")
        for names, x, y, masks in (
            (["Abyssinian_1", "beagle_7"], got.x_train, got.y_train, got.masks_train),
            (["Abyssinian_2", "beagle_8"], got.x_test, got.y_test, got.masks_test),
        ):
            assert sorted(y) == [0, 1] and x.dtype == np.float32 and masks.dtype == np.int32
            for image, kind, mask in zip(x, y, masks, strict=True):
                photograph, trimap = photographs[names[kind]], trimaps[names[kind]]
                rows, columns = square(*trimap.shape)
                np.testing.assert_allclose(image, photograph[rows][:, columns] / 255, atol=0.06)
                np.testing.assert_array_equal(mask, np.where(trimap[rows][:, columns] == 2, 0, kind + 1))
    assert set(kept()) == {f"oxford_iiit_pet/{name}" for name in pets.PUBLISHED}


@pytest.mark.parametrize(
    ("kind", "lost"), [("images", "images/beagle_8.jpg"), ("notes", "annotations/trimaps/beagle_8.png")]
)
def test_a_pet_that_is_missing_is_told(published, server, monkeypatch, kind, lost):
    file = {"images": pets.IMAGES, "notes": pets.ANNOTATIONS}[kind]
    with tarfile.open(fileobj=io.BytesIO(server.files[file])) as tar:
        rest = {member.name: tar.extractfile(member).read() for member in tar if member.name != lost}
    server.files[file] = archive(rest)
    monkeypatch.setitem(pets.PUBLISHED, file, hashlib.sha256(server.files[file]).hexdigest())
    with pytest.raises(ValueError, match="1 of 2 photographs"):
        data.load("oxford_iiit_pet", size=32)


def square(height, width, size=32):
    """Rows and columns of the pixels in the middle of each cell of the central square, cut in size x size."""
    side = min(height, width)
    step = ((np.arange(size) + 0.5) * side / size).astype(int)
    return (height - side) // 2 + step, (width - side) // 2 + step


def test_shapes_stand_in_for_pets(server, cache, monkeypatch, capsys):
    monkeypatch.setattr(pets, "MIRRORS", server.mirrors("missing"))
    got = data.load("oxford_iiit_pet", size=64)
    said = capsys.readouterr().out
    assert said.startswith("oxford_iiit_pet could not be downloaded (127.0.0.1: HTTP 404 Not Found). In its place: ")
    assert got.x_train.shape == (512, 64, 64, 3) and set(np.unique(got.masks_train)) == {0, 1, 2}


def test_each_file_of_pets_has_a_digest():
    """As in TensorFlow Datasets' checksums of oxford_iiit_pet; ends alone, for a slip of the hand to show."""
    assert {name: digest[-6:] for name, digest in pets.PUBLISHED.items()} == {
        "images.tar.gz": "fa318d", "annotations.tar.gz": "358e91",
    }  # fmt: skip
    assert all(len(bytes.fromhex(digest)) == 32 for digest in pets.PUBLISHED.values())
    assert all(mirror.endswith("/") for mirror in pets.MIRRORS)
