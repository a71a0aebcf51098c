"""VGG against Table 1 of its paper."""

import keras
import pytest
from quick import no_random_numbers  # noqa: F401

from course import models

TABLE_1 = {  # the paper's columns A, B, D and E, from top to bottom; M is a pool
    "vgg11": "64 M 128 M 256 256 M 512 512 M 512 512 M",
    "vgg13": "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M",
    "vgg16": "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
    "vgg19": "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M",
}


@pytest.mark.parametrize("name", TABLE_1)
def test_columns_of_the_table(name):
    net = models.create(name, width=1 / 16, classes=5)
    convs = [layer for layer in net.layers if isinstance(layer, keras.layers.Conv2D)]
    pools = [layer for layer in net.layers if isinstance(layer, keras.layers.MaxPooling2D)]
    body = [layer for layer in net.layers if layer in convs or layer in pools]
    assert [str(layer.filters * 16) if layer in convs else "M" for layer in body] == TABLE_1[name].split()
    assert all(layer.kernel_size == (3, 3) and layer.strides == (1, 1) for layer in convs)
    assert [layer.output.shape[1] for layer in pools] == [112, 56, 28, 14, 7]
    dense = [layer for layer in net.layers if isinstance(layer, keras.layers.Dense)]
    assert [layer.units for layer in dense] == [256, 256, 5]
    assert len(convs) + len(dense) == int(name[3:]) and net.name == name
    assert all(layer.activation is keras.activations.relu for layer in [*convs, *dense[:-1]])


def test_images_of_any_size_without_top():
    net = models.vgg11(input_shape=(None, None, 3), width=1 / 16, include_top=False)
    assert net.output_shape == (None, None, None, 32)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"input_shape": (32, 31, 3)}, "at least 32 x 32 pixels"),
        ({"width": 0}, "width=0: must be a positive number"),
        ({"classes": 0, "width": 1 / 16}, "classes=0"),
        ({"input_shape": (None, 32, 3), "width": 1 / 16}, "leaves the image's size open"),
        ({"classes": 10, "width": 1 / 16, "weights": "imagenet"}, "have 1000 classes"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.vgg16(**arguments)
    with pytest.raises(ValueError, match="layers=12: must be one of 11, 13, 16, 19"):
        models.vgg(12)
