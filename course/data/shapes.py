"""Textured shapes: every image with its class, its box and a class for each pixel, made in a moment."""

import numpy as np

from course.data.dataset import Dataset
from course.data.drawing import LICENCE, SOURCE, TEXTURES, check, patch, points

#: Points (u, v) that belong to a shape, which fits into the circle of radius 1 around (0, 0).
SHAPES = {
    "circle": lambda u, v: u * u + v * v <= 0.81,
    "square": lambda u, v: np.maximum(abs(u), abs(v)) <= 0.7,
    "triangle": lambda u, v: _sides_passed(v, u, count=3, distance=0.5) == 3,
    "ring": lambda u, v: abs(u * u + v * v - 0.65) <= 0.35,
    "cross": lambda u, v: (np.minimum(abs(u), abs(v)) <= 0.25) & (np.maximum(abs(u), abs(v)) <= 0.95),
    "star": lambda u, v: _sides_passed(-v, u, count=5, distance=0.309) >= 4,
    "crescent": lambda u, v: (u * u + v * v <= 1) & ((u - 0.5) ** 2 + v * v >= 0.64),
    "frame": lambda u, v: abs(np.maximum(abs(u), abs(v)) - 0.54) <= 0.16,
    "semicircle": lambda u, v: (u * u + v * v <= 1) & (v >= 0),
    "hourglass": lambda u, v: (abs(u) <= abs(v)) & (abs(v) <= 0.7),
}


def shapes(size=32, n_train=2048, n_test=512, *, classes=6, clutter=0, seed=0) -> Dataset:
    """Shapes filled with one real texture, on another: what a net is to name, to box or to cut out.

    Colours and textures tell nothing of the class, only the outline does. Shapes lie whole in the image, anywhere,
    tilted by up to 17 degrees, and are about half to 0.9 of its width across. The classes take turns, so that any batch
    has about as many of each. The same arguments give the same images on every machine; asking for more images, or for
    clutter, leaves the rest as it is.

    Args:
        size: height and width in pixels, 16 to 128.
        n_train, n_test: number of images, training ones at least `classes`.
        classes: 2 to 10, the first of circle, square, triangle, ring, cross, star, crescent, frame, semicircle,
            hourglass.
        clutter: number of bars, of any texture, that lie about behind the shape.
        seed: an integer from 0; another one, other images.

    Returns a `Dataset` with images of three channels, `masks_train` and `boxes_train` (and those of the test).
    Raises ValueError for arguments out of range.
    """
    check("size", size, 16, 128)
    check("classes", classes, 2, len(SHAPES))
    check("n_train", n_train, classes)
    check("n_test", n_test, 0)
    check("clutter", clutter, 0)
    check("seed", seed, 0)
    parts = [_images(split, n, size, classes, clutter, seed) for split, n in enumerate((n_train, n_test))]
    (x_train, y_train, masks_train, boxes_train), (x_test, y_test, masks_test, boxes_test) = parts
    return Dataset(
        "shapes", x_train, y_train, x_test, y_test,
        class_names=tuple(SHAPES)[:classes],
        source=SOURCE, licence=LICENCE,
        masks_train=masks_train, boxes_train=boxes_train, masks_test=masks_test, boxes_test=boxes_test,
    )  # fmt: skip


def _images(split, n, size, classes, clutter, seed):
    x, y = np.empty((n, size, size, 3), "float32"), np.arange(n) % classes
    masks, boxes = np.zeros((n, size, size), "int32"), np.empty((n, 4), "float32")
    for i in range(n):
        # One stream of numbers an image, and one for its clutter: neither depends on how much there is of the other.
        main, extra = np.random.default_rng([seed, split, i]), np.random.default_rng([seed, split, i, 1])
        x[i], inside = _image(list(SHAPES.values())[y[i]], size, clutter, main, extra)
        masks[i][inside] = y[i] + 1
        boxes[i] = _box(inside)
    return x, y, masks, boxes


def _image(shape, size, clutter, main, extra):
    """One image (size, size, 3), and which of its pixels belong to the shape (size, size)."""
    ground, figure = main.permutation(len(TEXTURES))[:2]
    light, dark = main.uniform(0.6, 1, 3), main.uniform(0.1, 0.4, 3)
    if main.random() < 0.5:
        light, dark = dark, light

    image = patch(ground, size, main) * light
    for _ in range(clutter):
        u, v = points(size, extra.uniform(0, size, 2), extra.uniform(0.15, 0.3) * size, extra.uniform(-1, 1))
        bar = (abs(u) <= 1) & (abs(v) <= 0.25) if extra.random() < 0.5 else (abs(u) <= 0.25) & (abs(v) <= 1)
        image[bar] = (patch(extra.integers(len(TEXTURES)), size, extra) * extra.uniform(0.1, 1, 3))[bar]

    radius = main.uniform(0.25, 0.45) * size
    u, v = points(size, main.uniform(radius, size - radius, 2), radius, main.uniform(-0.3, 0.3))
    inside = shape(u, v)
    image[inside] = (patch(figure, size, main) * dark)[inside]
    return image, inside


def _sides_passed(u, v, count, distance):
    """On how many of `count` lines' inner side (u, v) lies; they stand around (0, 0) evenly, at `distance`."""
    angles = 2 * np.pi * np.arange(count) / count
    return sum(np.cos(angle) * u + np.sin(angle) * v <= distance for angle in angles)


def _box(inside):
    """Smallest box around True pixels: centre's column and row, width and height, as shares of the image's sides."""
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    return np.array([(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]) / len(inside)
