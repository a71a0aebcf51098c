"""Segmentation: dense layers as convolutions, resolutions, transposed convolution."""

import numpy as np
from keras import ops

from course import scratch
from course.facts.computing import Finding, computes
from course.facts.networks import network, numbers, text


@computes("fc-as-conv")
def dense_as_convolution():
    vgg, units = network("vgg16"), 8
    window = vgg.get_layer("pool5").output.shape[1:]
    maps, w = numbers(2, *window), numbers(np.prod(window), units, seed=1) / 100  # eight of the units of FC6
    dense = maps.reshape(2, -1) @ w
    conv = ops.convert_to_numpy(ops.conv(maps, w.reshape(*window, units)))
    error = np.abs(conv[:, 0, 0] - dense).max()
    return Finding(bool(error < 1e-4), error=error, filters=text((*window, vgg.get_layer("fc6").units)))


@computes("fcn-stride")
def resolution_of_scores():
    net = network("fcn32s", classes=20)
    pixels, scores = net.input.shape[1], net.get_layer("score_fr").output.shape[1]
    return Finding(pixels // scores, pixels=pixels, scores=scores)


@computes("seg-shapes")
def shapes_of_segmentation():
    net = network("fcn32s", classes=20)
    maps = net.get_layer("pool5").output
    found = [text(tensor.shape) for tensor in (net.input, maps, net.output)]
    return Finding(found, stride=net.input.shape[1] // maps.shape[1])


@computes("transposed-conv")
def transposed_convolution():
    w, y = numbers(3, 3, 2, 4), numbers(4, 4, 4, seed=1)
    matrix = scratch.conv_matrix(w, (9, 9, 2), stride=2)  # from maps of 9 x 9 to maps of 4 x 4
    layer = ops.convert_to_numpy(ops.conv_transpose(y[None], w, strides=2))
    error = np.abs(layer.ravel() - matrix.T @ y.ravel()).max()
    return Finding(bool(error < 1e-4), error=error)
