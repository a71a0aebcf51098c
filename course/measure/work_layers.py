"""Multiply-adds of convolutions, dense and recurrent layers: rules from shapes in (x) and out (y) to `Work`."""

from math import prod

from keras import layers

from course.measure.walk import runs_keras
from course.measure.work import UnknownError, Work, places, size, used

CELLS = (layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell)


def convolution(layer, x, y, call):
    """Each weight once at each position of the output, where padding lies under the window too."""
    return used(layer, places(layer, y[0]))


def transposed(layer, x, y, call):
    """Each weight once at each position of the input, what is cropped afterwards included."""
    biases = size(y[0]) if layer.use_bias else 0
    return Work(prod(layer.kernel.shape) * places(layer, x[0]), biases)


def separable(layer, x, y, call):
    """A depthwise convolution, then one of 1x1."""
    kernels = prod(layer.depthwise_kernel.shape) + prod(layer.pointwise_kernel.shape)
    return Work(kernels * places(layer, y[0]), size(y[0]) if layer.use_bias else 0)


def dense(layer, x, y, call):
    """Each weight once for each vector along the last axis."""
    return used(layer, size(x[0][:-1]))


def einsum_dense(layer, x, y, call):
    """Each weight once for each index of the input that is not one of the kernel's."""
    left, kernel = layer.equation.split("->")[0].split(",")
    spread = "0123456789"[: len(x[0]) + 1 - len(left.replace("...", ""))]  # what the dots stand for
    indices = left.replace("...", spread)[1:]  # without the batch
    times = size([side for index, side in zip(indices, x[0], strict=True) if index not in kernel])
    return Work(prod(layer.kernel.shape) * times, 0 if layer.bias is None else size(y[0]))


def reversible_embedding(layer, x, y, call):
    """A look-up; in reverse the scores of all words."""
    return Work(size(x[0]) * layer.input_dim) if call.get("reverse") else Work()


def recurrent(layer, x, y, call):
    """Each weight of the cell, or of the cells in a stack, once in each step."""
    steps = size(x[0][:1])
    cells = getattr(layer.cell, "cells", [layer.cell])
    if not all(isinstance(cell, CELLS) and runs_keras(cell) for cell in cells):
        raise UnknownError
    total = sum((used(cell, steps) for cell in cells), Work())
    return total._replace(macs=total.macs + steps * sum(prod(cell.recurrent_kernel.shape) for cell in cells))


def recurrent_convolution(layer, x, y, call):
    """Both kernels of the cell once in each step at each position."""
    times = size(x[0][:1]) * places(layer.cell, y[0][1:] if layer.return_sequences else y[0])
    work = used(layer.cell, times)
    return work._replace(macs=work.macs + prod(layer.cell.recurrent_kernel.shape) * times)
