"""VGG: layers, memory, parameters and multiply-adds, stage by stage, and the convolution that a deck forgot."""

from itertools import pairwise
from math import prod

import keras
import numpy as np
from keras import layers, ops

from course import backend, blocks, measure
from course.facts.computing import Finding, computes
from course.facts.counting import activations, counted, mebibytes, of_type, rows
from course.facts.networks import network, network_of, text

FORGOTTEN = "conv3_3"  # the third convolution of stage 3: comp541 has two
STAGES = range(1, 6)


def stage(name, number):
    """Rows of the convolutions of a stage."""
    return [row for row in counted(name) if row.name.startswith(f"conv{number}_")]


def alexnet_totals():
    """Activations and multiply-adds of the one-tower AlexNet, with which a deck compares."""
    return activations("alexnet_one_tower"), measure.macs(network("alexnet_one_tower"))


@computes("vgg16-count")
def count():
    net = network("vgg16")
    found = [len(of_type(net, kind)) for kind in (layers.Conv2D, layers.Dense)]
    return Finding(found, total=sum(found))


@computes("vgg16-rows")
def table():
    """Shape, numbers in the output and weights without biases of the input and each layer."""
    net = network("vgg16")
    chain = of_type(net, layers.InputLayer, layers.Conv2D, layers.MaxPooling2D, layers.Dense)
    found = [[text(sizes(layer)), prod(sizes(layer)), weights(layer)] for layer in chain]
    return Finding(found, misprinted=weights(net.get_layer("conv4_1")))


def sizes(layer):
    """Output of a layer: (H, W, C), 1 x 1 pixels of a dense layer."""
    shape = layer.output.shape[1:]
    return (1, 1, *shape) if len(shape) == 1 else shape


def weights(layer):
    """Weights of a layer without its biases."""
    return prod(layer.kernel.shape) if hasattr(layer, "kernel") else 0


@computes("vgg16-params")
def params():
    net = network("vgg16")
    return Finding(sum(map(weights, net.layers)), with_biases=measure.parameters(net))


@computes("vgg16-memory-total")
def memory_total():
    numbers = sum(row[1] for row in table().value)
    return Finding([numbers, 4 * numbers], numbers=numbers)


@computes("vgg16-memory-chart")
def memory_chart():
    ours, theirs = activations("vgg16"), alexnet_totals()[0]
    without = ours - rows("vgg16")[FORGOTTEN].activations
    found = [mebibytes(ours), ours / theirs]
    return Finding(found, without=mebibytes(without), ratio=without / theirs)


@computes("vgg16-gflop-chart")
def gflop_chart():
    ours, theirs = measure.macs(network("vgg16")), alexnet_totals()[1]
    without = ours - rows("vgg16")[FORGOTTEN].macs
    rounded = [round(macs / 1e9, 1) for macs in (without, theirs)]  # what the chart prints
    figures = {"ours_rounded": rounded[0], "theirs_rounded": rounded[1], "ratio": rounded[0] / rounded[1]}
    return Finding([ours, ours / theirs], without=without / 1e9, **figures)


@computes("vgg19-flops")
def vgg19_macs():
    return measure.macs(network("vgg19"))


@computes("vgg-stage-flops")
def stage_cost():
    """Memory, parameters and multiply-adds of a convolution ahead of a pool and of one behind it, in the deck's units.

    The units are HWC, C² and HWC²; the first layer works on 2H x 2W pixels and C channels, the other on H x W and 2C.
    """
    side, channels = 6, 4
    units = [side**2 * channels, channels**2, side**2 * channels**2]
    found = []
    for times, filters in ((2 * side, channels), (side, 2 * channels)):
        net = network_of(blocks.conv, (times, times, filters), filters, 3)
        costs = [prod(net.output_shape[1:]), measure.parameters(net), measure.macs(net)]
        found += [cost / unit for cost, unit in zip(costs, units, strict=True)]
    return found


@computes("vgg-stage3")
def convolutions_by_stage():
    found = [[len(stage(name, number)) for number in STAGES] for name in ("vgg16", "vgg19")]
    lost = rows("vgg16")[FORGOTTEN]
    return Finding(found, macs=lost.macs / 1e9, memory=mebibytes(lost.activations))


@computes("vgg-compute-start")
def compute_at_start():
    """Whether the first two stages do most of the work; figures: shares of the stages in work, theirs in memory."""
    work = [sum(row.macs for row in stage("vgg16", number)) / measure.macs(network("vgg16")) for number in STAGES]
    memory = [sum(row.activations for row in stage("vgg16", number)) / activations("vgg16") for number in STAGES]
    shares = ", ".join(f"{share:.0%}" for share in work)
    return Finding(sum(work[:2]) > 0.5, shares=shares, start=sum(work[:2]), memory=sum(memory[:2]))


@computes("vgg-double")
def growth():
    """Channels behind each of the first four pools over those ahead of it."""
    filters = [network("vgg16").get_layer(f"conv{number}_1").filters for number in STAGES]
    return Finding([after / before for before, after in pairwise(filters)], last=filters[-1])


@computes("vgg-backward-memory")
def backward_memory():
    """Numbers in all activations and their gradients over those in the activations, in a small network.

    What is added to an activation, an input of zeros, has its gradient; figures: millions of bytes of VGG-16.
    """
    x = keras.Input((8,))
    inputs = [x]
    for units in (6, 4):
        x = layers.Dense(units, use_bias=False)(x)
        inputs.append(keras.Input(x.shape[1:]))
        x = layers.Add()([x, inputs[-1]])
    zeros = [np.zeros((1, *one.shape[1:]), "float32") for one in inputs]
    _, gradients, _ = backend.gradients(keras.Model(inputs, x), zeros, ops.sum)
    kept, added = (sum(one.size for one in arrays) for arrays in (zeros, gradients))

    memory = measure.complexity(network("vgg16")).memory()
    return Finding((kept + added) / kept, forward=memory.activations / 1e6, both=memory.training_activations / 1e6)
