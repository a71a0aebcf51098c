"""The ResNet family: order of layers, cost of many paths, chance, density."""

import numpy as np
from keras import layers, ops

from course import blocks, measure
from course.facts.computing import Finding, computes
from course.facts.counting import of_type
from course.facts.networks import network, network_of

SIDE = 6  # of the maps on which blocks are counted
KINDS = {layers.BatchNormalization: "BN", layers.ReLU: "ReLU", layers.Conv2D: "conv", layers.Add: "add"}


def order(block):
    """Layers of a residual block in their order, the input left out."""
    net = network_of(block, (SIDE, SIDE, 4), 4)
    return [KINDS[type(layer)] for layer in net.layers if type(layer) in KINDS]


def cost(block, channels, **arguments):
    """Multiply-adds of a block on 4C channels, for each pixel."""
    net = network_of(block, (SIDE, SIDE, 4 * channels), channels, **arguments)
    return measure.macs(net) / SIDE**2


@computes("preact-order")
def preactivation():
    """Whether all normalisation and ReLU stands ahead of a convolution; figures: both orders."""
    before, after = order(blocks.basic_residual), order(blocks.preactivation)
    ahead = after[:3] == after[3:6] == ["BN", "ReLU", "conv"] and after[6:] == ["add"]
    return Finding(ahead and before != after, before=", ".join(before), after=", ".join(after))


@computes("resnext-equation")
def equal_cost():
    """Width c of a path at which the block costs what a bottleneck does; figures: cost with the deck's whole numbers.

    The root of 9Gc² + 8GCc - 17C², whose coefficients are measured: 17C² is a bottleneck's cost.
    """
    channels, found, over = 64, [], []
    for groups, width in ((4, 24), (32, 4)):
        linear, square = coefficients(channels, groups)
        bottleneck = cost(blocks.bottleneck, channels)
        found.append(np.roots([groups * square, groups * channels * linear, -bottleneck]).max())
        over.append(cost(blocks.resnext, channels, groups=groups, group_width=width) / bottleneck - 1)
    return Finding(found, first=over[0], second=over[1])


@computes("resnext-flops")
def resnext_cost():
    """Numbers a and b of the cost (a * C * c + b * c²) * G for each pixel."""
    return coefficients(16, 4)


def coefficients(channels, groups):
    """Of C * c and of c² in the cost of one path, from the cost at two widths."""
    widths = (2, 3)
    paths = [cost(blocks.resnext, channels, groups=groups, group_width=width) / groups for width in widths]
    return np.linalg.solve([[channels * width, width**2] for width in widths], paths)


@computes("stochastic-depth")
def stochastic_depth():
    """Whether training drops blocks at random and the test none; figure: the blocks that training keeps, as a mean."""
    survival = blocks.linear_decay(54)
    layer = blocks.StochasticDepth(survival[-1], seed=0)
    one = ops.ones((1, 1))
    drawn = {float(layer(one, training=True)[0, 0]) for _ in range(40)}
    test = {float(layer(one, training=False)[0, 0]) for _ in range(5)}
    return Finding(drawn == {0, 1} and test == {survival[-1]}, kept=np.mean(survival), last=survival[-1])


@computes("densenet")
def dense_block():
    """Whether each layer of a dense block reads the input and all layers before it; figure: the connections."""
    count, growth, start = 6, 4, 8
    net = network_of(blocks.dense_block, (SIDE, SIDE, start), count, growth, bottleneck=False)
    read = [layer.input.shape[-1] for layer in of_type(net, layers.Conv2D)]
    earlier = [(channels - start) // growth for channels in read]  # layers that each one reads, besides the input
    total = sum(earlier) + count
    return Finding(earlier == list(range(count)), layers=count, connections=total)


@computes("senet-gain")
def squeeze_cost():
    """Parameters and multiply-adds of SE-ResNet-50 over those of ResNet-50."""
    with_gates, without = network("se_resnet50"), network("resnet50")
    counts = (measure.parameters, measure.macs)
    return Finding([count(with_gates) / count(without) for count in counts])
