"""Initial weights on JAX drawn by NumPy, since JAX compiles a function for every shape that it draws.

That takes a quarter of a second each: six of the eight seconds in which MobileNetV2 was built. The distributions are
Keras's, and a seed gives the same weights each time, though not those that JAX would have drawn. It begins when both
the course and Keras are loaded, whichever comes first.
"""

from types import SimpleNamespace

import numpy as np
from keras import config, ops
from keras.src.backend.common.stateless_scope import in_stateless_scope  # no public way says what initializers use
from keras.src.initializers import constant_initializers, random_initializers


def draw_with_numpy() -> None:
    """Make Keras's initializers draw with NumPy, wherever values are wanted and not shapes alone."""
    if isinstance(random_initializers.random, SimpleNamespace):
        return  # done
    drawing, filling = random_initializers.random, constant_initializers.ops
    drawn = {
        draw.__name__: _seeded(draw, getattr(drawing, draw.__name__)) for draw in (uniform, normal, truncated_normal)
    }
    filled = {fill.__name__: _filled(fill, getattr(filling, fill.__name__)) for fill in (np.zeros, np.ones)}
    random_initializers.random = SimpleNamespace(**vars(drawing) | drawn)
    constant_initializers.ops = SimpleNamespace(**vars(filling) | filled)


def uniform(rng, shape, minval, maxval):
    """Evenly between two numbers."""
    return minval + (maxval - minval) * rng.random(shape, "float32")


def normal(rng, shape, mean=0.0, stddev=1.0):
    """Normal."""
    return mean + stddev * rng.standard_normal(shape, "float32")


def truncated_normal(rng, shape, mean, stddev):
    """Normal, drawn again where it is more than two standard deviations away."""
    values = rng.standard_normal(shape, "float32")
    while (far := np.abs(values) > 2).any():
        values[far] = rng.standard_normal(far.sum(), "float32")
    return mean + stddev * values


def _seeded(ours, theirs):
    def draw(shape, *, dtype=None, seed=None, **distribution):
        if in_stateless_scope() or not isinstance(seed, int):
            return theirs(shape, dtype=dtype, seed=seed, **distribution)
        values = ours(np.random.default_rng(seed), tuple(shape), **distribution)
        return ops.convert_to_tensor(values, dtype or config.floatx())

    return draw


def _filled(ours, theirs):
    def fill(shape, dtype=None):
        if in_stateless_scope():
            return theirs(shape, dtype=dtype)
        return ops.convert_to_tensor(ours(shape, "float32"), dtype or config.floatx())

    return fill
