"""Networks without weights: their shapes are all that counting needs."""

from contextlib import contextmanager

import keras
from keras.src.backend.common import global_state  # Keras has no public list of the weights that wait for values
from keras.src.backend.common.stateless_scope import in_stateless_scope

WAY_OUT = (
    "was built inside measure.without_weights(): it has shapes and no weights; build it again outside to run, train "
    "or load it"
)


class Weightless(keras.StatelessScope):
    """A scope in which weights get no values, and may not be given any."""

    def __init__(self):
        super().__init__(initialize_variables=False)

    def add_update(self, update):
        """Refuse to give a weight a value."""
        raise ValueError(f"weight {update[0].path!r} {WAY_OUT}")

    def get_current_value(self, variable):
        """Refuse to compute with a weight; statistics and seeds are read while layers are built."""
        if variable.trainable and variable._value is None:
            raise ValueError(f"weight {variable.path!r} {WAY_OUT}")


@contextmanager
def without_weights():
    """Build networks in no time and no memory, for counting: ``with without_weights(): net = models.vgg16()``.

    The network's layers and shapes are there, `complexity` and all counts work on it; its weights have no values.
    Loading or setting weights, and running the network, raise a ValueError; ``weights="imagenet"`` does not work here.
    """
    before = len(waiting())
    try:
        with Weightless():
            yield
    finally:
        for weight in waiting()[before:]:
            refuse(weight)
        del waiting()[before:]  # or the next scope of anybody would give them values after all


def waiting():
    """Keras's list of weights that wait for values."""
    return global_state.get_global_attribute("uninitialized_variables", [], set_to_default=True)


def refuse(weight):
    """Let a weight without value give values while shapes are traced, and refuse all else."""
    initializer = weight._initializer

    def value(shape, dtype=None):
        if in_stateless_scope():
            return initializer(shape, dtype=dtype)
        raise ValueError(f"weight {weight.path!r} {WAY_OUT}")

    def assign(value):
        raise ValueError(f"weight {weight.path!r} {WAY_OUT}")

    weight._initializer, weight._direct_assign = value, assign
