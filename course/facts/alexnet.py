"""AlexNet and ZFNet: sizes, parameters and multiply-adds, and which form of the network has which."""

from itertools import pairwise
from math import prod

import numpy as np
from keras import layers, ops

from course import blocks, measure
from course.facts.computing import Finding, computes
from course.facts.counting import activations, counted, mebibytes, of_type, rows
from course.facts.networks import network, text

SIMPLE, GROUPED, ONE_TOWER = "alexnet", "alexnet_grouped", "alexnet_one_tower"
DENSE = ("fc6", "fc7", "predictions")


def weights(name, layer):
    """Weights of a layer, without its biases."""
    return prod(network(name).get_layer(layer).kernel.shape)


@computes("alexnet-count")
def count():
    net = network(GROUPED)
    return [len(of_type(net, kind)) for kind in (layers.Conv2D, layers.Dense)]


@computes("alexnet-conv1-size")
def conv1_size():
    conv = network(SIMPLE).get_layer("conv1")
    from_224 = (224 - conv.kernel_size[0]) / conv.strides[0] + 1
    return Finding(text(conv.output.shape), from_224=from_224)


@computes("alexnet-pool1-params")
def pool1():
    pool = network(SIMPLE).get_layer("pool1")
    return Finding(text(pool.output.shape), parameters=len(pool.weights))


@computes("alexnet-shapes")
def shapes():
    kinds = (layers.Conv2D, layers.MaxPooling2D, blocks.LocalResponseNormalization, layers.Dense)
    return [text(layer.output.shape) for layer in of_type(network(SIMPLE), *kinds)]


@computes("alexnet-two-gpus")
def two_gpus():
    net = network(GROUPED)
    conv1, conv2 = net.get_layer("conv1"), net.get_layer("conv2")
    seen = (*conv1.output.shape[1:3], conv2.kernel.shape[2])  # of conv1's maps, by one half of conv2
    grouped = [layer.name.upper() for layer in of_type(net, layers.Conv2D) if layer.groups == 2]
    return Finding([text(seen), conv2.groups], grouped=", ".join(grouped))


@computes("alexnet-conv1-params")
def conv1_params():
    return Finding(weights(SIMPLE, "conv1"), with_biases=rows(SIMPLE)["conv1"].parameters)


@computes("alexnet-conv1-macs")
def conv1_macs():
    row = rows(SIMPLE)["conv1"]
    return Finding(row.macs, places=prod(row.output_shape[:2]))


@computes("alexnet-conv1-formula")
def conv1_formula():
    conv = network(SIMPLE).get_layer("conv1")
    kernel, side, window, stride = weights(SIMPLE, "conv1"), conv.input.shape[1], conv.kernel_size[0], conv.strides[0]
    meant = kernel * ((side - window) // stride + 1) ** 2
    return Finding(kernel * ((side - window / stride) + 1) ** 2, meant=meant)


@computes("alexnet-input-dim")
def input_dim():
    return Finding(prod(network(ONE_TOWER).input_shape[1:]), of_227=prod(network(SIMPLE).input_shape[1:]))


@computes("alexnet-neurons")
def neurons():
    numbers = activations(GROUPED)
    return Finding(numbers, neurons=numbers)


@computes("alexnet-macs")
def macs():
    mixed = rows(GROUPED) | {"conv4": rows(SIMPLE)["conv4"]}  # CONV4's groups forgotten
    forgotten = sum(row.macs // 10**6 for row in mixed.values() if row.macs)  # each layer cut to whole millions
    return Finding(measure.macs(network(GROUPED)), forgotten=forgotten, ungrouped=measure.macs(network(SIMPLE)))


@computes("alexnet-params")
def params():
    return [measure.parameters(network(name)) for name in (GROUPED, ONE_TOWER, SIMPLE)]


@computes("alexnet-fc-params")
def dense_params():
    each = [weights(SIMPLE, layer) for layer in DENSE]
    return Finding([*each, sum(each)], share=sum(each) / measure.parameters(network(SIMPLE)))


@computes("alexnet-memory")
def memory():
    numbers = activations(ONE_TOWER)
    return Finding(mebibytes(numbers), decimal=4 * numbers / 1e6)


@computes("alexnet-gflop")
def gflop():
    return Finding(measure.macs(network(ONE_TOWER)), grouped=measure.macs(network(GROUPED)))


@computes("alexnet-pool-places")
def pool_places():
    """The convolution ahead of each pool."""
    chain = of_type(network(SIMPLE), layers.Conv2D, layers.MaxPooling2D)
    return [one.name.upper() for one, after in pairwise(chain) if isinstance(after, layers.MaxPooling2D)]


@computes("alexnet-norm-order")
def norm_order():
    maps = np.random.default_rng(0).uniform(0, 100, (1, 13, 13, 8)).astype("float32")  # as large as pixels are
    norm, pool = blocks.LocalResponseNormalization(), layers.MaxPooling2D(3, 2)
    one, other = (ops.convert_to_numpy(maps) for maps in (pool(norm(maps)), norm(pool(maps))))
    found = {"the lectures' list": order_of(SIMPLE), "the paper": order_of(GROUPED)}
    return Finding(found, difference=np.linalg.norm(one - other) / np.linalg.norm(one), shape=text(one.shape[1:]))


def order_of(name):
    """Order of the first pool and the first normalisation."""
    found = of_type(network(name), layers.MaxPooling2D, blocks.LocalResponseNormalization)[:2]
    return ", ".join("pool" if isinstance(layer, layers.MaxPooling2D) else "norm" for layer in found)


@computes("alexnet-charts")
def charts():
    """Shares of the first two convolutions in memory, of the dense layers in parameters, of convolutions in work."""
    found = counted(ONE_TOWER)
    dense = [row for row in found if row.name in DENSE]
    memory = sum(row.activations for row in found[:2]) / sum(row.activations for row in found)
    parameters = sum(row.parameters for row in dense) / sum(row.parameters for row in found)
    work = 1 - sum(row.macs for row in dense) / sum(row.macs for row in found)
    return Finding(min(memory, parameters, work) > 0.5, memory=memory, parameters=parameters, work=work)


def configuration(name):
    """Window and stride of CONV1, filters of CONV3, CONV4 and CONV5."""
    conv1, _, *last = of_type(network(name), layers.Conv2D)
    return [text(conv1.kernel_size), conv1.strides[0], *[conv.filters for conv in last]]


@computes("zfnet-changes")
def zfnet_changes():
    return {"the paper's network": configuration("zfnet"), "its enlarged one": configuration("zfnet_large")}
