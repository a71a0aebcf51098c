"""AlexNet and its children: sizes of the papers, and the same numbers as PyTorch's layers with the same weights."""

import numpy as np
import pytest
from quick import no_random_numbers  # noqa: F401

from course import models

NETS = ["alexnet", "alexnet_grouped", "alexnet_one_tower", "zfnet", "zfnet_large", "vgg_m"]
SIZES = {  # side of conv1, pool1, conv2, pool2, conv3, conv4, conv5, pool5
    "alexnet": (55, 27, 27, 13, 13, 13, 13, 6),  # the lectures' list
    "alexnet_grouped": (55, 27, 27, 13, 13, 13, 13, 6),
    "alexnet_one_tower": (55, 27, 27, 13, 13, 13, 13, 6),
    "zfnet": (110, 55, 26, 13, 13, 13, 13, 6),  # Zeiler & Fergus 2013, figure 3
    "zfnet_large": (110, 55, 26, 13, 13, 13, 13, 6),
    "vgg_m": (109, 54, 26, 13, 13, 13, 13, 6),
}
FILTERS = {
    "alexnet": (96, 256, 384, 384, 256),
    "alexnet_grouped": (96, 256, 384, 384, 256),
    "alexnet_one_tower": (64, 192, 384, 256, 256),
    "zfnet": (96, 256, 384, 384, 256),
    "zfnet_large": (96, 256, 512, 1024, 512),
    "vgg_m": (96, 256, 512, 512, 512),
}
BY_LIBRARY = {  # conv1 … conv5: stride, padding, groups, as PyTorch's layers take them; and the order of stages 1 and 2
    "alexnet": ("41111", "02111", "11111", "relu pool norm"),
    "alexnet_grouped": ("41111", "02111", "12122", "relu norm pool"),
    "alexnet_one_tower": ("41111", "22111", "11111", "relu pool"),
    "zfnet": ("22111", "10111", "11111", "relu pool norm"),
    "zfnet_large": ("22111", "10111", "11111", "relu pool norm"),
    "vgg_m": ("22111", "01111", "11111", "relu norm pool"),
}


def small(name, **arguments):
    """Full-size images and depth, a sixteenth of the filters."""
    net = models.create(name, width=1 / 16, classes=7, **arguments)
    rng = np.random.default_rng(0)
    net.set_weights([rng.normal(size=w.shape) * np.sqrt(2 / np.prod(w.shape[:-1])) for w in net.weights])
    return net


def by_pytorch(net, x, strides, pads, groups, order):
    """The same network of PyTorch's functions; its pools count as many windows as begin inside, Caffe's way."""
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    steps = {
        "relu": F.relu,
        "pool": lambda t: F.max_pool2d(t, 3, 2, ceil_mode=True),
        "norm": lambda t: F.local_response_norm(t, 5, alpha=5e-4, beta=0.75, k=2.0),
    }
    t = torch.from_numpy(x).permute(0, 3, 1, 2)
    for i in range(1, 6):
        kernel, bias = (torch.tensor(w) for w in net.get_layer(f"conv{i}").get_weights())
        options = {"stride": int(strides[i - 1]), "padding": int(pads[i - 1]), "groups": int(groups[i - 1])}
        t = F.conv2d(t, kernel.permute(3, 2, 0, 1), bias, **options)
        for step in {1: order, 2: order, 5: "relu pool"}.get(i, "relu").split():
            t = steps[step](t)
    t = t.permute(0, 2, 3, 1).flatten(1)
    for name in ("fc6", "fc7", "predictions"):
        kernel, bias = (torch.tensor(w) for w in net.get_layer(name).get_weights())
        t = t @ kernel + bias
        t = F.relu(t) if name != "predictions" else t
    return t.detach().numpy()


@pytest.mark.parametrize("name", NETS)
def test_sizes_and_numbers(name):
    net = small(name, classifier_activation=None)
    stages = ("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5")
    found = [net.get_layer(stage).output.shape[1:] for stage in stages]
    assert tuple(shape[0] for shape in found) == SIZES[name]
    assert tuple(found[i][2] * 16 for i in (0, 2, 4, 5, 6)) == FILTERS[name]
    assert net.get_layer("flatten").output.shape[1] * 16 == 36 * FILTERS[name][4]

    x = np.random.default_rng(1).normal(size=(2, *net.input_shape[1:])).astype("float32") * 20
    ours, theirs = net.predict_on_batch(x), by_pytorch(net, x, *BY_LIBRARY[name])
    assert np.linalg.norm(ours - theirs) <= 1e-5 * np.linalg.norm(theirs)


def test_order_of_normalisation():
    """Papers and lectures differ: the same shapes, other numbers."""
    order = {}
    for norm in ("before pool", "after pool", None):
        net = models.alexnet((67, 67, 3), width=1 / 96, norm=norm, name="net")
        order[norm] = [layer.name for layer in net.layers if "norm" in layer.name or "pool" in layer.name]
    assert order["before pool"] == ["conv1_norm", "pool1", "conv2_norm", "pool2", "pool5"]
    assert order["after pool"] == ["pool1", "norm1", "pool2", "norm2", "pool5"]
    assert order[None] == ["pool1", "pool2", "pool5"]
    with pytest.raises(ValueError, match="norm='first': must be one of 'before pool', 'after pool', None"):
        models.alexnet(norm="first")


def test_dropout_before_or_behind_the_dense_layers():
    names = {}
    for build in (models.alexnet, models.alexnet_one_tower):
        net = build(width=1 / 32, include_top=True)
        names[net.name] = [layer.name for layer in net.layers][-5:]
    assert names["alexnet"] == ["fc6", "dropout6", "fc7", "dropout7", "predictions"]
    assert names["alexnet_one_tower"] == ["dropout6", "fc6", "dropout7", "fc7", "predictions"]


@pytest.mark.parametrize(
    ("name", "smallest"),
    [("alexnet", 67), ("alexnet_one_tower", 63), ("zfnet", 53), ("vgg_m", 51)],
)
def test_smallest_images(name, smallest):
    net = models.create(name, input_shape=(smallest, smallest + 2, 1), width=1 / 32, include_top=False)
    assert 1 in net.output_shape
    with pytest.raises(ValueError, match=f"at least {smallest} x {smallest} pixels"):
        models.create(name, input_shape=(smallest, smallest - 1, 1))


@pytest.mark.parametrize("name", NETS)
def test_small_images(name):
    net = models.create(name, input_shape=(15, 16, 3), width=1 / 16, small_images=True, include_top=False)
    assert min(net.output_shape[1:3]) >= 1
    assert all(net.get_layer(f"conv{i}").strides == (1, 1) for i in range(1, 6))
    with pytest.raises(ValueError, match="at least 15 x 15 pixels"):
        models.create(name, input_shape=(14, 14, 3), small_images=True)


def test_bad_arguments():
    with pytest.raises(ValueError, match="groups=2 must divide the 3 input channels"):
        models.alexnet_grouped(width=1 / 32)
    with pytest.raises(ValueError, match="classes=-1"):
        models.zfnet(width=1 / 16, classes=-1)
    with pytest.raises(ValueError, match="leaves the image's size open"):
        models.alexnet((None, None, 3), width=1 / 16)
    with pytest.raises(ValueError, match="Keras publishes none for alexnet"):
        models.alexnet((67, 67, 3), width=1 / 16, weights="imagenet")
