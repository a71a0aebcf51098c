"""ResNet: depth and cost, and what its shortcuts do to values and gradients."""

from functools import partial

import keras
import numpy as np
from keras import layers, ops

from course import backend, blocks, measure
from course.facts.computing import Finding, computes
from course.facts.counting import activations, depth, of_type
from course.facts.networks import network, network_of, numbers, weights_for

OPTION_A = partial(blocks.basic_residual, shortcut="A")  # the shortcuts of the paper's figure 3
LATER = {
    "VGG-M": "vgg_m",
    "VGG-16": "vgg16",
    "GoogLeNet": "googlenet",
    "ResNet-50": "resnet50",
    "ResNet-152": "resnet152",
}
LONG = 12  # layers of a chain whose gradient vanishes
SIDE, CHANNELS = 6, 4  # of the blocks whose cost is counted in units of HWC²


@computes("resnet34-flops")
def macs_34():
    found = [measure.macs(network("plain34")), measure.macs(network("resnet34", block=OPTION_A))]
    return Finding(found, projections=measure.macs(network("resnet34")))


@computes("resnet-layers")
def convolutions():
    """Convolutions on the longest way through VGG-16, ResNet-50 and ResNet-152; figures: all layers with weights."""
    nets = [network(name) for name in ("vgg16", "resnet50", "resnet152")]
    with_weights = [depth(net, layers.Conv2D, layers.Dense) for net in nets]
    return Finding([depth(net, layers.Conv2D) for net in nets], all=", ".join(map(str, with_weights)))


@computes("bottleneck-flops")
def bottleneck():
    """Cost of a bottleneck on 4C channels, and of a basic block on C, both in HWC²."""
    unit = SIDE**2 * CHANNELS**2
    narrow = network_of(blocks.bottleneck, (SIDE, SIDE, 4 * CHANNELS), CHANNELS)
    basic = network_of(blocks.basic_residual, (SIDE, SIDE, CHANNELS), CHANNELS)
    return Finding(measure.macs(narrow) / unit, basic=measure.macs(basic) / unit)


@computes("resnet101-vs-vgg16")
def like_vgg16():
    """ResNet-101 over VGG-16: in size and in work; figure: in activations."""
    ours, theirs = network("resnet101"), network("vgg16")
    found = {
        "parameters": measure.parameters(ours) / measure.parameters(theirs),
        "multiply-adds": measure.macs(ours) / measure.macs(theirs),
    }
    return Finding(found, activations=activations("resnet101") / activations("vgg16"))


@computes("resnet-gap")
def global_average():
    """Whether the network ends in an average of each map and one dense layer; figures: weights of both heads."""
    *_, pool, dense = network("resnet50").layers
    fits = isinstance(pool, layers.GlobalAveragePooling2D) and isinstance(dense, layers.Dense)
    flattened = network("vgg16").get_layer("fc6").kernel.shape
    sizes = {"fc6": flattened[0] * flattened[1], "dense": dense.kernel.shape[0] * dense.kernel.shape[1]}
    return Finding(fits and len(of_type(network("resnet50"), layers.Dense)) == 1, **sizes)


def passes(block):
    """Whether a block whose branch is silent, with weights of zero, hands on what it gets."""
    shape = (4, 4, 3)
    x = numbers(1, *shape)
    image = keras.Input(shape)
    net = keras.Model(image, block(image, 3))
    net.set_weights([np.zeros(w.shape) for w in net.weights])
    return bool(np.abs(net.predict_on_batch(x) - x).max() < 1e-6)


@computes("residual-activation")
def activation_on_the_way():
    return {"the block of 2015": passes(blocks.basic_residual), "pre-activation": passes(blocks.preactivation)}


@computes("resnet-same-params")
def same_parameters():
    """Parameters of later networks over those of AlexNet."""
    first = measure.parameters(network("alexnet_one_tower"))
    found = {title: measure.parameters(network(name)) / first for title, name in LATER.items()}
    return Finding(found, least=min(found.values()), most=max(found.values()), deepest=found["ResNet-152"])


@computes("residual-sum-gradient")
def gradient_of_a_sum():
    """Size of the gradient behind a long chain of sigmoid layers, behind a short one, and behind the sum of both.

    The sum's is large enough where it keeps at least half of the short chain's.
    """
    long, short = (keras.Sequential([sigmoids() for _ in range(length)]) for length in (LONG, 2))
    one, two, three = images = [keras.Input((8,)) for _ in range(3)]
    net = keras.Model(images, [long(one), short(two), layers.Add()([long(three), short(three)])])
    net.set_weights(weights_for(net))
    _, gradients, _ = backend.gradients(net, [numbers(4, 8)] * 3, lambda outputs: sum(map(ops.sum, outputs)))
    alone, brief, both = (float(np.linalg.norm(gradient)) for gradient in gradients)
    return Finding(both > max(brief / 2, 100 * alone), layers=LONG, long=alone, short=brief, both=both)


def sigmoids():
    """A dense layer of eight sigmoids."""
    return layers.Dense(8, activation="sigmoid", use_bias=False)


@computes("three-years")
def three_years():
    """Multiply-adds of residual networks over those of AlexNet."""
    first = measure.macs(network("alexnet_one_tower"))
    return {title: measure.macs(network(name)) / first for title, name in LATER.items() if title.startswith("ResNet")}
