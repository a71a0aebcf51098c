"""What is counted of a layer, and the sizes that counting takes. Shapes are without the batch."""

from math import prod
from typing import NamedTuple


class Work(NamedTuple):
    """For one example: multiply-adds of the layer proper, additions of biases, values that are normalised."""

    macs: int = 0
    biases: int = 0
    normalisation: int = 0

    def __add__(self, other):
        return Work(*map(sum, zip(self, other, strict=True)))

    def __mul__(self, times):
        return Work(*(number * times for number in self))


class OpenSizeError(ValueError):
    """A size that a count needs is open."""


class UnknownError(ValueError):
    """Nobody has said how to count the layer."""


def size(shape) -> int:
    """Number of values in a shape; raises OpenSizeError."""
    if None in shape:
        raise OpenSizeError(f"{tuple(shape)}")
    return prod(shape)


def places(layer, shape) -> int:
    """Number of positions in feature maps of `shape`."""
    return size(shape[:-1] if layer.data_format == "channels_last" else shape[1:])


def used(layer, times) -> Work:
    """Work of a layer (or cell) with kernel and bias, each used `times` times."""
    bias = getattr(layer, "bias", None)
    return Work(prod(layer.kernel.shape) * times, 0 if bias is None else prod(bias.shape) * times)
