"""How long a network takes for a batch."""

import time
from numbers import Integral
from typing import NamedTuple

import keras
import numpy as np

from course import backend
from course.measure.graph import fixed, functional
from course.measure.walk import input_names


class Latency(NamedTuple):
    """Seconds that a network takes for a batch: `median` and quartiles, `lower` and `upper`, of `repeats` runs."""

    median: float
    lower: float
    upper: float
    batch: int
    repeats: int
    backend: str
    device: str

    def __str__(self):
        times = [f"{1000 * seconds:.3g}" for seconds in (self.median, self.lower, self.upper)]
        what = "1 example" if self.batch == 1 else f"{self.batch} examples"
        return (
            f"{times[0]} ms for {what} (middle half of {self.repeats} runs: {times[1]} to {times[2]} ms), "
            f"{self.backend} on {self.device}"
        )


def latency(model, x=1, *, repeats=20, warm_up=3, clock=time.perf_counter) -> Latency:
    """Time that a network takes to predict, from a NumPy array to a NumPy array, which waits for the device.

    Args:
        model: a built functional or sequential ``keras.Model``.
        x: NumPy array of examples, a list of them or {name: array} for several inputs, or how many to make up: noise,
            and zeros of whole numbers.
        repeats: runs that are timed.
        warm_up: runs before these, which compile and fill caches.
        clock: function that returns seconds.

    Raises ValueError for numbers below 1 (`warm_up`: below 0) or not whole, and examples to be made up for a network of
    open size or without a graph.
    """
    if not all(isinstance(times, Integral) for times in (repeats, warm_up)) or repeats < 1 or warm_up < 0:
        raise ValueError(f"repeats={repeats}, warm_up={warm_up}: must be at least 1 and 0")
    if np.isscalar(x):
        x = made_up(model, x)
    batch = len(keras.tree.flatten(x)[0])

    times = []
    for _ in range(warm_up + repeats):
        start = clock()
        model.predict_on_batch(x)
        times.append(clock() - start)
    lower, median, upper = np.quantile(times[warm_up:], (0.25, 0.5, 0.75)).tolist()
    return Latency(median, lower, upper, batch, repeats, backend.name(), backend.devices()[0])


def made_up(model, batch):
    """A batch of examples without sense."""
    if not isinstance(batch, Integral) or batch < 1:
        raise ValueError(f"x={batch}: must be at least 1 example, or an array of them")
    graph, rng, examples = functional(model), np.random.default_rng(0), []
    for tensor in graph.inputs:
        shape = tuple(tensor.shape[1:])
        if None in shape:
            raise ValueError(
                f"input {tensor.name!r} of model {model.name!r} is of open size, {shape}: give an array, or build the "
                f"network with an input_shape such as {fixed(tensor.shape)}"
            )
        noise = rng.random((batch, *shape), "float32")
        examples.append(
            noise if "float" in keras.backend.standardize_dtype(tensor.dtype) else np.zeros_like(noise, int)
        )
    if isinstance(graph._inputs_struct, dict):
        return dict(zip(input_names(graph), examples, strict=True))
    return examples[0] if len(examples) == 1 else examples
