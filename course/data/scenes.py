"""Scenes: several shapes in an image, each pixel with its class."""

import numpy as np

from course.data.dataset import Dataset
from course.data.drawing import LICENCE, SOURCE, TEXTURES, check, patch, points
from course.data.shapes import SHAPES


def scenes(size=64, n_train=512, n_test=128, *, classes=6, things=3, seed=0) -> Dataset:
    """Textured shapes that lie beside each other on a textured ground: as "shapes", but several to an image.

    Colours and textures tell nothing of the class, only the outlines do. The same arguments give the same images on
    every machine; asking for more images leaves the rest as it is.

    Args:
        size: height and width in pixels, 32 to 128.
        n_train, n_test: number of images, training ones at least `classes`.
        classes: 2 to 10, the first of those of "shapes".
        things: most shapes in an image, 1 to 6; one that finds no room is left out.
        seed: an integer from 0; another one, other images.

    Returns a `Dataset` with images of three channels and `masks_train`: 0 the ground, k + 1 class k. The class of an
    image is that of its widest shape, which needs the largest circle around it (another may have more pixels); the
    classes take turns in it.
    Raises ValueError for arguments out of range.
    """
    check("size", size, 32, 128)
    check("classes", classes, 2, len(SHAPES))
    check("n_train", n_train, classes)
    check("n_test", n_test, 0)
    check("things", things, 1, 6)
    check("seed", seed, 0)
    (x_train, y_train, masks_train), (x_test, y_test, masks_test) = (
        _images(split, n, size, classes, things, seed) for split, n in enumerate((n_train, n_test))
    )
    return Dataset(
        "scenes", x_train, y_train, x_test, y_test, class_names=tuple(SHAPES)[:classes],
        source=SOURCE, licence=LICENCE, masks_train=masks_train, masks_test=masks_test,
    )  # fmt: skip


def _images(split, n, size, classes, things, seed):
    x, y = np.empty((n, size, size, 3), "float32"), np.arange(n) % classes
    masks = np.zeros((n, size, size), "int32")
    for i in range(n):
        x[i] = _image(masks[i], y[i], classes, things, np.random.default_rng([seed, split, i]))
    return x, y, masks


def _image(mask, first, classes, things, rng):
    """One image (size, size, 3), whose classes are written into `mask` (size, size)."""
    size = len(mask)
    light, dark = rng.uniform(0.6, 1, 3), rng.uniform(0.1, 0.4, (things, 3))
    if rng.random() < 0.5:
        light, dark = rng.uniform(0.1, 0.4, 3), rng.uniform(0.6, 1, (things, 3))

    image, taken = patch(rng.integers(len(TEXTURES)), size, rng) * light, []
    for i, radius in enumerate(sorted(rng.uniform(0.13, 0.24, things) * size, reverse=True)):
        kind = first if i == 0 else rng.integers(classes)
        centre = _free(size, radius, taken, rng)
        if centre is None:
            continue
        taken.append((centre, radius))
        inside = list(SHAPES.values())[kind](*points(size, centre, radius, rng.uniform(-0.3, 0.3)))
        image[inside] = (patch(rng.integers(len(TEXTURES)), size, rng) * dark[i])[inside]
        mask[inside] = kind + 1
    return image


def _free(size, radius, taken, rng):
    """Row and column of a circle's centre that lies whole in the image and meets none of those taken; None if full."""
    for _ in range(50):
        centre = rng.uniform(radius, size - radius, 2)
        if all(((centre - other) ** 2).sum() > (radius + far) ** 2 for other, far in taken):
            return centre
    return None
