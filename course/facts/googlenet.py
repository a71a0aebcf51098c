"""GoogLeNet: the rows of its table, and what the reductions of its module save."""

from functools import partial
from math import prod

from keras import layers

from course import blocks, measure
from course.facts.claims import find
from course.facts.computing import Finding, computes
from course.facts.counting import depth, of_type, rows
from course.facts.networks import network, network_of, text

MAPS = (28, 28, 256)  # what enters the module of the example
NAIVE = (128, 192, 96)  # filters of its windows of 1x1, 3x3, 5x5
REDUCED = (128, 64, 192, 64, 96, 64)  # the same, reduced to 64 channels first, in the order of the paper's table
MODULES = ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")
ROWS = {  # of the table: how its layers' names begin, and the layer at its end
    "conv1": ("conv1", "conv1"),
    "conv2": ("conv2", "conv2"),
    **{module: (f"inception_{module}_", f"inception_{module}_concat") for module in MODULES},
    "linear": ("predictions", "predictions"),
}


def table_row(name):
    """A row of the table: output, weights without biases in K of 1024, multiply-adds in millions."""
    begin, last = ROWS[name]
    inside = [layer for layer in kernels() if layer.name.startswith(begin)]
    weights = sum(prod(layer.kernel.shape) for layer in inside)
    macs = sum(rows("googlenet")[layer.name].macs for layer in inside)
    output = network("googlenet").get_layer(last).output.shape
    return Finding([pixels(output), weights / 1024, macs / 1e6], weights=weights, k=weights / 1024, m=macs / 1e6)


def kernels():
    """Layers of GoogLeNet with a kernel."""
    return of_type(network("googlenet"), layers.Conv2D, layers.Dense)


def pixels(shape):
    """Shape of maps as text; a vector's is of 1x1 pixels."""
    return text(shape if len(shape) == 4 else (1, 1, shape[-1]))


for _name in ("conv2", *MODULES, "linear"):
    computes(f"googlenet-{_name}")(partial(table_row, _name))


@computes("googlenet-conv1")
def first_convolution():
    """The row of CONV1, and what it costs as a separable convolution of depth multiplier 8."""
    found = table_row("conv1")
    conv = network("googlenet").get_layer("conv1")
    separable = layers.SeparableConv2D(
        conv.filters, conv.kernel_size, conv.strides, "same", depth_multiplier=8, use_bias=False
    )
    net = network_of(separable, (224, 224, 3))
    found.figures |= {"separable": measure.parameters(net), "separable_m": measure.macs(net) / 1e6}
    return found


@computes("inception-naive-shape")
def naive_shape():
    """Output of each window, of the pool, and of all four side by side."""
    net = network_of(blocks.naive_inception, MAPS, *NAIVE)
    parts = [layer.output.shape for layer in net.layers if layer.name.split("_")[-1] in ("1x1", "3x3", "5x5", "pool")]
    depth_in, depth_out = MAPS[-1], net.output_shape[-1]
    return Finding(depth_out > depth_in, parts=", ".join(map(text, parts)), whole=text(net.output_shape))


def module_macs():
    """Multiply-adds of the naive module and of the reduced one, and of the latter's 3x3 convolution."""
    naive = network_of(blocks.naive_inception, MAPS, *NAIVE)
    reduced = network_of(blocks.inception, MAPS, *REDUCED, name="module")
    three = measure.complexity(reduced).rows
    three = next(row.macs for row in three if row.name == "module_3x3")
    return measure.macs(naive), measure.macs(reduced), three


@computes("inception-naive-macs")
def naive_macs():
    naive, reduced, _ = module_macs()
    return Finding(naive > reduced, naive=naive, times=naive / reduced)


@computes("inception-reduced-macs")
def reduced_macs():
    naive, reduced, three = module_macs()
    return Finding(reduced < naive, reduced=reduced, twice=reduced + three, share=reduced / naive)


@computes("googlenet-params")
def params():
    """Parameters without biases; figures: with them, without the dense layer, and the sum of the deck's own rows."""
    count = sum(prod(layer.kernel.shape) for layer in kernels())
    dense = sum(prod(layer.kernel.shape) for layer in kernels() if isinstance(layer, layers.Dense))
    printed = 1024 * sum(float(find(f"googlenet-{name}")[0].stated[1]) for name in ROWS)
    with_biases = measure.parameters(network("googlenet"))
    return Finding(count, with_biases=with_biases, convs=count - dense, printed=printed)


@computes("googlenet-vs-alexnet")
def against_alexnet():
    """Parameters of AlexNet over those of GoogLeNet, and multiply-adds the other way round."""
    ours, theirs = network("googlenet"), network("alexnet_one_tower")
    alexnet = measure.parameters(theirs)
    found = [alexnet / measure.parameters(ours), measure.macs(ours) / measure.macs(theirs)]
    return Finding(found, fewer=found[0], printed=alexnet / 5e6)


@computes("googlenet-layers")
def layer_count():
    return Finding(depth(network("googlenet"), layers.Conv2D, layers.Dense), all=len(kernels()))


@computes("googlenet-skip")
def skips():
    """Whether the network adds maps anywhere, as a shortcut does."""
    net = network("googlenet")
    found = of_type(net, layers.Add)
    return Finding(bool(found), concatenations=len(of_type(net, layers.Concatenate)))


@computes("no-fc")
def dense_layers():
    found = of_type(network("googlenet"), layers.Dense)
    return Finding(len(found), sizes=" to ".join(map(str, found[0].kernel.shape)))
