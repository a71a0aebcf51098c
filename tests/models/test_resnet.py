"""ResNet against Table 1 of the paper."""

import functools

import keras
import pytest
from quick import no_random_numbers  # noqa: F401

from course import blocks, measure, models
from course.models.resnet import TABLE_1

SIZES = (56, 28, 14, 7)  # Table 1, "output size" of conv2_x … conv5_x
FILTERS = (64, 128, 256, 512)
PAPER = {  # layers of weights in a block, channels out for each in the middle, blocks in a stage
    18: (2, 1, (2, 2, 2, 2)),
    34: (2, 1, (3, 4, 6, 3)),
    50: (3, 4, (3, 4, 6, 3)),
    101: (3, 4, (3, 4, 23, 3)),
    152: (3, 4, (3, 8, 36, 3)),
}


@pytest.mark.parametrize("layers", PAPER)
def test_the_columns_of_table_1(layers):
    """What the builder asks of its blocks, stage by stage, and what a block of the column's kind makes of it."""
    depth, expansion, repeats = PAPER[layers]
    asked = []

    def block(x, filters, strides, name):
        asked.append((name, filters, strides))
        return x

    models.resnet(layers, block=block)
    stages = zip((2, 3, 4, 5), FILTERS, repeats, strict=True)
    wanted = [
        (f"conv{stage}_{i}", filters, 2 if stage > 2 and i == 1 else 1)
        for stage, filters, count in stages
        for i in range(1, count + 1)
    ]
    assert asked == wanted
    assert depth * len(asked) + 2 == layers

    x = keras.Input((8, 8, 16))
    y = TABLE_1[layers][0](x, 16, 2, name="b")
    assert y.shape == (None, 4, 4, 16 * expansion)
    convolutions = [layer for layer in keras.Model(x, y).layers if "_conv" in layer.name and layer.weights]
    assert len([layer for layer in convolutions if "shortcut" not in layer.name]) == depth


@pytest.mark.parametrize(("layers", "expansion"), [(18, 1), (50, 4)])
def test_the_sizes_of_table_1(layers, expansion):
    net = models.resnet(layers, width=1 / 8, repeats=(1, 1, 1, 1))
    assert net.get_layer("conv1_conv").output.shape == (None, 112, 112, 8)
    assert net.get_layer("conv2_pool").output.shape == (None, 56, 56, 8)
    for stage, (size, filters) in enumerate(zip(SIZES, FILTERS, strict=True), start=2):
        assert net.get_layer(f"conv{stage}_1_out").output.shape == (None, size, size, expansion * filters // 8)
    assert net.get_layer("avg_pool").output.shape == (None, expansion * 64)
    assert net.output_shape == (None, 1000)


def test_plain_is_residual_without_shortcuts():
    arguments = {"width": 1 / 8, "small_images": True, "input_shape": (32, 32, 3), "repeats": (1, 1, 1)}
    plain, residual = models.plain34(**arguments), models.resnet34(**arguments)
    kernels = [[tuple(w.shape) for w in net.weights if w.name == "kernel"] for net in (plain, residual)]
    projections = [tuple(w.shape) for w in residual.weights if w.name == "kernel" and "shortcut" in w.path]
    assert not any(isinstance(layer, keras.layers.Add) for layer in plain.layers)
    assert len(projections) == 2 and sorted(kernels[0] + projections) == sorted(kernels[1])


def test_where_the_stride_stands_costs_six_percent():
    """Stride in the first 1x1, the paper's: 3.86 G multiply-adds; in the 3x3, torchvision's "v1.5": 4.09 G."""
    later = models.resnet50(block=functools.partial(blocks.bottleneck, stride_in="3x3"))
    assert measure.macs(later) == 4_089_184_256
    assert measure.parameters(later) == 25_557_032


def test_small_images_keep_their_size_until_conv3():
    net = models.resnet34(input_shape=(32, 32, 3), classes=10, small_images=True, width=1 / 8, repeats=(1, 1, 1))
    assert net.get_layer("conv1_conv").kernel.shape == (3, 3, 3, 8)
    assert net.get_layer("conv2_1_out").output.shape == (None, 32, 32, 8)
    assert net.get_layer("conv4_1_out").output.shape == (None, 8, 8, 32)
    assert net.output_shape == (None, 10)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"layers": 35}, "layers=35: must be one of 18, 34, 50, 101, 152"),
        ({"repeats": ()}, r"repeats=\(\): must be 1 to 4 numbers of blocks"),
        ({"repeats": (1, 1, 1, 1, 1)}, "must be 1 to 4 numbers of blocks"),
        ({"repeats": (2, 0)}, r"repeats=\(2, 0\): .* each at least 1"),
        ({"repeats": 3}, "repeats=3"),
        ({"input_shape": (28, 28, 1)}, "at least 32 x 32 pixels"),
        ({"small_images": True, "input_shape": (7, 7, 1)}, "at least 8 x 8 pixels"),
        ({"block": blocks.bottleneck, "weights": "imagenet", "width": 1 / 16}, "Keras publishes none for resnet18"),
    ],
)
def test_bad_arguments_say_what_is_allowed(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.resnet(**{"layers": 18, "repeats": (1, 1), "width": 1 / 16} | arguments)


@pytest.mark.parametrize("name", ["plain18", "plain34", "resnet18", "resnet34", "resnet50", "resnet101", "resnet152"])
def test_the_named_variants_have_their_names(name):
    tiny = {"width": 1 / 32, "repeats": (1,)}
    assert models.create(name, **tiny).name == name
    assert models.create(name, **tiny, name="mine").name == "mine"
