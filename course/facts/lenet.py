"""LeNet-5: its layers in a row."""

from keras import layers

from course import blocks
from course.facts.computing import Finding, computes
from course.facts.counting import of_type
from course.facts.networks import network


def kind(layer):
    """What a deck calls a layer of the network of 1998; a window as large as its map is a dense layer."""
    if isinstance(layer, blocks.Subsampling):
        return "POOL"
    return "FC" if isinstance(layer, layers.Dense) or layer.output.shape[1:3] == (1, 1) else "CONV"


@computes("lenet-layout")
def layout():
    net = network("lenet5_original")
    chain = of_type(net, layers.Conv2D, blocks.TableConv2D, blocks.Subsampling, layers.Dense)
    c5 = net.get_layer("c5")
    window, pool = network("lenet5").get_layer("c1"), network("lenet5").get_layer("s2")
    sizes = [window.kernel_size[0], window.strides[0], pool.pool_size[0], pool.strides[0]]
    return Finding(["-".join(kind(layer) for layer in chain), *sizes], window=c5.kernel_size[0], map=c5.input.shape[1])


@computes("lenet-count")
def count():
    net = network("lenet5")
    convs, dense = of_type(net, layers.Conv2D), of_type(net, layers.Dense)
    return Finding([len(convs), len(dense)], convs=", ".join(layer.name.upper() for layer in convs))
