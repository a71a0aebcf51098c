"""Convolution: how far a layer sees, and what it costs."""

import numpy as np
from keras import layers

from course import blocks, measure, scratch
from course.facts.computing import Finding, computes
from course.facts.networks import network_of, text


def sees(*convolutions, layer=None):
    """Receptive field (height, width) of layers on an image of 64 x 64, each (kernel size, stride)."""

    def stack(x):
        for i, (size, stride) in enumerate(convolutions):
            x = layers.Conv2D(4, size, stride, padding="same", name=f"conv{i}")(x)
        return x

    return measure.receptive_field(network_of(stack, (64, 64, 3)), layer).size


@computes("rf-formula")
def receptive_field_formula():
    cases = [(count, size) for count in (1, 2, 5) for size in (3, 5)]
    return all(sees(*[(size, 1)] * count) == (1 + count * (size - 1),) * 2 for count, size in cases)


@computes("rf-three-3x3")
def receptive_field_of_three():
    return text(sees((3, 1), (3, 1), (3, 1)))


@computes("rf-stride")
def receptive_field_with_stride():
    (one, _), (two, _), (itself, _) = (sees((3, 1), (3, 1)), sees((3, 2), (3, 1)), sees((3, 2)))
    return Finding(two > one, one=one, two=two, itself=itself)


@computes("rf-dilated")
def receptive_field_dilated():
    net = network_of(blocks.dilated_stack, (64, 64, 3), 4, (1, 2, 4), name="dilated")
    return [text(measure.receptive_field(net, f"dilated_{i}").size) for i in (1, 2, 3)]


@computes("dilated-dof")
def coefficients_and_freedom():
    impulse, w = np.zeros((1, 9, 9, 1)), np.ones((3, 3, 1, 1))
    impulse[0, 4, 4] = 1
    once = scratch.conv2d(impulse, w, padding=1)
    twice = scratch.conv2d(once, w, padding=2, dilation=2)
    return [np.count_nonzero(twice), 2 * w.size]


@computes("small-filters-params")
def weights_of_filters():
    large, small = (measure.parameters(network_of(blocks.conv, (16, 16, 1), 1, size)) for size in (5, 3))
    return Finding(large, two=2 * small)


@computes("small-filters-flops")
def cost_of_filters():
    side, channels = 16, 8
    large, small = (network_of(blocks.conv, (side, side, channels), channels, size) for size in (5, 3))
    return [
        count * measured(net) / unit
        for net, count in ((large, 1), (small, 2))
        for measured, unit in ((measure.parameters, channels**2), (measure.macs, (channels * side) ** 2))
    ]


@computes("guideline-complexity")
def cost_formula():
    def fits(h, w, hf, wf, c, k, stride):
        net = network_of(layers.Conv2D(k, (hf, wf), stride, padding="same", use_bias=False), (h, w, c))
        operations = h * hf / stride * w * wf / stride * c * k
        return measure.macs(net) == operations and measure.parameters(net) == hf * wf * c * k

    return fits(32, 48, 3, 5, 8, 16, 1) and fits(32, 48, 5, 3, 8, 16, 2) and fits(32, 32, 7, 7, 3, 64, 4)


@computes("lowrank")
def low_rank():
    c, k, groups = 32, 24, 4

    def grouped(x):
        x = blocks.grouped_conv(x, k, 3, groups=groups, use_bias=False)
        return blocks.conv(x, k, 1)

    space = measure.parameters(network_of(blocks.low_rank_conv, (16, 16, c), k))
    channels = measure.parameters(network_of(grouped, (16, 16, c)))
    fits = space == 3 * c * k + 3 * k * k and channels == groups * 9 * (c // groups) * (k // groups) + k * k
    whole = measure.parameters(network_of(blocks.conv, (16, 16, c), k, 3))
    return Finding(fits, c=c, k=k, groups=groups, whole=whole, space=space, channels=channels)
