"""Scenes with a coloured circle in them, each with the sentence that describes it."""

import numpy as np

from course.data.dataset import Dataset
from course.data.drawing import LICENCE, SOURCE, TEXTURES, check, patch, points
from course.data.shapes import SHAPES

COLOURS = {"red": (0.9, 0.2, 0.2), "green": (0.2, 0.75, 0.25), "blue": (0.2, 0.35, 0.95), "yellow": (0.95, 0.9, 0.2)}
SIZES = {"small": (0.15, 0.18), "large": (0.25, 0.28)}  # radius, as a share of the image's side
PLACES = {  # row and column of the centre
    "at the top left": (0.3, 0.3),
    "at the top right": (0.3, 0.7),
    "in the middle": (0.5, 0.5),
    "at the bottom left": (0.7, 0.3),
    "at the bottom right": (0.7, 0.7),
}
#: Number of each word: 0 ends a caption and fills up behind it, 1 starts it.
VOCABULARY = ("<end>", "<start>", "a", *SIZES, *COLOURS, "circle", *dict.fromkeys(" ".join(PLACES).split()))
LENGTH = 10  # words of the longest caption, with start and end


def captions(size=32, n_train=2048, n_test=512, *, seed=0) -> Dataset:
    """Scenes with captions: "a small red circle at the top left", "a large blue circle in the middle".

    Size, colour and place are drawn evenly and each for itself: no word can be guessed from another one's, but
    for the grammar. The same arguments give the same scenes on every machine; asking for more leaves the rest as it is.

    Args:
        size: height and width in pixels, 24 to 128.
        n_train, n_test: number of scenes, training ones at least 2.
        seed: an integer from 0; another one, other scenes.

    Returns a `Dataset` of images with three channels, with `words_train`, `words_test` and `vocabulary`; its classes
    are the sizes.
    Raises ValueError for arguments out of range.
    """
    check("size", size, 24, 128)
    check("n_train", n_train, len(SIZES))
    check("n_test", n_test, 0)
    check("seed", seed, 0)
    (x_train, y_train, words_train), (x_test, y_test, words_test) = (
        _scenes(split, n, size, seed) for split, n in enumerate((n_train, n_test))
    )
    return Dataset(
        "captions", x_train, y_train, x_test, y_test,
        class_names=tuple(SIZES), source=SOURCE, licence=LICENCE,
        words_train=words_train, words_test=words_test, vocabulary=VOCABULARY,
    )  # fmt: skip


def _scenes(split, n, size, seed):
    x, y = np.empty((n, size, size, 3), "float32"), np.arange(n) % len(SIZES)
    words = np.zeros((n, LENGTH), "int32")
    for i in range(n):
        x[i], caption = _scene(tuple(SIZES)[y[i]], size, np.random.default_rng([seed, split, i]))
        numbers = [VOCABULARY.index(word) for word in ("<start>", *caption.split(), "<end>")]
        words[i, : len(numbers)] = numbers
    return x, y, words


def _scene(large, size, rng):
    """A scene (size, size, 3) and its caption."""
    colour, place = (list(names)[rng.integers(len(names))] for names in (COLOURS, PLACES))
    image = np.repeat(patch(rng.integers(len(TEXTURES)), size, rng) * rng.uniform(0.2, 0.5), 3, axis=2)
    centre = np.array(PLACES[place]) + rng.uniform(-0.03, 0.03, 2)
    radius = rng.uniform(*SIZES[large])
    u, v = points(size, centre * size, radius * size, rng.uniform(-0.2, 0.2))
    image[SHAPES["circle"](u, v)] = np.clip(np.array(COLOURS[colour]) * rng.uniform(0.8, 1.1), 0, 1)
    return image, f"a {large} {colour} circle {place}"
