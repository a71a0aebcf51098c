"""GoogLeNet against Table 1 of its paper, and against PyTorch's layers with the same weights."""

import keras
import numpy as np
import pytest
from quick import no_random_numbers  # noqa: F401

from course import measure, models

ROWS = {  # layers: (output, weights without biases, multiply-adds)
    "conv1": ((112, 112, 64), 9408, 118013952),
    "conv2": ((56, 56, 192), 114688, 359661568),
    "inception_3a": ((28, 28, 256), 163328, 128049152),
    "inception_3b": ((28, 28, 480), 388096, 304267264),
    "inception_4a": ((14, 14, 512), 375552, 73608192),
    "inception_4b": ((14, 14, 512), 448512, 87908352),
    "inception_4c": ((14, 14, 512), 509440, 99850240),
    "inception_4d": ((14, 14, 528), 604672, 118515712),
    "inception_4e": ((14, 14, 832), 867328, 169996288),
    "inception_5a": ((7, 7, 832), 1042432, 51079168),
    "inception_5b": ((7, 7, 1024), 1442816, 70697984),
    "predictions": ((1000,), 1024000, 1024000),
}
POOLS = {"pool1": (56, 56, 64), "pool2": (28, 28, 192), "pool3": (14, 14, 480), "pool4": (7, 7, 832)}


def in_row(net, macs, row):
    """Output, weights without biases and multiply-adds of the layers that make a row of the table."""
    layers = [layer for layer in net.layers if layer.name.startswith(row) and layer.weights]
    last = f"{row}_concat" if row.startswith("inception") else row
    weights = sum(np.prod(layer.kernel.shape) for layer in layers)
    return net.get_layer(last).output.shape[1:], weights, sum(macs[layer.name] for layer in layers)


def test_the_table_row_by_row():
    """And in all: 6,998,552 parameters, 8,280 of them biases; 13,378,280 with the auxiliary heads."""
    net = models.googlenet(aux=True)
    macs = {row.name: row.macs for row in measure.complexity(net).rows}
    assert {row: in_row(net, macs, row) for row in ROWS} == ROWS
    assert measure.parameters(net) == 13_378_280
    body = [layer for layer in net.layers if layer.weights and not layer.name.startswith("aux")]
    assert sum(layer.count_params() for layer in body) == 6_998_552
    assert sum(np.prod(layer.kernel.shape) for layer in body) == sum(row[1] for row in ROWS.values()) == 6_990_272
    assert sum(macs[layer.name] for layer in body) == sum(row[2] for row in ROWS.values()) == 1_582_671_872
    assert {name: net.get_layer(name).output.shape[1:] for name in POOLS} == POOLS
    assert net.get_layer("aux1_pool").output.shape[1:] == (4, 4, 512)
    assert net.get_layer("aux2_pool").output.shape[1:] == (4, 4, 528)
    assert net.get_layer("aux1_pool").input is net.get_layer("inception_4a_concat").output
    assert net.get_layer("aux2_pool").input is net.get_layer("inception_4d_concat").output
    assert net.get_layer("avg_dropout").rate == 0.4


def test_twenty_two_layers():
    """Longest way from image to classes, in layers with weights; there are 57 convolutions in all."""
    net, depth = models.googlenet((32, 32, 3), width=1 / 16), {}
    for layer in net.layers:
        before = [t._keras_history.operation.name for node in layer._inbound_nodes for t in node.input_tensors]
        depth[layer.name] = max([depth[name] for name in before], default=0) + bool(layer.weights)
    assert depth["predictions"] == 22
    assert sum(isinstance(layer, keras.layers.Conv2D) for layer in net.layers) == 57


def by_pytorch(net, x):
    """The network without auxiliary heads, of PyTorch's functions; pools round up, as Caffe's do."""
    torch = pytest.importorskip("torch")
    F = torch.nn.functional

    def conv(t, name, **options):
        kernel, bias = (torch.tensor(w) for w in net.get_layer(name).get_weights())
        return F.relu(F.conv2d(t, kernel.permute(3, 2, 0, 1), bias, padding=kernel.shape[0] // 2, **options))

    def pool(t):
        return F.max_pool2d(t, 3, 2, ceil_mode=True)

    def norm(t):
        return F.local_response_norm(t, 5, alpha=1e-4, beta=0.75, k=1.0)

    t = norm(pool(conv(torch.from_numpy(x).permute(0, 3, 1, 2), "conv1", stride=2)))
    t = pool(norm(conv(conv(t, "conv2_reduce"), "conv2")))
    for module in ("3a", "3b", "", "4a", "4b", "4c", "4d", "4e", "", "5a", "5b"):
        if not module:
            t = pool(t)
            continue
        name = f"inception_{module}"
        one = conv(t, f"{name}_1x1")
        three = conv(conv(t, f"{name}_3x3_reduce"), f"{name}_3x3")
        five = conv(conv(t, f"{name}_5x5_reduce"), f"{name}_5x5")
        pooled = conv(F.max_pool2d(t, 3, 1, padding=1), f"{name}_pool_proj")
        t = torch.cat([one, three, five, pooled], dim=1)
    kernel, bias = (torch.tensor(w) for w in net.get_layer("predictions").get_weights())
    return (t.mean(dim=(2, 3)) @ kernel + bias).detach().numpy()


def test_agrees_with_pytorch():
    net = models.googlenet((None, None, 3), classes=7, width=1 / 8, classifier_activation=None)
    rng = np.random.default_rng(0)
    net.set_weights([rng.normal(size=w.shape) * np.sqrt(2 / np.prod(w.shape[:-1])) for w in net.weights])
    x = rng.normal(size=(2, 96, 64, 3)).astype("float32") * 20
    ours, theirs = net.predict_on_batch(x), by_pytorch(net, x)
    assert np.linalg.norm(ours - theirs) <= 1e-5 * np.linalg.norm(theirs)


def test_auxiliary_outputs_and_their_weights(tmp_path):
    arguments = {"input_shape": (65, 66, 3), "classes": 4, "width": 1 / 16, "modules": ("4a", "4d")}
    net = models.googlenet(**arguments, aux=True)
    assert net.output_names == ["predictions", "aux1_predictions", "aux2_predictions"] and net.name == "googlenet"
    net.set_weights([np.random.default_rng(0).normal(size=w.shape) for w in net.weights])
    outputs = net.predict_on_batch(np.ones((1, 65, 66, 3), "float32"))
    assert [y.shape for y in outputs] == [(1, 4)] * 3
    np.testing.assert_allclose([y.sum() for y in outputs], 1, rtol=1e-5)
    net.save_weights(tmp_path / "aux.weights.h5")
    again = models.googlenet(**arguments, aux=True, weights=str(tmp_path / "aux.weights.h5"))
    assert all((a == b).all() for a, b in zip(net.get_weights(), again.get_weights(), strict=True))
    with pytest.raises(ValueError, match="another network"):
        models.googlenet(**arguments, weights=str(tmp_path / "aux.weights.h5"))


def test_modules_by_name():
    net = models.googlenet(
        (32, 32, 3), 10, modules=("3b", "4d", "4e", "5a"), width=1 / 16, small_images=True, name="few"
    )
    after = [layer.name for layer in net.layers if layer.name.endswith("_concat") or layer.name in POOLS]
    assert after == [
        "inception_3b_concat", "pool3", "inception_4d_concat", "inception_4e_concat", "pool4", "inception_5a_concat",
    ]  # fmt: skip


def test_small_images():
    net = models.googlenet((32, 32, 3), 10, aux=True, width=1 / 16, small_images=True)
    sizes = [net.get_layer(f"inception_{module}_concat").output.shape[1] for module in ("3a", "3b", "4a", "4e", "5b")]
    assert sizes == [32, 32, 16, 16, 8]
    assert [shape[1] for shape in net.output_shape] == [10, 10, 10]
    assert models.googlenet((None, None, 1), 3, width=1 / 16).output_shape == (None, 3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"aux": True, "include_top": False}, "auxiliary heads are tops too"),
        ({"aux": True, "input_shape": (64, 64, 3), "width": 1 / 16}, "aux1: maps of .* at least 5 x 5"),
        ({"modules": ("3a", "3c")}, r"modules=\('3a', '3c'\): must be one or more of 3a, 3b"),
        ({"modules": ("5a", "3a")}, "in this order"),
        ({"modules": ()}, "must be one or more"),
        ({"classes": 0, "width": 1 / 16}, "classes=0"),
        ({"classes": 0, "width": 1 / 16, "aux": True}, "classes=0"),
        ({"weights": "imagenet", "width": 1 / 16}, "Keras publishes none for googlenet"),
        ({"weights": "imagenet", "width": 1 / 16, "aux": True}, "Keras publishes none for googlenet"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.googlenet(**arguments)
