"""U-Net against PyTorch, and the sizes of figure 1."""

import numpy as np
import pytest
import zoo
from peer import Peer, close, quick_draws, run  # noqa: F401

from course import models
from course.models.unet import check_sides


def small(*size, **arguments):
    return zoo.randomise(models.unet((*size, 1), **{"classes": 3, "depth": 2, "width": 1 / 16} | arguments))


def images(*size):
    return np.random.default_rng(0).normal(size=(2, *size, 1)).astype("float32")


@pytest.mark.parametrize(("padding", "size", "crops"), [("valid", (60, 52), (16, 4)), ("same", (24, 32), (0, 0))])
def test_as_in_pytorch(padding, size, crops):
    net, x = small(*size, padding=padding), images(*size)
    peer = Peer(net)

    def convs(y, name):
        return peer.conv(peer.conv(y, f"{name}_conv1", padding).relu(), f"{name}_conv2", padding).relu()

    y = convs(peer.image(x), "down0")
    skips = [y]
    for level in (1, 2):
        y = convs(peer.do.max_pool2d(y, 2), f"down{level}")
        skips.append(y)
    for level, crop in ((1, crops[1]), (0, crops[0])):
        y = peer.deconv(y, f"up{level}_up", 2)
        skip = skips[level]
        skip = skip[:, :, crop : skip.shape[2] - crop, crop : skip.shape[3] - crop]
        y = convs(peer.torch.cat([skip, y], 1), f"up{level}")
    assert close(run(net, x), peer.softmax(peer.conv(y, "score")))


@pytest.mark.parametrize(("padding", "size"), [("valid", (60, 52)), ("same", (24, 32))])
def test_open_sizes(padding, size):
    free, fixed = small(None, None, padding=padding), small(*size, padding=padding)
    x = images(*size)
    assert free.output_shape == (None, None, None, 3)
    assert close(free.predict(x, verbose=0), run(fixed, x))


def labels(side, depth):
    """Pixels that are left of `side`, step by step as in figure 1; None where pooling meets an odd number."""
    side -= 4
    for _ in range(depth):
        if side % 2 or side // 2 <= 4:
            return None
        side = side // 2 - 4
    for _ in range(depth):
        side = 2 * side - 4
    return side if side >= 4 else None


def test_sizes_of_figure_1():
    assert labels(572, 4) == 388


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_exactly_the_sizes_that_pooling_halves(depth):
    """Checked against the steps of `labels`; that these are the network's own, below."""
    for side in range(1, 300):
        if labels(side, depth):
            check_sides((side, None), "valid", depth)
        else:
            with pytest.raises(ValueError, match="nearest is") as error:
                check_sides((None, side), "valid", depth)
            assert labels(int(str(error.value).split()[-1]), depth), side


def test_labels_are_the_networks_own():
    assert small(44, 52).output_shape[1:3] == (labels(44, 2), labels(52, 2)) == (4, 12)


def test_dropout_at_the_end_of_the_contracting_path():
    net = models.unet((28, 28, 1), padding="same", depth=2, width=1 / 64)
    assert [layer.name for layer in net.layers if "dropout" in layer.name] == ["down1_dropout", "down2_dropout"]
    assert net.get_layer("up1_concat").input[0] is net.get_layer("down1_dropout").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"input_shape": (570, 572, 1)}, "570 pixels.* the nearest is 572"),
        ({"input_shape": (100, 100, 1)}, "must be 188 or a multiple of 16 more; the nearest is 188"),
        ({"input_shape": (100, 96, 1), "padding": "same"}, "100 pixels.* the nearest is 96"),
        ({"padding": "full"}, "padding='full': must be one of 'valid', 'same'"),
        ({"depth": 0}, "depth=0"),
        ({"classes": 0}, "classes=0"),
    ],
)
def test_bad_arguments_say_so(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.unet(**{"width": 1 / 64} | arguments)


def test_maps_double_on_the_way_down_and_halve_on_the_way_up():
    net = models.unet((44, 44, 1), depth=2, width=1 / 16)
    names = ["down0_conv2", "down1_conv2", "down2_conv2", "up1_concat", "up1_conv2", "up0_concat", "up0_conv2"]
    assert [net.get_layer(name).output.shape[-1] for name in names] == [4, 8, 16, 16, 8, 8, 4]
