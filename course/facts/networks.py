"""What the functions of several topics use: networks without weights, shapes as text, small networks run."""

from functools import cache

import keras
import numpy as np

from course import measure, models


@cache
def network(name, **arguments):
    """The network `name` of `course.models`, built once and without weights: for shapes and counts."""
    with measure.without_weights():
        return models.create(name, **arguments)


def network_of(block, input_shape, *given, **named):
    """Network of a single block or layer, without weights: ``network_of(blocks.conv, (32, 32, 3), 6, 5)``."""
    with measure.without_weights():
        image = keras.Input(input_shape)
        return keras.Model(image, block(image, *given, **named))


def text(shape):
    """A shape as the decks print it, without the batch axis: "55x55x96"."""
    return "x".join(str(size) for size in shape if size is not None)


def filters_in_letters(kernel, names):
    """Shape of Keras's filters (K…, Cin, Cout) in the order of the decks, (Cout, Cin, K…), a letter for each size."""
    return " x ".join(names[size] for size in (kernel.shape[-1], *kernel.shape[-2::-1]))


def numbers(*shape, seed=0):
    """Normal numbers from NumPy: the same each time, and on each backend."""
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def weights_for(net):
    """Arrays that can be the weights of a network: normal numbers, small where many add up."""
    shapes = [weight.shape for weight in net.trainable_weights]
    return [numbers(*shape, seed=seed) / np.sqrt(np.prod(shape[:-1])) for seed, shape in enumerate(shapes, start=1)]


def run(net, x, weights):
    """Outputs of a network without weights of its own, for arrays of images and of weights, as arrays."""
    outputs, _ = net.stateless_call(weights, [], x)
    return keras.tree.map_structure(keras.ops.convert_to_numpy, outputs)


def fill(net):
    """Give a small network that has been built with weights those of `weights_for`; return it."""
    for weight, array in zip(net.trainable_weights, weights_for(net), strict=True):
        weight.assign(array)
    return net
