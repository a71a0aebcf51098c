"""Counting a network's costs against PyTorch's own counter and torchinfo, on the same network written in PyTorch.

The numbers have to agree. Each takes the network built, ours in Keras, theirs in PyTorch. PyTorch's counter runs the
network on its device without numbers ("meta"); torchinfo, as its documentation has it, on the CPU.
"""

import pytest
from rows import compare

from course import measure, models

torch = pytest.importorskip("torch", reason="the peer is PyTorch: pip install -e '.[torch]'")
import in_torch  # noqa: E402

NETS = {"vgg16": in_torch.vgg16, "resnet18": in_torch.resnet18}


@pytest.fixture(params=NETS)
def name(request):
    return request.param


def ours(name):
    with measure.without_weights():
        return models.create(name)


def norms(net):
    """Weights of batch normalisation, which torchinfo takes for multiply-adds, one each."""
    layers = [layer for layer in net.modules() if isinstance(layer, torch.nn.BatchNorm2d)]
    return sum(weight.numel() for layer in layers for weight in layer.parameters())


def test_bench_against_pytorchs_counter(name):
    from torch.utils.flop_counter import FlopCounterMode

    net = ours(name)
    with torch.device("meta"):
        theirs, image = NETS[name]().eval(), torch.empty(1, 3, 224, 224)

    def count():
        with FlopCounterMode(display=False) as counter:
            theirs(image)
        return counter.get_total_flops()

    assert count() == 2 * measure.macs(net)  # of a multiply-add it makes two
    compare(f"measure.macs, {name}", lambda: measure.macs(net), {"torch.utils.flop_counter": count})


def test_bench_against_torchinfo(name):
    torchinfo = pytest.importorskip("torchinfo", reason="the peer is torchinfo: pip install -e '.[bench]'")
    net, theirs = ours(name), NETS[name]()

    def count():
        return torchinfo.summary(theirs, (1, 3, 224, 224), verbose=0)

    found, mine = count(), measure.complexity(net, biases=True)
    assert found.trainable_params == mine.trainable == measure.parameters(net)
    assert found.total_mult_adds == mine.macs + norms(theirs)
    compare(f"measure.complexity, {name}", lambda: measure.complexity(net, biases=True), {"torchinfo.summary": count})
