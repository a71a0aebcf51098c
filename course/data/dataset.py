"""What a data set is, and how to get one by its name."""

import difflib
import importlib
from dataclasses import dataclass

import numpy as np

#: Name of each data set -> module that makes it, in a function of the data set's name.
DATASETS = {"digits": "course.data.digits", "photos": "course.data.photos"}


@dataclass(frozen=True)
class Dataset:
    """Images with labels, split once and for all into training and test.

    Attributes:
        name: as given to `load`.
        x_train, x_test: images (N, H, W, C), float32 in [0, 1], channels last.
        y_train, y_test: class numbers (N,), int64, from 0.
        class_names: name of each class.
        source: who made it and where it was published.
        licence: under what terms it may be used.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    source: str
    licence: str

    def __repr__(self):
        return (
            f"{self.name}: {len(self.x_train)} training and {len(self.x_test)} test images of shape "
            f"{self.x_train.shape[1:]}, {len(self.class_names)} classes\n"
            f"source: {self.source}\nlicence: {self.licence}"
        )


def load(name: str, **options) -> Dataset:
    """Load a data set by name; `options` are those of the set (``size``: pixels, of "digits" and "photos").

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
