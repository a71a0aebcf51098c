"""Parameters and multiply-adds, a number each."""

from math import prod

import keras

from course.measure.walk import walk
from course.measure.work_rules import work_of


def parameters(model) -> int:
    """Number of weights that can be learnt, as papers count: without the moving statistics of batch normalisation.

    A frozen model counts as if it were not, by itself or inside another. Single layers with ``trainable=False`` in a
    model that learns are taken as fixed by design, such as LeNet-5's codes, and do not count. A weight that several
    layers share counts once. `Complexity.trainable` leaves out all that is frozen.
    """
    frozen = [part for part in model._flatten_layers() if isinstance(part, keras.Model) and not part.trainable_weights]
    asleep = [weight for part in frozen for layer in part._flatten_layers() for weight in layer._trainable_variables]
    weights = {id(weight): weight for weight in (*model.trainable_weights, *asleep)}
    return sum(prod(weight.shape) for weight in weights.values())


def macs(model, input_shape=None) -> int:
    """Multiply-adds for one example: those of convolutions, dense and recurrent layers and of attention.

    Biases, normalisation, activations and pooling are left out, as papers do. A layer of another kind tells its own
    number in a method ``macs(output_shape)``.

    Args:
        model: a functional or sequential ``keras.Model``.
        input_shape: the input's shape without the batch where the model leaves it open; a list for several inputs, or
            {name of the input: shape}.

    Raises ValueError if a size that a count takes is open, for a layer whose multiply-adds are unknown, and for a model
    without a graph.
    """
    return sum(known_macs(use) for use in walk(model, input_shape)[0])


def known_macs(use):
    """Multiply-adds of a layer at one place; raises ValueError where they are unknown."""
    work = work_of(use)
    if work is None:
        raise ValueError(
            f"layer {use.name!r}: the multiply-adds of {type(use.layer).__name__} are unknown; a layer of your own can "
            "tell them in a method macs(output_shape)"
        )
    return work.macs
