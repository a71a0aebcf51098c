"""Counts that the claims on several networks need: rows of layers, and layers in a row."""

from functools import cache

import keras

from course import measure
from course.facts.networks import network


@cache
def rows(name, **arguments):
    """Rows of ``measure.complexity`` by the names of the layers of a `network`."""
    return {row.name: row for row in measure.complexity(network(name, **arguments)).rows}


def counted(name, **arguments):
    """Those `rows` that multiply and add, whose outputs papers count too: convolutions and dense layers."""
    return [row for row in rows(name, **arguments).values() if row.macs]


def mebibytes(numbers):
    """Megabytes of 1024² bytes that float32 numbers take, four bytes each."""
    return 4 * numbers / 1024**2


def activations(name):
    """Numbers in the outputs of a network's convolutions and dense layers."""
    return sum(row.activations for row in counted(name))


def depth(net, *types):
    """Layers of these `types` on the longest way through a network."""
    longest = {}
    for layer in net.layers:
        first = isinstance(layer, keras.layers.InputLayer)
        before = [] if first else keras.tree.flatten(layer.input)
        longest[id(layer.output)] = isinstance(layer, types) + max((longest[id(x)] for x in before), default=0)
    return max(longest.values())


def of_type(net, *types):
    """Layers of these `types`, in the network's order."""
    return [layer for layer in net.layers if isinstance(layer, types)]
