"""Textured shapes: their outlines, masks and boxes, and what they must not give away."""

import hashlib

import numpy as np
import pytest
from skimage.draw import polygon2mask
from skimage.measure import regionprops
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

from course import data
from course.data.shapes import SHAPES

NAMES = tuple(SHAPES)


@pytest.fixture(scope="module")
def ten():
    return data.load("shapes", size=48, n_train=200, n_test=50, classes=10, clutter=3, seed=5)


def test_form(ten):
    assert ten.x_train.shape == (200, 48, 48, 3) and ten.x_test.shape == (50, 48, 48, 3)
    assert ten.masks_train.shape == (200, 48, 48) and ten.boxes_test.shape == (50, 4)
    assert ten.masks_train.dtype == np.int32 and ten.boxes_train.dtype == np.float32
    assert ten.class_names == NAMES and (np.bincount(ten.y_train) == 20).all()
    assert data.load("shapes", n_train=6, n_test=0).class_names == NAMES[:6]


def test_boxes_hold_the_masks_and_masks_name_the_class(ten):
    for masks, boxes, labels in (
        (ten.masks_train, ten.boxes_train, ten.y_train),
        (ten.masks_test, ten.boxes_test, ten.y_test),
    ):
        for mask, box, label in zip(masks, boxes, labels, strict=True):
            (region,) = regionprops(mask)
            assert region.label == label + 1
            top, left, bottom, right = np.array(region.bbox) / 48
            np.testing.assert_allclose(box, [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top])


def disc(radius, column=0.0):
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    return np.stack([radius * np.cos(angles) + column, radius * np.sin(angles)], axis=1)


def corners(angles, radii=1.0):
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)


def square(half):
    return np.array([[-half, -half], [half, -half], [half, half], [-half, half]])


def bar(half, thick):
    return np.array([[-half, -thick], [half, -thick], [half, thick], [-half, thick]])


# Shape -> polygons (u, v) whose union it is, and polygons that are cut out.
OUTLINES = {
    "circle": ([disc(0.9)], []),
    "square": ([square(0.7)], []),
    "triangle": ([corners(2 * np.pi / 3 * np.arange(3) - np.pi / 2)], []),
    "ring": ([disc(1)], [disc(0.3**0.5)]),
    "cross": ([bar(0.95, 0.25), bar(0.95, 0.25)[:, ::-1]], []),
    "star": ([corners(np.pi / 5 * np.arange(10) - np.pi / 2, np.tile([1, (3 - 5**0.5) / 2], 5))], []),
    "crescent": ([disc(1)], [disc(0.8, 0.5)]),
    "frame": ([square(0.7)], [square(0.38)]),
    "semicircle": ([disc(1)], [np.array([[-2, 0], [2, 0], [2, -2], [-2, -2]])]),
    "hourglass": ([0.7 * np.array([[-1, -1], [1, -1], [0, 0]]), 0.7 * np.array([[-1, 1], [1, 1], [0, 0]])], []),
}


@pytest.mark.parametrize("name", NAMES)
def test_outlines_against_polygons(name):
    n = 401
    v, u = (np.mgrid[:n, :n] - (n - 1) / 2) / 180
    inside = SHAPES[name](u, v)

    def drawn(polygons):
        pixels = [polygon2mask((n, n), polygon[:, ::-1] * 180 + (n - 1) / 2) for polygon in polygons]
        return np.any(pixels, axis=0) if pixels else np.zeros((n, n), bool)

    add, cut = OUTLINES[name]
    assert (inside != (drawn(add) & ~drawn(cut))).mean() < 0.01 * inside.mean() + 0.004
    radii = np.hypot(u, v)[inside]
    assert 0.85 < radii.max() < 1.01, "fits the circle of radius 1, and fills it"


def test_shapes_lie_whole_in_the_image_anywhere_and_tilted():
    set_ = data.load("shapes", size=32, n_train=600, n_test=0)
    x, y, width, height = set_.boxes_train.T
    assert (x - width / 2).min() >= 0 and (x + width / 2).max() <= 1 and (y + height / 2).max() <= 1
    squares = set_.y_train == 1
    filled = (set_.masks_train > 0).sum(axis=(1, 2))[squares] / 32**2 / (width * height)[squares]
    assert filled.min() < 0.8 and filled.max() > 0.9, "some squares stand upright, some tilted"
    assert x.min() < 0.3 and x.max() > 0.7 and y.min() < 0.3 and y.max() > 0.7


def test_neither_colour_nor_texture_tells_the_class():
    set_ = data.load("shapes", size=32, n_train=900, n_test=0)
    inside = set_.masks_train > 0
    figure = [image[mask] for image, mask in zip(set_.x_train, inside, strict=True)]
    ground = [image[~mask] for image, mask in zip(set_.x_train, inside, strict=True)]
    features = [np.r_[f.mean(0), f.std(0), g.mean(0), g.std(0)] for f, g in zip(figure, ground, strict=True)]
    score = cross_val_score(LogisticRegression(max_iter=1000), np.array(features), set_.y_train, cv=5).mean()
    assert score < 0.25, "six classes: 0.17 by chance"
    contrast = [np.abs(f.mean(0) - g.mean(0)).max() for f, g in zip(figure, ground, strict=True)]
    assert min(contrast) > 0.05, "a shape can be told from its ground"


def test_more_images_and_clutter_leave_the_rest_as_it_is():
    few = data.load("shapes", n_train=12, n_test=4)
    more = data.load("shapes", n_train=18, n_test=9)
    np.testing.assert_array_equal(more.x_train[:12], few.x_train)
    np.testing.assert_array_equal(more.x_test[:4], few.x_test)
    assert not np.array_equal(few.x_train[:4], few.x_test)
    cluttered = data.load("shapes", n_train=12, n_test=4, clutter=4)
    np.testing.assert_array_equal(cluttered.masks_train, few.masks_train)
    np.testing.assert_array_equal(cluttered.boxes_test, few.boxes_test)
    inside = few.masks_train > 0
    np.testing.assert_array_equal(cluttered.x_train[inside], few.x_train[inside])
    changed = (cluttered.x_train != few.x_train).any(axis=-1)[~inside].mean()
    assert 0.05 < changed < 0.5
    assert not np.array_equal(data.load("shapes", n_train=12, n_test=4, seed=1).x_train, few.x_train)


def test_the_same_images_everywhere():
    """Digest of images made on another day: they do not change with the machine or with releases of NumPy."""
    set_ = data.load("shapes", size=16, n_train=20, n_test=5, classes=10, clutter=2, seed=7)
    content = b"".join(array.tobytes() for array in (set_.x_train, set_.masks_train, set_.boxes_test))
    assert hashlib.sha256(content).hexdigest()[:16] == "2ae9297aafae62c7"


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"size": 15}, "size=15: must be an integer, 16 to 128"),
        ({"size": 129}, "size=129: must be an integer, 16 to 128"),
        ({"size": 32.0}, "size=32.0: must be an integer"),
        ({"classes": 11}, "classes=11: must be an integer, 2 to 10"),
        ({"classes": 1}, "classes=1: must be an integer, 2 to 10"),
        ({"n_train": 5}, "n_train=5: must be an integer, 6 or more"),
        ({"n_test": -1}, "n_test=-1: must be an integer, 0 or more"),
        ({"clutter": True}, "clutter=True: must be an integer, 0 or more"),
        ({"seed": -1}, "seed=-1: must be an integer, 0 or more"),
    ],
)
def test_bad_arguments(bad, message):
    with pytest.raises(ValueError, match=message):
        data.load("shapes", **bad)
