"""What came of ResNet: for CIFAR, pre-activation, wide, ResNeXt, stochastic depth, squeeze and excitation."""

import keras
import numpy as np
import pytest
import zoo
from quick import no_random_numbers  # noqa: F401

from course import blocks, measure, models

FAMILY = [
    "cifar_plain20", "cifar_plain56", "cifar_resnet20", "cifar_resnet32", "cifar_resnet44", "cifar_resnet56",
    "cifar_resnet110", "stochastic_depth_resnet110", "preact_resnet110", "preact_resnet164", "resnet50_v2",
    "resnet101_v2", "resnet152_v2", "wide_resnet28_10", "wide_resnet50_2", "resnext50_32x4d", "resnext101_32x8d",
    "se_resnet50",
]  # fmt: skip
SMALL = {"input_shape": (32, 32, 3), "classes": 10, "width": 1 / 8}


@pytest.fixture
def asked(monkeypatch):
    """Arguments that a builder gives to its blocks, which do nothing but note them."""
    calls = []

    def note(x, filters, strides=1, *, name, **others):
        calls.append({"name": name, "filters": filters, "strides": strides} | others)
        return x

    for block in (
        "plain_block",
        "basic_residual",
        "bottleneck",
        "preactivation",
        "preactivation_bottleneck",
        "wide",
        "resnext",
    ):
        monkeypatch.setattr(blocks, block, note)
    return calls


@pytest.mark.parametrize("name", FAMILY)
def test_the_named_variants_have_their_names(asked, name):
    net = models.create(name)
    assert net.name == name and models.create(name, name="mine").name == "mine"
    assert net.output_shape == (None, 1000 if net.input_shape == (None, 224, 224, 3) else 10)
    assert asked


def stages(asked, *keys):
    """First and last block of each stage, and how many it has: ``keys`` of what they were asked."""
    by_stage = {}
    for call in asked:
        by_stage.setdefault(call["name"].split("_")[0], []).append(tuple(call[key] for key in keys))
    return {stage: (calls[0], calls[-1], len(calls)) for stage, calls in by_stage.items()}


CIFAR_TABLE = {  # He et al. 2015, section 4.2: filters, strides of the first and last block; 2n layers, so n blocks
    "conv2": ((16, 1), (16, 1)),
    "conv3": ((32, 2), (32, 1)),
    "conv4": ((64, 2), (64, 1)),
}


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("cifar_resnet20", 3),
        ("cifar_resnet32", 5),
        ("cifar_resnet44", 7),
        ("cifar_resnet56", 9),
        ("cifar_resnet110", 18),
        ("preact_resnet110", 18),
        ("wide_resnet28_10", 4),
    ],
)
def test_three_stages_of_n_blocks(asked, name, n):
    models.create(name)
    assert stages(asked, "filters", "strides") == {stage: (*ends, n) for stage, ends in CIFAR_TABLE.items()}


@pytest.mark.parametrize(
    ("layers", "repeats"), [(50, (3, 4, 6, 3)), (101, (3, 4, 23, 3)), (152, (3, 8, 36, 3))], ids=lambda x: str(x)
)
def test_v2_strides_in_the_last_block_of_a_stage(asked, layers, repeats):
    models.create(f"resnet{layers}_v2")
    strides = [(1, 2)] * 3 + [(1, 1)]
    assert stages(asked, "filters", "strides", "stride_in") == {
        f"conv{i}": ((filters, a, "3x3"), (filters, b, "3x3"), count)
        for i, (filters, (a, b), count) in enumerate(zip((64, 128, 256, 512), strides, repeats, strict=True), start=2)
    }


@pytest.mark.parametrize(("name", "width"), [("resnext50_32x4d", 4), ("resnext101_32x8d", 8)])
def test_paths_of_resnext_widen_with_the_stages(asked, name, width):
    models.create(name)
    found = stages(asked, "filters", "groups", "group_width")
    for i, (stage, (first, last, _)) in enumerate(found.items()):
        assert first == last == (64 * 2**i, 32, width * 2**i), stage
    assert [count for *_, count in found.values()] == [3, 4, 6 if "50" in name else 23, 3]


def test_wide_bottlenecks_are_twice_as_wide_inside(asked):
    models.wide_resnet50_2()
    assert {(call["inner"], call["stride_in"]) for call in asked} == {
        (128, "3x3"), (256, "3x3"), (512, "3x3"), (1024, "3x3"),
    }  # fmt: skip
    assert all(call["inner"] == 2 * call["filters"] for call in asked)


def test_cifar_plain_is_cifar_resnet_without_shortcuts_and_as_large():
    """Option A has no parameters: the curves of both compare like with like."""
    plain, residual = (models.create(f"cifar_{kind}20", repeats=(1, 1, 1)) for kind in ("plain", "resnet"))
    assert [w.shape for w in plain.weights] == [w.shape for w in residual.weights]
    assert measure.parameters(plain) == measure.parameters(residual)
    projected = models.cifar_resnet20(repeats=(1, 1, 1), shortcut="B")
    assert measure.parameters(projected) - measure.parameters(plain) == 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64


def path_back(net):
    """Kinds of layers on the way of shortcuts, from the last addition back to the input."""
    layer = next(layer for layer in reversed(net.layers) if isinstance(layer, keras.layers.Add))
    kinds = []
    while layer._inbound_nodes[0].input_tensors:
        kinds.append(type(layer).__name__)
        layer = layer._inbound_nodes[0].input_tensors[0]._keras_history.operation
    return kinds


def test_only_pre_activation_leaves_the_path_clear():
    """Backprop's slide has the residual path pass no activation: so it is after He et al. 2016, not before."""
    before = path_back(models.cifar_resnet20(repeats=(2, 2)))
    assert before[:3] == ["Add", "ReLU", "Add"]
    after = path_back(models.preact_resnet110(repeats=(2, 2)))
    assert after == ["Add", "Add", "PadChannels", "MaxPooling2D", "Add", "Add", "ReLU", "BatchNormalization", "Conv2D"]


@pytest.mark.parametrize("name", ["preact_resnet110", "preact_resnet164", "wide_resnet28_10"])
def test_pre_activation_begins_and_ends_as_the_appendix_says(name):
    net = zoo.small(name)
    names = [layer.name for layer in net.layers]
    assert "conv2_1_1_bn" not in names and "conv3_1_1_bn" in names
    assert net.get_layer("conv2_1_1_conv").input is net.get_layer("conv1_relu").output
    assert net.get_layer("avg_pool").input is net.get_layer("last_relu").output


def test_stochastic_depth_decays_from_block_to_block():
    net = models.stochastic_depth_resnet110(repeats=(2, 1, 1), width=1 / 4)
    gates = [layer for layer in net.layers if isinstance(layer, blocks.StochasticDepth)]
    assert [g.name for g in gates] == ["conv2_1_gate", "conv2_2_gate", "conv3_1_gate", "conv4_1_gate"]
    np.testing.assert_allclose([g.survival for g in gates], [0.875, 0.75, 0.625, 0.5])


def test_stochastic_depth_is_scaled_at_test_time_and_saved(tmp_path):
    certain, chancy = (models.stochastic_depth_resnet110(survival=s, repeats=(1, 1), width=1 / 4) for s in (1, 0.5))
    twin = models.cifar_resnet110(repeats=(1, 1), width=1 / 4)
    for net in (certain, chancy, twin):
        zoo.randomise(net)
    (x,) = zoo.images(twin)
    (a,), (b,), (c,) = (zoo.outputs(net, [x]) for net in (certain, chancy, twin))
    np.testing.assert_allclose(a, c, rtol=1e-5)
    assert np.abs(a - b).max() > 1e-3
    chancy.save_weights(tmp_path / "net.weights.h5")
    again = models.stochastic_depth_resnet110(repeats=(1, 1), width=1 / 4, weights=tmp_path / "net.weights.h5")
    np.testing.assert_array_equal(zoo.outputs(again, [x])[0], b)


def test_squeeze_and_excitation_stands_before_the_addition():
    net = models.se_resnet50(**SMALL, small_images=True, repeats=(1,))
    plain = models.resnet50(**SMALL, small_images=True, repeats=(1,))
    assert net.get_layer("conv2_1_gate_squeeze").input is net.get_layer("conv2_1_3_bn").output
    assert net.get_layer("conv2_1_add").input[1] is net.get_layer("conv2_1_gate_scale").output
    assert measure.parameters(net) - measure.parameters(plain) == 2 * 32 * 2  # 2C²/16
    released = models.se_resnet50(use_bias=True, **SMALL, small_images=True, repeats=(1,))
    assert measure.parameters(released) - measure.parameters(net) == 32 + 2


def test_squeeze_and_excitation_costs_ten_percent_parameters_and_under_one_percent_macs():
    """The closed form of both, for SE-ResNet-50 of the paper: 2/r times the sum of N_s C_s² over the stages."""
    blocks_and_channels = ((3, 256), (4, 512), (6, 1024), (3, 2048))
    added = sum(2 * count * channels**2 // 16 for count, channels in blocks_and_channels)
    assert added == 28_071_976 - 25_557_032
    assert 0.09 < added / 25_557_032 < 0.11
    assert added / 3_857_973_248 < 0.01


@pytest.mark.parametrize("form", ["split", "concatenate"])
def test_resnext_in_its_other_forms(form):
    net = models.resnext50_32x4d(groups=2, group_width=32, form=form, **SMALL, small_images=True, repeats=(1, 1))
    grouped = models.resnext50_32x4d(groups=2, group_width=32, **SMALL, small_images=True, repeats=(1, 1))
    assert net.output_shape == grouped.output_shape
    assert measure.macs(net) == measure.macs(grouped)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("cifar_resnet20", {"repeats": (1, 1, 1, 1)}, "must be 1 to 3 numbers of blocks"),
        ("cifar_resnet20", {"shortcut": "Z", "repeats": (1, 1)}, "shortcut='Z'"),
        ("preact_resnet110", {"repeats": (0,)}, "repeats=.*each at least 1"),
        ("stochastic_depth_resnet110", {"survival": 0}, "last=0"),
        ("resnet50_v2", {"repeats": (1, 1, 1, 1, 1)}, "must be 1 to 4"),
        ("resnext50_32x4d", {"form": "d", **SMALL, "small_images": True, "repeats": (1,)}, "form='d'"),
        ("resnext50_32x4d", {"groups": 0, **SMALL, "small_images": True, "repeats": (1,)}, "groups=0"),
        ("cifar_resnet20", {"input_shape": (3, 3, 3)}, "at least 4 x 4 pixels"),
        ("cifar_resnet20", {"weights": "imagenet", "repeats": (1,)}, "Keras publishes none for cifar_resnet20"),
    ],
)
def test_bad_arguments_say_what_is_allowed(name, arguments, words):
    with pytest.raises(ValueError, match=words):
        models.create(name, **arguments)


@pytest.mark.parametrize(("depth", "nearest"), [(21, 20), (2, 8), (55, 50)])
def test_depth_is_six_n_plus_two(depth, nearest):
    with pytest.raises(ValueError, match=rf"layers={depth}: must be 6n \+ 2 .* such as {nearest}"):
        models.cifar_resnet(depth)


def test_resnet_v2_has_no_18_layers():
    from course.models.resnet_v2 import resnet_v2

    with pytest.raises(ValueError, match="layers=18: must be one of 50, 101, 152"):
        resnet_v2(18)
