"""MobileNet and MobileNetV2: the papers' tables, and Keras's networks with the same weights."""

import keras
import numpy as np
import pytest
import zoo
from keras.src.applications.mobilenet_v2 import _make_divisible as published_rounding
from quick import differ, no_random_numbers  # noqa: F401

from course import measure, models
from course.models.mobilenet_v2 import multiple_of_8
from course.models.weights import transfer

TABLE_1 = {  # Howard et al. 2017, for alpha 1: where, size of the maps, channels
    "conv1_relu6": (112, 32), "stage1_1_pointwise_relu6": (112, 64), "stage2_1_depthwise": (56, 64),
    "stage2_2_pointwise_relu6": (56, 128), "stage3_2_pointwise_relu6": (28, 256), "stage4_1_depthwise": (14, 256),
    "stage4_6_pointwise_relu6": (14, 512), "stage5_1_pointwise_relu6": (7, 1024), "stage5_2_depthwise": (7, 1024),
}  # fmt: skip
TABLE_2 = {  # Sandler et al. 2018: the blocks' outputs
    "conv1_relu6": (112, 32), "stage1_1_project_bn": (112, 16), "stage2_2_add": (56, 24), "stage3_3_add": (28, 32),
    "stage4_4_add": (14, 64), "stage5_3_add": (14, 96), "stage6_3_add": (7, 160), "stage7_1_project_bn": (7, 320),
}  # fmt: skip


def sizes(net, names):
    return {name: net.get_layer(name).output.shape[2:] for name in names}


def test_stages_of_mobilenet():
    net = models.mobilenet(alpha=1 / 4)
    assert sizes(net, TABLE_1) == {name: (size, channels // 4) for name, (size, channels) in TABLE_1.items()}


def test_stages_of_mobilenet_v2():
    net = models.mobilenet_v2(alpha=1 / 2, include_top=False)
    assert sizes(net, TABLE_2) == {name: (size, multiple_of_8(c, 1 / 2)) for name, (size, c) in TABLE_2.items()}
    assert net.output_shape == (None, 7, 7, 1280), "narrow networks keep the last layer's width"
    expanded = [layer.output.shape[-1] for layer in net.layers if layer.name.endswith("_expand_conv")]
    entering = [8] + 5 * [16] + 4 * [32] + 3 * [48] + 3 * [80]
    assert expanded == [6 * c for c in entering]


def test_where_mobilenet_spends():
    """Howard et al. 2017, table 2: shares of multiply-adds and of weights, without biases, by kind of layer.

    Of the multiply-adds of the first convolution the table prints 1.19 %: then all would be 99.29 %. It is 1.91 %.
    """
    net = models.mobilenet()
    table = {"pointwise_conv": (94.86, 74.59), "depthwise": (3.06, 1.06), "conv1_conv": (1.91, 0.02),
             "predictions": (0.18, 24.33)}  # fmt: skip
    layers = {kind: [layer for layer in net.layers if layer.name.endswith(kind)] for kind in table}
    weights = {kind: sum(np.prod(layer.weights[0].shape) for layer in found) for kind, found in layers.items()}
    spent = {row.name: row.macs for row in measure.complexity(net).rows}
    for kind, (macs, kernels) in table.items():
        assert round(100 * sum(spent[layer.name] for layer in layers[kind]) / measure.macs(net), 2) == macs, kind
        assert round(100 * weights[kind] / sum(weights.values()), 2) == kernels, kind


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "alpha", "shape", "include_top"),
    [
        ("mobilenet", 0.25, (75, 38, 3), True),
        ("mobilenet_v2", 0.35, (75, 38, 3), False),
    ],
)
def test_same_weights_same_outputs_as_keras(name, alpha, shape, include_top):
    twin = {"mobilenet": keras.applications.MobileNet, "mobilenet_v2": keras.applications.MobileNetV2}[name]
    arguments = {"input_shape": shape, "alpha": alpha, "include_top": include_top, "classes": 7}
    theirs, ours = zoo.randomise(twin(weights=None, **arguments)), models.create(name, **arguments)
    transfer(theirs, ours)
    (x,) = zoo.images(ours)
    assert differ(theirs, ours, x) <= 1e-5


def test_rounding_to_multiples_of_eight():
    for filters in (16, 24, 32, 40, 64, 80, 96, 112, 160, 192, 320, 1280):
        for width in (0.35, 0.5, 0.75, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2):
            assert multiple_of_8(filters, width) == published_rounding(filters * width, 8)


@pytest.mark.parametrize("build", [models.mobilenet, models.mobilenet_v2])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"alpha": 0}, "positive"),
        ({"input_shape": (31, 32, 3)}, "at least 32 x 32"),
        ({"input_shape": (15, 15, 3), "small_images": True}, "at least 16 x 16"),
        ({"classes": 0, "repeats": (1,)}, "classes=0"),
        ({"repeats": ()}, r"repeats=\(\): must be 1 to"),
        ({"repeats": (1, 0)}, r"repeats=\(1, 0\)"),
    ],
)
def test_bad_arguments_say_what_is_allowed(build, arguments, words):
    with pytest.raises(ValueError, match=words):
        build(**arguments)


@pytest.mark.parametrize("build", [models.mobilenet, models.mobilenet_v2])
def test_smallest_images(build):
    assert build((32, 33, 1), 2, alpha=1 / 8).output_shape == (None, 2)
    assert build((16, 16, 1), 2, alpha=1 / 8, small_images=True).output_shape == (None, 2)
