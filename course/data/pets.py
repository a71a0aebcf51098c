"""Oxford-IIIT Pet: photographs of cats and dogs, with their outlines."""

import io
import os
import tarfile

import numpy as np

from course.data.dataset import Dataset
from course.data.download import fetch
from course.data.drawing import check
from course.data.shapes import shapes
from course.data.stand_in import stand_in

IMAGES, ANNOTATIONS = "images.tar.gz", "annotations.tar.gz"
#: File -> SHA-256, as TensorFlow Datasets has them too.
PUBLISHED = {
    IMAGES: "67195c5e1c01f1ab5f9b6a5d22b8c27a580d896ece458917e61d459337fa318d",
    ANNOTATIONS: "52425fb6de5c424942b7626b428656fcbd798db970a937df61750c0f1d358e91",
}
MIRRORS = ("https://thor.robots.ox.ac.uk/~vgg/data/pets/", "https://www.robots.ox.ac.uk/~vgg/data/pets/data/")
SPLITS = ("trainval.txt", "test.txt")
CLASSES = ("cat", "dog")


def oxford_iiit_pet(size=128) -> Dataset:
    """3,680 photographs for training and 3,669 for the test, one cat or dog each, and which pixels are the animal's.

    A download of 811 MB, for which as much memory is needed once. Kept is the central square of each, scaled: of
    128 x 128 pixels they take 2 GB. In `masks_train` 0 is background, 1 a cat, 2 a dog; the narrow border between,
    which the authors leave open, counts as the animal's. The images of each split are mixed, always in the same order.

    Args:
        size: height and width in pixels, 32 to 256.

    Where it cannot be downloaded: textured shapes of two classes in as many pixels, but at most 128 x 128.
    Raises ValueError for a size out of range, and for archives that lack a photograph or its outline.
    Source: Parkhi, Vedaldi, Zisserman, Jawahar 2012, "Cats and dogs".
    """
    check("size", size, 32, 256)
    try:
        images, annotations = (fetch("oxford_iiit_pet", *file, MIRRORS) for file in PUBLISHED.items())
    except ConnectionError as error:
        return stand_in("oxford_iiit_pet", shapes(min(size, 128), 512, 128, classes=2), error)
    notes = _files(annotations)
    x_train, y_train, masks_train, x_test, y_test, masks_test = (
        array for split in SPLITS for array in _arrays(*_species(notes[split]), images, notes, size)
    )
    return Dataset(
        "oxford_iiit_pet", x_train, y_train, x_test, y_test, class_names=CLASSES,
        source="The Oxford-IIIT Pet dataset, O. M. Parkhi, A. Vedaldi, A. Zisserman, C. V. Jawahar",
        licence="CC BY-SA 4.0", masks_train=masks_train, masks_test=masks_test,
    )  # fmt: skip


def _files(archive):
    """Name without folders -> content, of all files in an archive; of the copies that a Mac leaves, none."""
    return {name: content for name, content in _members(archive) if not name.startswith("._")}


def _members(archive):
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for member in tar:
            if member.isfile():
                yield member.name.rsplit("/", 1)[-1], tar.extractfile(member).read()


def _species(split):
    """Names of a split's images, mixed, and their classes (N,): lines are name, breed, species from 1, breed within."""
    rows = [line.split() for line in split.decode().splitlines() if line.strip() and not line.startswith("#")]
    rows = [rows[i] for i in np.random.default_rng(0).permutation(len(rows))]
    return [row[0] for row in rows], np.array([int(row[2]) - 1 for row in rows], "int64")


def _arrays(names, y, images, notes, size):
    """Images (N, size, size, 3), classes (N,) and masks (N, size, size) of the images in this order."""
    from PIL import Image, ImageOps
    from tqdm.auto import tqdm

    x, masks = np.empty((len(names), size, size, 3), "float32"), np.empty((len(names), size, size), "int32")
    places = {f"{name}.jpg": i for i, name in enumerate(names)}
    hidden = "PYTEST_VERSION" in os.environ or os.environ.get("COURSE_PROGRESS") == "0"
    found = np.zeros(len(names), bool)
    with tqdm(total=len(names), unit="image", desc="pets", leave=False, disable=hidden) as bar:
        for file, content in _members(images):
            i = places.get(file)
            if i is None or f"{names[i]}.png" not in notes:
                continue
            photograph = Image.open(io.BytesIO(content)).convert("RGB")
            x[i] = np.asarray(ImageOps.fit(photograph, (size, size), Image.Resampling.BILINEAR)) / np.float32(255)
            trimap = Image.open(io.BytesIO(notes[f"{names[i]}.png"]))  # 1 animal, 2 background, 3 between
            trimap = np.asarray(ImageOps.fit(trimap, (size, size), Image.Resampling.NEAREST))
            masks[i] = np.where(trimap == 2, 0, y[i] + 1)
            found[i] = True
            bar.update()
    if not found.all():
        raise ValueError(f"the archives hold {found.sum()} of {len(names)} photographs with their outlines")
    return x, y, masks
