"""The dilated network against PyTorch, and its counts."""

import numpy as np
import pytest
import zoo
from peer import Peer, close, quick_draws, run  # noqa: F401

from course import measure, models

CONVS = models.vgg.__globals__["TABLE_1"][11]


def small(*size, **arguments):
    return zoo.randomise(models.dilated_context((*size, 3), 4, **{"layers": 11, "width": 1 / 32} | arguments))


def images(*size):
    return np.random.default_rng(0).normal(size=(2, *size, 3)).astype("float32")


@pytest.mark.parametrize(
    ("padding", "size", "context"),
    [("same", (40, 48), "basic"), ("valid", (350, 358), None)],
)
def test_as_in_pytorch(padding, size, context):
    net, x = small(*size, context=context, padding=padding), images(*size)
    peer = Peer(net)
    y = peer.image(x)
    for stage, count in enumerate(CONVS, start=1):
        for i in range(1, count + 1):
            y = peer.conv(y, f"conv{stage}_{i}", padding, 2 if stage == 5 else 1).relu()
        y = peer.do.max_pool2d(y, 2) if stage <= 3 else y
    y = peer.conv(peer.conv(y, "fc6", padding, 4).relu(), "fc7").relu()
    y = peer.conv(y, "score")
    for i, rate in enumerate((1, 1, 2, 4, 8, 16, 1, 1) if context else (), start=1):
        y = peer.conv(y, f"context_{i}", dilation=rate)
        y = y.relu() if i < 8 else y
    assert close(run(net, x), peer.softmax(peer.deconv(y, "upsample", 8, 4)))


def test_without_padding_the_paper_loses_186_pixels_on_each_side():
    net = small(380, 388, layers=16, padding="valid", width=1 / 64)
    assert net.output_shape == (None, 8, 16, 4)


def test_the_module_adds_64_weights_for_each_pair_of_classes():
    with_module, alone = (measure.parameters(small(32, 32, context=context)) for context in ("basic", None))
    assert with_module - alone == 64 * 4**2 + 8 * 4


def test_any_size():
    size = (37, 52)
    x = images(*size)
    free, fixed = small(None, None), small(*size)
    assert free.output_shape == (None, None, None, 4) and fixed.output_shape == (None, *size, 4)
    assert close(free.predict(x, verbose=0), run(fixed, x))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"input_shape": (372, 380, 3), "padding": "valid"}, "372 pixels.* the nearest is 380"),
        ({"input_shape": (600, 596, 3), "padding": "valid"}, "600 pixels.* the nearest is (596|604)"),
        ({"context": "huge"}, "context='huge': must be one of 'basic', 'large', None"),
        ({"padding": "symmetric"}, "padding='symmetric'"),
        ({"classes": -1}, "classes=-1"),
        ({"layers": 3}, "layers=3"),
    ],
)
def test_bad_arguments_say_so(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.dilated_context(**{"width": 1 / 64} | arguments)
