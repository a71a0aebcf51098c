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
    "mosaics": "course.data.mosaics",
    "scenes": "course.data.scenes",
    "oxford_iiit_pet": "course.data.pets",
    "captions": "course.data.captions",
    "texts": "course.data.texts",
    "tones": "course.data.tones",
}
WITH_MASKS = ("shapes", "scenes", "mosaics", "texts", "oxford_iiit_pet")


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
        words_train, words_test: caption of each image (N, words), int32 numbers into `vocabulary`; None without them.
        vocabulary: all words of captions, or of texts; None without them. Texts are `x`: (N, words), int32, and have
            classes of words as `masks` (N, words); sounds are `x`, too: (N, moments, features).
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
    words_train: np.ndarray | None = None
    words_test: np.ndarray | None = None
    vocabulary: tuple[str, ...] | None = None

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
            for kind in ("x", "y", "masks", "boxes", "words")
            for split, n in counts.items()
            if getattr(self, f"{kind}_{split}") is not None
        }
        return replace(self, **arrays)

    def text(self, numbers) -> str:
        """The words with these numbers, between <start> and <end>, or up to the zeros that fill a text up.

        Raises ValueError where the set has no words, or not so many, and for what is not one list of numbers.
        """
        if np.ndim(numbers) != 1:
            raise ValueError(f"numbers={numbers}: must be one list")
        numbers = [int(number) for number in numbers]
        if not self.vocabulary or not all(0 <= number < len(self.vocabulary) for number in numbers):
            raise ValueError(f"numbers={numbers}: {self.name} has {len(self.vocabulary or ())} words")
        numbers = numbers[: numbers.index(0)] if 0 in numbers else numbers
        return " ".join(self.vocabulary[number] for number in numbers if self.vocabulary[number] != "<start>")

    def hold_out(self, n: int) -> "Dataset":
        """The same set with its last `n` training images in the place of the test, which stays unseen to the end.

        Raises ValueError unless some images are held out, and some are left.
        """
        if isinstance(n, bool) or not isinstance(n, int | np.integer) or not 0 < n < len(self.x_train):
            raise ValueError(f"n={n!r}: must be an integer, 1 to {len(self.x_train) - 1}")
        arrays = {}
        for kind in ("x", "y", "masks", "boxes", "words"):
            whole = getattr(self, f"{kind}_train")
            if whole is not None:
                arrays |= {f"{kind}_train": whole[:-n], f"{kind}_test": whole[-n:]}
        return replace(self, **arrays)

    def of_classes(self, names) -> "Dataset":
        """The images of some classes alone; the first of `names` becomes class 0, and so on.

        In masks the other classes become background.

        Args:
            names: some of `class_names`, each once: ``cifar10.of_classes(["cat", "dog"])``.

        Raises ValueError after `per_pixel`, for no names, one that comes twice, and unknown ones, naming the nearest.
        """
        self._one_label_each("of_classes")
        if not np.iterable(names):
            raise ValueError(f"names={names!r}: must be some of {', '.join(self.class_names)}")
        names = [names] if isinstance(names, str) else list(names)
        for name in names:
            if name not in self.class_names:
                near = difflib.get_close_matches(str(name), self.class_names, n=1)
                hint = f"did you mean {near[0]!r}? " if near else ""
                raise ValueError(f"unknown class {name!r}: {hint}There are: {', '.join(self.class_names)}")
        if not names or len(set(names)) < len(names):
            raise ValueError(f"names={names}: must be at least one class, and each once")
        numbers = np.full(len(self.class_names), -1)
        numbers[[self.class_names.index(name) for name in names]] = range(len(names))
        arrays = {}
        for split in ("train", "test"):
            new = numbers[getattr(self, f"y_{split}")]
            for kind in ("x", "masks", "boxes", "words"):
                whole = getattr(self, f"{kind}_{split}")
                if whole is not None:
                    arrays[f"{kind}_{split}"] = whole[new >= 0]
            arrays[f"y_{split}"] = new[new >= 0]
            if self.masks_train is not None:
                arrays[f"masks_{split}"] = np.append(0, numbers + 1).astype("int32")[arrays[f"masks_{split}"]]
        return replace(self, class_names=tuple(names), **arrays)

    def per_class(self, n: int) -> "Dataset":
        """The same set with the first `n` training images of each class alone; the test stays whole.

        Raises ValueError after `per_pixel`, and where a class has fewer.
        """
        self._one_label_each("per_class")
        counts = np.bincount(self.y_train, minlength=len(self.class_names))
        if isinstance(n, bool) or not isinstance(n, int | np.integer) or not 1 <= n <= counts.min():
            raise ValueError(f"n={n!r}: must be an integer, 1 to {counts.min()}, as many as the smallest class has")
        chosen = np.sort(np.concatenate([np.flatnonzero(self.y_train == k)[:n] for k in range(len(counts))]))
        kinds = [kind for kind in ("x", "y", "masks", "boxes", "words") if getattr(self, f"{kind}_train") is not None]
        return replace(self, **{f"{kind}_train": getattr(self, f"{kind}_train")[chosen] for kind in kinds})

    def per_pixel(self) -> "Dataset":
        """The same set with the class of every pixel as label, (N, H, W), for networks that label pixels.

        Classes are the background, then those of the images; where no pixel is background, those of the images alone.

        Raises ValueError for a set without masks.
        """
        if self.masks_train is None:
            raise ValueError(f"{self.name} has no masks: there are in {', '.join(WITH_MASKS)}")
        full = all(masks.min() > 0 for masks in (self.masks_train, self.masks_test) if masks.size)
        return replace(
            self,
            y_train=self.masks_train.astype("int64") - full,
            y_test=self.masks_test.astype("int64") - full,
            class_names=self.class_names if full else ("background", *self.class_names),
        )

    def _one_label_each(self, method):
        """Raise ValueError, naming the method, where a label is not that of a whole image."""
        if self.y_train.ndim != 1:
            raise ValueError(f"labels of shape {self.y_train.shape}: take {method} before per_pixel")

    def __repr__(self):
        things = "images" if self.x_train.ndim == 4 else "examples"
        return (
            f"{self.name}: {len(self.x_train)} training and {len(self.x_test)} test {things} of shape "
            f"{self.x_train.shape[1:]}, {len(self.class_names)} classes\n"
            f"source: {self.source}\nlicence: {self.licence}"
        )


def load(name: str, **options) -> Dataset:
    """Load a data set by name; `options` are those of the set (``size``: pixels, of "digits", "photos" and "shapes").

    "mnist", "fashion_mnist", "cifar10" and "oxford_iiit_pet" are downloaded at first use. Where they cannot be, a line
    says so and an offline set of the same image shape and number of classes comes in their place: digits, or shapes.

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
