"""Transfer learning."""

from course.facts.computing import Finding, computes
from course.facts.networks import network


@computes("transfer-freeze")
def layers_below_softmax():
    net = network("zfnet")
    weighted = [layer for layer in net.layers if layer.weights]
    return Finding(len(weighted) - 1, last=weighted[-1].name, kept=net.count_params() - weighted[-1].count_params())
