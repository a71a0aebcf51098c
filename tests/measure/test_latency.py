"""Latency by a clock that is not the wall's."""

import keras
import numpy as np
import pytest
from keras import layers

from course import backend, measure


def clock(seconds):
    """A clock that lets each run last as given."""
    now, last = 0.0, iter(seconds)
    while True:
        yield now
        now += next(last, 0)
        yield now


def test_quartiles_of_the_runs_after_the_warm_up():
    net = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    ticks = clock([9, 8, 0.005, 0.001, 0.003, 0.002, 0.004])
    found = measure.latency(net, 4, repeats=5, warm_up=2, clock=lambda: next(ticks))
    assert np.allclose(found[:3], (0.003, 0.002, 0.004)) and (found.batch, found.repeats) == (4, 5)
    assert (found.backend, found.device) == (backend.name(), backend.devices()[0])
    times = "3 ms for 4 examples (middle half of 5 runs: 2 to 4 ms)"
    assert str(found) == f"{times}, {found.backend} on {found.device}"


def test_what_the_network_gets():
    words, image = keras.Input((4,), dtype="int32"), keras.Input((3, 3, 1))
    x = layers.Concatenate()([layers.Flatten()(layers.Embedding(2, 2)(words)), layers.Flatten()(image)])
    net = keras.Model([words, image], layers.Dense(1)(x))
    seen, predict = [], net.predict_on_batch
    net.predict_on_batch = lambda x: seen.append([one.shape for one in x]) or predict(x)
    assert measure.latency(net, 2, repeats=2, warm_up=1).batch == 2
    assert seen == [[(2, 4), (2, 3, 3, 1)]] * 3
    assert measure.latency(net, [np.zeros((3, 4), int), np.ones((3, 3, 3, 1))], repeats=1).batch == 3


def test_errors():
    net = keras.Sequential([keras.Input((None, 3)), layers.Conv1D(1, 1)])
    for match, arguments in (
        ("open size", {}), ("at least 1 and 0", {"repeats": 0}), ("at least 1 example", {"x": 0}),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=match):
            measure.latency(net, **arguments)
    assert measure.latency(net, np.ones((1, 5, 3)), repeats=1, warm_up=0).batch == 1
