"""Short reviews whose sense no single word tells: "not bad … dull" against "bad … not dull"."""

import numpy as np

from course.data.dataset import Dataset
from course.data.drawing import check

#: Adjectives that praise, each with its opposite.
PAIRS = (("good", "bad"), ("great", "awful"), ("fine", "poor"), ("clever", "silly"), ("funny", "dull"))
NOUNS = ("plot", "music", "cast", "ending", "dialogue", "camera", "pace", "script")
VERBS = ("was", "is", "seemed", "felt")
OPENINGS = ("", "well", "to me", "this time", "i must say", "in the first half")
VOCABULARY = ("<none>", *dict.fromkeys(
    word
    for text in (*OPENINGS, *NOUNS, *VERBS, *sum(PAIRS, ()), "the", "not", "very", "and", "but")
    for word in text.split()
))  # fmt: skip
TAGS = ("other", "blame", "praise")  # as in all masks: 0, and a class's number plus 1
LENGTH = 16


def texts(n_train=1024, n_test=512, *, seed=0) -> Dataset:
    """Reviews of two statements, "the plot was not very good and the music seemed funny", and what they come to.

    Each names a good and a bad property, and denies one of the two: so both statements praise, or both blame. The same
    words in another order say the opposite; what tells is an n-gram, a property with the word or two ahead of it. The
    same arguments give the same texts on every machine; asking for more leaves the rest as it is.

    Args:
        n_train, n_test: number of texts, training ones at least 2.
        seed: an integer from 0; another one, other texts.

    Returns a `Dataset` of word numbers (N, 16), int32, 0 behind the end; classes are "blame" and "praise". `vocabulary`
    has the words; `masks_train` and `masks_test` a tag for each, 0 "other", 1 "blame", 2 "praise".
    Raises ValueError for arguments out of range.
    """
    check("n_train", n_train, 2)
    check("n_test", n_test, 0)
    check("seed", seed, 0)
    (x_train, y_train, tags_train), (x_test, y_test, tags_test) = (
        _texts(split, n, seed) for split, n in enumerate((n_train, n_test))
    )
    return Dataset(
        "texts", x_train, y_train, x_test, y_test,
        class_names=("blame", "praise"), source="made here", licence="CC0",
        masks_train=tags_train, masks_test=tags_test, vocabulary=VOCABULARY,
    )  # fmt: skip


def _texts(split, n, seed):
    x, tags, y = np.zeros((n, LENGTH), "int32"), np.zeros((n, LENGTH), "int32"), np.arange(n) % 2
    for i in range(n):
        words, of_words = _text(y[i], np.random.default_rng([seed, split, i]))
        x[i, : len(words)] = [VOCABULARY.index(word) for word in words]
        tags[i, : len(words)] = of_words
    return x, y, tags


def _text(praise, rng):
    """Words of a text, and a tag for each."""
    good, bad = (PAIRS[i][side] for side, i in enumerate(rng.integers(len(PAIRS), size=2)))
    first, second = (NOUNS[i] for i in rng.choice(len(NOUNS), 2, replace=False))
    words, tags = OPENINGS[rng.integers(len(OPENINGS))].split(), {}
    for noun, adjective in zip((first, second), rng.permutation([good, bad]), strict=True):
        if noun == second:
            words.append(("and", "but")[rng.integers(2)])
        denied = ["not"] * bool((adjective == good) != praise)
        words += [
            "the",
            noun,
            VERBS[rng.integers(len(VERBS))],
            *denied,
            *["very"] * int(rng.integers(2)),
            str(adjective),
        ]
        tags[len(words) - 1] = TAGS.index("praise" if praise else "blame")
    return words, [tags.get(place, 0) for place in range(len(words))]
