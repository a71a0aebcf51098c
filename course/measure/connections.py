"""Arrows between the units of a network, and the weights that they share: LeCun, Bottou, Bengio, Haffner 1998.

"Gradient-based learning applied to document recognition", section II.
"""

from math import prod
from typing import NamedTuple

import numpy as np

from course.measure.graph import plain, steps_of
from course.measure.walk import runs_keras
from course.measure.windows import WHOLE, windows_of

NORMALISES = ("GroupNormalization", "LayerNormalization", "RMSNormalization", "UnitNormalization", "Softmax")


class Connections(NamedTuple):
    """Number of `arrows` into the units of a network, of distinct `weights` behind them, and both by layer."""

    arrows: int
    weights: int
    layers: dict

    def table(self):
        """By layer: a DataFrame with columns layer, arrows, weights."""
        import pandas as pd

        rows = [(name, *counts) for name, counts in self.layers.items()]
        return pd.DataFrame(rows, columns=("layer", "arrows", "weights"))

    def __str__(self):
        return f"{self.arrows:,} arrows, {self.weights:,} weights"


def connections(model, *, bias=False) -> Connections:
    """Count the arrows of a network drawn unit by unit, and the different weights on them.

    A unit is a value that a convolution, a dense layer, pooling or a merge (addition and the like) makes, together with
    the normalisation and activation behind it. What padding adds is no unit, and no arrow comes from it: a convolution
    of width 3 over 5 units, padded with one zero at each end, has 13 arrows. Arrows of pooling and merges have no
    weight; layers that only pass on, such as flattening, concatenation and cropping, have no arrows. Behind flattening
    and the like, and behind additions, padding is no longer told from units: crop or convolve it away before.

    Args:
        model: a functional or sequential model with images of fixed size.
        bias: count an arrow more for each unit that has a bias, and the bias as a weight, as the paper does.

    Layers that share weights count them once, in the first row that has them.
    Raises ValueError for a model without a graph, an open size, a layer of an unknown kind, attention too, and where
    maps with different padding are concatenated.
    Source: LeCun et al. 1998, section II.B, "trainable parameters" and "connections".
    """
    steps, inputs, _ = steps_of(model)
    units = {id(x): all_units(x) for x in inputs}  # by tensor, for each axis: which places are no padding
    layers, counted = {}, set()
    for step in steps:
        made, arrows = count(step, [units[id(x)] for x in step.inputs])
        units.update({id(x): made for x in step.outputs})
        if not arrows:
            continue
        owned = [w for w in getattr(step.operation, "weights", []) if bias or not is_bias(w)]
        if bias and any(is_bias(w) for w in owned):
            arrows += places(made) * step.outputs[0].shape[-1]
        fresh = [w for w in owned if id(w) not in counted]
        counted.update(id(w) for w in fresh)
        name = plain(step.name)
        before = layers.get(name, (0, 0))
        layers[name] = (before[0] + arrows, before[1] + sum(prod(w.shape) for w in fresh))
    return Connections(*(sum(column) for column in zip((0, 0), *layers.values(), strict=True)), layers)


def is_bias(weight):
    """Whether a weight is a bias, by its name."""
    return weight.name == "bias"


def all_units(tensor):
    """For each axis of a tensor: True at every place."""
    if None in tensor.shape[1:]:
        raise ValueError(f"maps of {tensor.shape}: build the network with a fixed input_shape")
    return [np.ones(side, bool) for side in tensor.shape[1:-1]]


def count(step, units):
    """Which places of a step's output hold units, and how many arrows lead to these."""
    if step.is_a("Reshape", "Permute", "RepeatVector") and runs_keras(step.operation):
        return all_units(step.outputs[0]), 0
    windows, own = windows_of(step), units[0]
    if WHOLE in windows:
        if step.is_a("BaseGlobalPooling"):
            return all_units(step.outputs[0]), places(own) * step.outputs[0].shape[-1]
        if step.is_a("Flatten", "Reshape"):
            return all_units(step.outputs[0]), 0
        if step.is_a(*NORMALISES):
            return own, 0
        raise ValueError(f"layer {step.name!r}: the connections of {step.kind} are unknown")
    if step.is_a("Concatenate"):
        if not all(np.array_equal(a, b) for other in units for a, b in zip(own, other, strict=True)):
            raise ValueError(
                f"layer {step.name!r} puts maps with different padding side by side: crop or convolve it away before"
            )
        return own, 0
    if windows[0] == ():
        made = own if len(units) == 1 else all_units(step.outputs[0])
        return made, places(made) * pairs(step)

    made = all_units(step.outputs[0])
    axes = zip(windows[0], own, made, strict=True)
    reads = [[reals(window, axis, place) for place in range(len(out))] for window, axis, out in axes]
    if all(window._replace(before=0) == (1, 1, 1, 0, False) for window in windows[0]) and not step.operation.weights:
        return [np.array(axis, bool) for axis in reads], 0
    arrows = prod(sum(axis) for axis in reads) * pairs(step)
    if step.is_a("BaseSeparableConv"):
        arrows += places(made) * prod(step.operation.pointwise_kernel.shape)
    return made, arrows


def reals(window, units, place):
    """How many units, not padding, are read at a place."""
    return sum(1 for i in window.reads(place) if 0 <= i < len(units) and units[i])


def places(units):
    """How many places hold units."""
    return prod(int(axis.sum()) for axis in units)


def pairs(step):
    """Pairs of an input's channel and an output's that a window connects; a layer of your own has a method `pairs`."""
    layer, channels = step.operation, step.outputs[0].shape[-1]
    if hasattr(layer, "pairs"):
        return layer.pairs()
    if step.is_a("BaseSeparableConv"):
        return prod(layer.depthwise_kernel.shape[-2:])
    if step.is_a("BaseConv", "BaseConvTranspose", "BaseDepthwiseConv", "Dense"):
        return prod(layer.kernel.shape[-2:])
    if step.is_a("Embedding", "EinsumDense"):
        raise ValueError(f"layer {step.name!r}: the connections of {step.kind} are unknown")
    if windows_of(step)[0] == ():
        return len(step.inputs) * channels if len(step.inputs) > 1 else 0
    return channels
