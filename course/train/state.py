"""All that a training depends on, as arrays and back: weights, optimizer, metrics, and what randomness comes from."""

import random

import numpy as np
from keras import ops

from course import backend

KINDS = ("variables", "optimizer", "metrics")


def take(model):
    """State of a model in training as a dict of NumPy arrays.

    Variables of the model are its weights, moving averages, and the states of its seed generators (dropout, crops);
    those of the optimizer its velocities and number of steps; those of metrics the sums of the epoch so far.
    """
    return {
        f"{kind}{i}": np.asarray(ops.convert_to_numpy(variable))
        for kind in KINDS
        for i, variable in enumerate(_variables(model, kind))
    }


def put(model, arrays, kinds=KINDS):
    """Give a compiled, built model the state that `take` returned, or some kinds of it.

    Raises ValueError where it has other variables: the state is another network's.
    """
    for kind in kinds:
        found = [arrays[f"{kind}{i}"] for i in range(sum(name.rstrip("0123456789") == kind for name in arrays))]
        variables = _variables(model, kind)
        here, there = ([tuple(each.shape) for each in group] for group in (variables, found))
        if here != there:
            raise ValueError(f"{model.name} has {kind} of shapes {here}, the checkpoint of {there}: another network's")
        for variable, array in zip(variables, found, strict=True):
            variable.assign(array)


def _variables(model, kind):
    if kind == "metrics":
        return model.metrics_variables
    if kind == "variables":
        return model.trainable_variables + model.non_trainable_variables
    model.optimizer.build(model.trainable_variables)
    return model.optimizer.variables


def take_random():
    """State of Python's, NumPy's and the backend's random numbers, all that is seeded at a time, as JSON holds it."""
    name, keys, *rest = np.random.get_state()  # noqa: NPY002
    return [random.getstate(), [name, keys.tolist(), *rest], [array.tolist() for array in backend.random_state()]]


def put_random(state):
    """Let random numbers go on where `take_random` found them."""
    (version, keys, gauss), (name, words, *rest), others = state
    random.setstate((version, tuple(keys), gauss))
    np.random.set_state((name, np.asarray(words, "uint32"), *rest))  # noqa: NPY002
    backend.set_random_state([np.asarray(other, "uint8") for other in others])
