"""Mosaics of real textures: images without things, in which every pixel has a class."""

import numpy as np

from course.data.dataset import Dataset
from course.data.drawing import LICENCE, SOURCE, TEXTURES, check, patch


def mosaics(size=64, n_train=512, n_test=128, *, regions=5, seed=0) -> Dataset:
    """Images cut into regions by straight lines, each filled with one of four real textures in a colour of its own.

    Colours tell nothing of the class, only the texture does. A region is what is nearer to its own point, somewhere in
    the image, than to the others'. The same arguments give the same images on every machine; asking for more images
    leaves the rest as it is.

    Args:
        size: height and width in pixels, 16 to 128.
        n_train, n_test: number of images.
        regions: in an image, 2 to 16; of up to four no two have the same texture.
        seed: an integer from 0; another one, other images.

    Returns a `Dataset` with images of three channels; `masks_train` are 1 to 4, since no pixel is background; the class
    of an image is the texture that covers most of it.
    Raises ValueError for arguments out of range.
    """
    check("size", size, 16, 128)
    check("n_train", n_train, 1)
    check("n_test", n_test, 0)
    check("regions", regions, 2, 16)
    check("seed", seed, 0)
    (x_train, masks_train), (x_test, masks_test) = (
        _images(split, n, size, regions, seed) for split, n in enumerate((n_train, n_test))
    )
    return Dataset(
        "mosaics", x_train, _most(masks_train), x_test, _most(masks_test),
        class_names=(*TEXTURES[:-1], "tissue"), source=SOURCE, licence=LICENCE,
        masks_train=masks_train, masks_test=masks_test,
    )  # fmt: skip


def _images(split, n, size, regions, seed):
    x, masks = np.empty((n, size, size, 3), "float32"), np.empty((n, size, size), "int32")
    places = np.arange(size) + 0.5
    for i in range(n):
        rng = np.random.default_rng([seed, split, i])
        rows, columns = rng.uniform(0, size, (2, regions, 1, 1))
        nearest = ((places[:, None] - rows) ** 2 + (places - columns) ** 2).argmin(axis=0)
        textures = np.resize(rng.permutation(len(TEXTURES)), regions)
        filled = [patch(texture, size, rng) * rng.uniform(0.3, 1, 3) for texture in textures]
        x[i] = np.take_along_axis(np.stack(filled), nearest[None, ..., None], axis=0)[0]
        masks[i] = textures[nearest] + 1
    return x, masks


def _most(masks):
    """The class, from 0, that has most pixels of each mask (N,)."""
    counts = (masks[..., None] == np.arange(1, len(TEXTURES) + 1)).sum(axis=(1, 2))
    return counts.argmax(axis=-1).astype("int64").reshape(len(masks))
