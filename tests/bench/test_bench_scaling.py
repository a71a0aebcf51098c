"""Ten and a hundred times as much: the time of each item should stay what it was."""

import statistics
from functools import partial

import keras
import pytest
from rows import duration, interleaved, ratios, record

from course import data, measure

SIZES = (1, 10, 100)
ROUNDS = 5


def scaling(what, item, least, at):
    """Record the time of an item for ten and a hundred times `least` of them; `at(n)` is a function to be timed."""
    seconds = interleaved({size * least: at(size * least) for size in SIZES}, ROUNDS)
    each = {n: [value / n for value in values] for n, values in seconds.items()}
    for n in each:
        if n > least:
            found = ratios(each[n], each[least])
            record(f"{what}, {n} {item}s", f"{duration(statistics.median(each[n]))} each", f"{least} {item}s", found)


@pytest.mark.parametrize("name", ["shapes", "mosaics", "scenes", "captions", "tones"])
def test_bench_data(name):
    scaling(f"data.load({name!r})", "example", 24, lambda n: partial(data.load, name, n_train=n, n_test=0))


@pytest.mark.parametrize("count", [measure.complexity, measure.receptive_fields, measure.connections])
def test_bench_measure(count):
    scaling(f"measure.{count.__name__}", "block", 3, lambda n: partial(count, residual(n)))


def residual(blocks):
    """A network of so many residual blocks, without weights."""
    with measure.without_weights():
        x = image = keras.Input((32, 32, 8))
        for _ in range(blocks):
            y = keras.layers.Conv2D(8, 3, padding="same", activation="relu")(x)
            x = keras.layers.Add()([x, y])
        return keras.Model(image, x)
