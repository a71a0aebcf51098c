"""NASNet-A: figure 2 of the paper, and Keras's network with the same weights."""

import keras
import pytest
import zoo
from keras.src.applications.nasnet import NASNet as Published
from quick import differ, no_random_numbers  # noqa: F401

from course import models
from course.models.weights import transfer


@pytest.mark.once
def test_same_weights_same_outputs_as_keras():
    """At odd and even sizes; Keras's general builder, for it refuses NASNetMobile on PyTorch."""
    shape, end = (75, 38, 3), {"classes": 7, "weights": None, "classifier_activation": None}
    theirs = Published(shape, 96, 1, 32, skip_reduction=False, **end)
    ours = models.nasnet_mobile(shape, penultimate=96, repeats=(1, 1, 1), **end)
    transfer(zoo.randomise(theirs), ours)
    (x,) = zoo.images(ours)
    assert differ(theirs, ours, x) <= 1e-5


def test_stages_of_figure_2():
    """ImageNet: a strided convolution, two reductions, then N normal cells three times, reductions between them."""
    net = models.nasnet_mobile(penultimate=96, repeats=(2, 1, 1), include_top=False)
    cells = [(layer.name, *layer.output.shape[2:]) for layer in net.layers if layer.name.endswith("concat")]
    cells = [cell for cell in cells if "previous" not in cell[0]]
    assert cells == [
        ("stem_reduction1_concat", 56, 4), ("stem_reduction2_concat", 28, 8),
        ("normal1_1_concat", 28, 24), ("normal1_2_concat", 28, 24), ("reduction1_concat", 14, 32),
        ("normal2_1_concat", 14, 48), ("reduction2_concat", 7, 64), ("normal3_1_concat", 7, 96),
    ]  # fmt: skip
    assert net.output_shape == (None, 7, 7, 96)


def test_small_images_have_the_form_for_cifar():
    net = models.nasnet_mobile((32, 32, 3), 10, penultimate=96, repeats=(1, 1), small_images=True)
    cells = [layer.name for layer in net.layers if layer.name.endswith("_5")]
    assert cells == ["normal1_1_5", "reduction1_5", "normal2_1_5"]
    assert net.get_layer("normal1_1_concat").output.shape[2:] == (32, 24)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"penultimate": 100}, "penultimate=100: must be a multiple of 96"),
        ({"penultimate": 0}, "penultimate=0"),
        ({"repeats": (4, 4, 4, 4)}, "must be 1 to 3"),
        ({"input_shape": (31, 31, 3)}, "at least 32 x 32"),
        (
            {"input_shape": (None, None, 3)},
            "this network needs height and width in numbers",
        ),
        ({"classes": 0, "penultimate": 96, "repeats": (1,)}, "classes=0"),
    ],
)
def test_bad_arguments_say_what_is_allowed(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.nasnet_mobile(**arguments)


def test_images_are_averaged_and_every_layer_is_named():
    net = models.nasnet_mobile((32, 32, 3), 3, penultimate=96, repeats=(1,))
    assert net.output_shape == (None, 3)
    assert all(layer.name.startswith(("image", "stem", "normal", "relu", "avg", "predictions")) for layer in net.layers)
    assert isinstance(net, keras.Model) and not net.compiled
