"""DenseNet against Table 1 of the paper."""

import pytest
import zoo
from quick import no_random_numbers  # noqa: F401

from course import models
from course.models.densenet import TABLE_1

SIZES = (56, 28, 14, 7)  # Table 1, "output size" of the dense blocks
PAPER = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}


@pytest.mark.parametrize("layers", PAPER)
def test_the_columns_of_table_1(layers):
    repeats = PAPER[layers]
    assert TABLE_1[layers] == repeats
    assert 2 * sum(repeats) + 1 + 3 + 1 == layers, "two for each layer, conv1, the transitions, the classes"


def test_the_sizes_of_table_1():
    net = models.densenet121(repeats=(1, 2, 1, 1), width=1 / 8)  # k = 4
    assert net.get_layer("conv1_conv").output.shape == (None, 112, 112, 8)
    assert net.get_layer("conv1_pool").output.shape == (None, 56, 56, 8)
    maps = 8
    for i, (size, count) in enumerate(zip(SIZES, (1, 2, 1, 1), strict=True), start=1):
        maps += 4 * count
        assert net.get_layer(f"dense{i}_{count}_concat").output.shape == (None, size, size, maps)
        if i < 4:
            maps //= 2
            assert net.get_layer(f"transition{i}_pool").output.shape == (None, size // 2, size // 2, maps)
    assert net.get_layer("avg_pool").output.shape == (None, maps)
    assert net.output_shape == (None, 1000)


def test_for_cifar_it_begins_with_a_convolution_alone():
    net = zoo.small("densenet_bc100_12")
    assert net.get_layer("conv1_conv").kernel.shape == (3, 3, 3, 2 * 6)
    assert net.get_layer("dense1_1_1_bn").input is net.get_layer("conv1_conv").output
    assert net.get_layer("dense3_1_concat").output.shape[1:3] == (8, 8)


@pytest.mark.parametrize("name", ["densenet121", "densenet169", "densenet201", "densenet_bc100_12"])
def test_the_named_variants_have_their_names(name):
    net = models.create(name, repeats=(1,), width=1 / 8)
    assert net.name == name
    assert models.create(name, repeats=(1,), width=1 / 8, name="mine").name == "mine"
    assert net.output_shape == (None, 10 if "bc100" in name else 1000)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"repeats": ()}, r"repeats=\(\): must be numbers of layers"),
        ({"repeats": 3}, "repeats=3"),
        ({"repeats": (1, 0)}, r"repeats=\(1, 0\): must be numbers of layers"),
        ({"input_shape": (31, 32, 3)}, "at least 32 x 32 pixels"),
        ({"width": 0}, "width=0: must be a positive number"),
    ],
)
def test_bad_arguments_say_what_is_allowed(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.densenet121(**{"repeats": (1, 1, 1, 1), "width": 1 / 8} | arguments)
