"""Efficient networks: what is counted, grouped and depthwise convolutions, MobileNet's and ShuffleNet's blocks."""

import numpy as np
from keras import layers

from course import blocks, measure
from course.facts.computing import Finding, computes
from course.facts.networks import filters_in_letters, network, network_of, run


class Tally(float):
    """A number that counts what is done to numbers of its kind."""

    done = 0

    def __add__(self, other):
        Tally.done += 1
        return Tally(float(self) + float(other))

    def __mul__(self, other):
        Tally.done += 1
        return Tally(float(self) * float(other))


@computes("flop-conventions")
def flops_of_a_dot_product():
    n = 100
    Tally.done, total = 0, Tally(0)  # the bias, with which the sum begins
    for x, w in zip(np.ones(n), np.ones(n), strict=True):
        total = total + Tally(x) * w
    net = network_of(layers.Dense(1), (n,))
    return [measure.macs(net) / n, Tally.done / n]


@computes("grouped-flops")
def cost_of_groups():
    cin, cout, k, side = 32, 64, 3, 16
    macs = {
        groups: measure.macs(network_of(blocks.grouped_conv, (side, side, cin), cout, k, groups=groups))
        for groups in (1, 2, 4, 32)
    }
    return Finding(all(macs[g] == cout * cin * k**2 * side**2 / g for g in macs), one=macs[1], four=macs[4])


def grouped_filters(cin, cout, groups):
    """Shape of a grouped layer's filters, in the decks' letters."""
    net = network_of(blocks.grouped_conv, (16, 16, cin), cout, 3, groups=groups, use_bias=False)
    names = {cin // groups: "Cin/G", 1: "1", 3: "K", cin: "Cin", cout: "Cout"}
    return Finding(filters_in_letters(net.layers[-1].kernel, names), weights=measure.parameters(net))


@computes("grouped-weights")
def weights_of_groups():
    return grouped_filters(cin=32, cout=64, groups=2)


@computes("depthwise-weights")
def weights_of_depthwise():
    return grouped_filters(cin=32, cout=32, groups=32)


@computes("depthwise-multiplier")
def weights_of_two_filters_each():
    found = grouped_filters(cin=32, cout=64, groups=32)
    net = network_of(blocks.depthwise_conv, (16, 16, 32), 3, depth_multiplier=2)
    return Finding(found.value, weights=found.figures["weights"], depthwise=measure.parameters(net))


def cost_of_blocks(channels, side=8):
    """Multiply-adds of a 3x3 convolution and of the depthwise separable block that takes its place."""
    whole = network_of(blocks.conv, (side, side, channels), channels, 3)
    separable = network_of(blocks.depthwise_separable, (side, side, channels), channels)
    return measure.macs(whole), measure.macs(separable)


@computes("separable-cost")
def separable_cost():
    return all(cost_of_blocks(c, side)[1] == (9 * c + c**2) * side**2 for c, side in ((32, 8), (64, 8), (32, 16)))


@computes("separable-speedup")
def separable_speedup():
    gain = {c: whole / separable for c in (32, 512, 8192) for whole, separable in [cost_of_blocks(c)]}
    fits = all(abs(gain[c] - 9 * c / (9 + c)) < 1e-9 for c in gain)
    return Finding(fits and 8.98 < gain[8192] < 9, at_32=gain[32], at_512=gain[512], at_8192=gain[8192])


@computes("inverted-bottleneck")
def inverted_bottleneck():
    net = network_of(blocks.inverted_residual, (16, 16, 24), 24, name="block")
    working = (layers.Conv2D, layers.DepthwiseConv2D, layers.Activation, layers.Add)
    steps = [layer for layer in net.layers if isinstance(layer, working)]
    kinds = [type(layer).__name__ for layer in steps]
    widths = [layer.output.shape[-1] for layer in steps]
    ends = steps[-1].input[0] is net.input
    order = ["Conv2D", "Activation", "DepthwiseConv2D", "Activation", "Conv2D", "Add"]
    return Finding(kinds == order and ends and widths[0] > 24 == widths[-1], narrow=widths[-1], wide=widths[0])


@computes("channel-shuffle")
def channel_shuffle():
    def share(shuffle):
        """Share of the channels that reach a channel behind two grouped convolutions."""

        def block(x):
            x = blocks.grouped_conv(x, 16, 1, groups=4, use_bias=False)
            x = blocks.channel_shuffle(x, 4) if shuffle else x
            return blocks.grouped_conv(x, 16, 1, groups=4, use_bias=False)

        net = network_of(block, (1, 1, 16))
        each_channel = np.eye(16, dtype="float32")[:, None, None]
        seen = run(net, each_channel, [np.ones(w.shape, "float32") for w in net.weights])
        return np.mean(seen != 0)

    without, mixed = share(False), share(True)
    return Finding(bool(mixed == 1 > without), without=without, mixed=mixed)


@computes("flops-unit")
def operations_of_vgg19():
    macs = measure.macs(network("vgg19"))
    return Finding(macs, billions=macs / 1e9)
