"""What a data set is, and how to get one by its name."""

import difflib
import importlib
from dataclasses import dataclass, replace

import numpy as np

#: Name of each data set -> module that makes it, in a function of the data set's name.
DATASETS = {
    "digits": "course.data.digits",
    "photos": "course.data.photos",
    "shapes": "course.data.shapes",
    "mnist": "course.data.mnist",
    "fashion_mnist": "course.data.mnist",
    "cifar10": "course.data.cifar10",
}


@dataclass(frozen=True)
class Dataset:
    """Images with labels, split once and for all into training and test.

    Attributes:
        name: as given to `load`; of a set that stands in for another, both names.
        x_train, x_test: images (N, H, W, C), float32 in [0, 1], channels last.
        y_train, y_test: class numbers (N,), int64, from 0.
        class_names: name of each class.
        source: who made it and where it was published.
        licence: under what terms it may be used.
        masks_train, masks_test: class of every pixel (N, H, W), int32: 0 background, k + 1 class k; None without them.
        boxes_train, boxes_test: box around the thing (N, 4), float32: centre's column and row, width and height, as
            shares of the image's sides; None without them.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    source: str
    licence: str
    masks_train: np.ndarray | None = None
    masks_test: np.ndarray | None = None
    boxes_train: np.ndarray | None = None
    boxes_test: np.ndarray | None = None

    def first(self, train: int, test: int) -> "Dataset":
        """The same set with its first `train` and `test` images alone, or all where there are fewer.

        Raises ValueError for numbers that are no integers from 0.
        """
        for name, n in (("train", train), ("test", test)):
            if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0:
                raise ValueError(f"{name}={n!r}: must be an integer, 0 or more")
        counts = {"train": train, "test": test}
        arrays = {
            f"{kind}_{split}": getattr(self, f"{kind}_{split}")[:n]
            for kind in ("x", "y", "masks", "boxes")
            for split, n in counts.items()
            if getattr(self, f"{kind}_{split}") is not None
        }
        return replace(self, **arrays)

    def __repr__(self):
        return (
            f"{self.name}: {len(self.x_train)} training and {len(self.x_test)} test images of shape "
            f"{self.x_train.shape[1:]}, {len(self.class_names)} classes\n"
            f"source: {self.source}\nlicence: {self.licence}"
        )


def load(name: str, **options) -> Dataset:
    """Load a data set by name; `options` are those of the set (``size``: pixels, of "digits", "photos" and "shapes").

    "mnist", "fashion_mnist" and "cifar10" are downloaded at first use. Where they cannot be, a line says so and an
    offline set of the same image shape and number of classes comes in their place: digits, or shapes.

    Raises ValueError for an unknown name, naming the nearest, and for a value that the set does not come in.
    """
    if name not in DATASETS:
        near = difflib.get_close_matches(str(name), DATASETS, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"unknown data set {name!r}: {hint}There are: {', '.join(DATASETS)}")
    return getattr(importlib.import_module(DATASETS[name]), name)(**options)


def list_datasets() -> list[str]:
    """Names that `load` knows."""
    return sorted(DATASETS)
