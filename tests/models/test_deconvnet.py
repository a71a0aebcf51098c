"""DeconvNet against PyTorch's pooling, unpooling and transposed convolution."""

import numpy as np
import pytest
import zoo
from peer import Peer, close, quick_draws, run  # noqa: F401

from course import models

SMALL = {"layers": 11, "width": 1 / 32}
CONVS = models.vgg.__globals__["TABLE_1"][11]


def small(*size, **arguments):
    return zoo.randomise(models.deconvnet((*size, 3), 4, **SMALL | arguments))


def images(*size):
    return np.random.default_rng(0).normal(size=(2, *size, 3)).astype("float32")


def test_as_in_pytorch():
    size = (64, 96)
    net, x = small(*size), images(*size)
    peer = Peer(net)

    def block(y, name, way=peer.conv, padding="same"):
        return peer.normalise(way(y, f"{name}_conv", padding=padding), f"{name}_bn").relu()

    y, switches = peer.image(x), {}
    for stage, count in enumerate(CONVS, start=1):
        for i in range(1, count + 1):
            y = block(y, f"conv{stage}_{i}")
        y, switches[stage] = peer.do.max_pool2d(y, 2, return_indices=True)
    y = block(block(y, "fc6", padding=0), "fc7")
    y = block(y, "deconv_fc6", peer.deconv, 0)
    for stage in (5, 4, 3, 2, 1):
        y = peer.do.max_unpool2d(y, switches[stage], 2)
        for i in range(1, CONVS[stage - 1] + 1):
            y = block(y, f"deconv{stage}_{i}", peer.deconv, 1)
    assert close(run(net, x), peer.softmax(peer.conv(y, "seg_score")))


@pytest.mark.parametrize(("size", "window", "middle"), [((64, 96), (2, 3), (1, 1)), ((256, 224), (7, 7), (2, 1))])
def test_what_is_small_is_seen_whole(size, window, middle):
    net = models.deconvnet((*size, 3), 4, **SMALL)
    assert net.get_layer("fc6_conv").kernel.shape[:2] == window
    assert net.get_layer("fc7_relu").output.shape[1:3] == middle


def test_open_and_odd_sizes():
    x = images(200, 230)
    free, fixed = small(None, None), small(200, 230)
    assert free.output_shape == (None, None, None, 4) and fixed.output_shape == (None, 200, 230, 4)
    assert close(free.predict(x, verbose=0), run(fixed, x))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"classes": 0}, "classes=0"),
        ({"layers": 12}, "layers=12: must be one of"),
        ({"input_shape": (32, 0, 3)}, "input_shape="),
    ],
)
def test_bad_arguments_say_so(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.deconvnet(**SMALL | arguments)
