"""Convolutions in NumPy, one product at a time, which are counted."""

from itertools import product

import numpy as np


def weights(layer):
    """Weights of a Keras layer as NumPy arrays, the bias last."""
    return [np.asarray(weight) for weight in layer.get_weights()]


def multiply(x, kernel, strides, dilation, groups):
    """Output without bias, and number of products, of a convolution (spatial…, C) with (window…, C / groups, F)."""
    *window, depth, filters = kernel.shape
    sides = [
        (side - (k - 1) * d - 1) // s + 1 for side, k, s, d in zip(x.shape, window, strides, dilation, strict=False)
    ]
    y, products = np.zeros((*sides, filters)), 0
    for place in product(*map(range, (*sides, filters))):
        first = place[-1] // (filters // groups) * depth
        for tap in product(*map(range, window)):
            at = tuple(p * s + t * d for p, s, t, d in zip(place, strides, tap, dilation, strict=False))
            for channel in range(depth):
                y[place] += x[at][first + channel] * kernel[(*tap, channel, place[-1])]
                products += 1
    return y, products


def convolution(x, layer):
    """Output and number of products of a ``ConvND`` layer, padding "valid"."""
    kernel, bias = weights(layer)
    y, products = multiply(x, kernel, layer.strides, layer.dilation_rate, layer.groups)
    return y + np.broadcast_to(bias, y.shape), products


def depthwise(x, layer):
    """Output and number of products of a ``DepthwiseConvND`` layer, padding "valid"."""
    kernel, bias = weights(layer)
    y, products = channel_by_channel(x, kernel, layer.strides)
    return y + np.broadcast_to(bias, y.shape), products


def channel_by_channel(x, kernel, strides):
    """As of `multiply`: each channel has kernels of its own, (window…, C, kernels)."""
    channels, each = kernel.shape[-2:]
    kernel = kernel.reshape(*kernel.shape[:-2], 1, channels * each)
    return multiply(x, kernel, strides, (1,) * (x.ndim - 1), channels)


def separable(x, layer):
    """Output and number of products of a ``SeparableConvND`` layer, padding "valid"."""
    deep, pointwise, bias = weights(layer)
    one = (1,) * (x.ndim - 1)
    y, first = channel_by_channel(x, deep, layer.strides)
    y, second = multiply(y, pointwise, one, one, 1)
    return y + np.broadcast_to(bias, y.shape), first + second


def transposed(x, layer):
    """Output and number of products of a ``ConvNDTranspose`` layer, padding "valid"; its kernel is (window…, F, C)."""
    kernel, bias = weights(layer)
    *window, filters, channels = kernel.shape
    sides = [(n - 1) * s + max(k, s) for n, s, k in zip(x.shape, layer.strides, window, strict=False)]
    y, products = np.zeros((*sides, filters)), 0
    for place in product(*map(range, x.shape[:-1])):
        for tap in product(*map(range, window)):
            at = tuple(p * s + t for p, s, t in zip(place, layer.strides, tap, strict=True))
            for f, c in product(range(filters), range(channels)):
                y[(*at, f)] += x[place][c] * kernel[(*tap, f, c)]
                products += 1
    return y + np.broadcast_to(bias, y.shape), products
