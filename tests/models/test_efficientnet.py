"""EfficientNet: table 1 of the paper, compound scaling, and Keras's network with the same weights."""

import keras
import numpy as np
import pytest
import zoo
from keras.src.applications.efficientnet import EfficientNet as Published
from quick import differ, no_random_numbers  # noqa: F401

from course import models
from course.models.weights import transfer

TABLE_1 = {  # at width 1: where, size of the maps, channels, blocks
    "stage1": (112, 32, 1), "stage2": (112, 16, 1), "stage3": (56, 24, 2), "stage4": (28, 40, 2),
    "stage5": (14, 80, 3), "stage6": (14, 112, 3), "stage7": (7, 192, 4), "stage8": (7, 320, 1), "stage9": (7, 1280, 1),
}  # fmt: skip


def test_stages_of_the_table():
    net = models.efficientnet_b0(width=1 / 2)
    for stage, (size, channels, count) in TABLE_1.items():
        last = f"{stage}_bn" if stage in ("stage1", "stage9") else f"{stage}_{count}_project_bn"
        assert net.get_layer(last).output.shape[2:] == (size, max(8, round(channels / 2 / 8 + 0.01) * 8)), stage
        blocks = [layer for layer in net.layers if layer.name.startswith(stage) and layer.name.endswith("_project_bn")]
        assert len(blocks) == (count if stage not in ("stage1", "stage9") else 0)
    windows = [net.get_layer(f"stage{stage}_1_depthwise").kernel_size[0] for stage in range(2, 9)]
    assert windows == [3, 3, 5, 3, 5, 5, 3]


def test_branches_are_dropped_more_and_more():
    net = models.efficientnet_b0(width=1 / 8, repeats=(2, 2, 2))
    rates = [layer.rate for layer in net.layers if layer.name.endswith("_survive")]
    assert rates == pytest.approx([0.2 * block / 6 for block in (1, 3, 5)])
    assert net.get_layer("avg_dropout").rate == 0.2


def test_compound_scaling():
    """φ = 1 is twice the work: α = 1.2, β = 1.1, γ = 1.15 (section 3.3)."""
    small = {"repeats": (1, 1), "include_top": False}
    net = models.efficientnet(width=1.1, depth=1.2, resolution=260, **small)
    assert net.input_shape == (None, 260, 260, 3)
    blocks = [layer.name for layer in net.layers if layer.name.endswith("_project_bn")]
    assert blocks == [f"stage{stage}_{i}_project_bn" for stage in (2, 3) for i in (1, 2)]
    assert net.output_shape == (None, 65, 65, 1408)


@pytest.mark.once
def test_same_weights_same_outputs_as_keras():
    """Keras's network scales the image in its first layers; ours takes it scaled."""
    arguments = {"input_shape": (75, 38, 3), "classes": 7}
    theirs = zoo.randomise(Published(1 / 4, 1 / 2, 64, weights=None, **arguments))
    ours = models.efficientnet(width=1 / 4, depth=1 / 2, **arguments)
    norm = next(layer for layer in theirs.layers if isinstance(layer, keras.layers.Normalization))
    mean, variance = norm.mean, norm.variance = np.array([0.4, 0.5, 0.6]), np.array([0.2, 0.3, 0.1])
    transfer(theirs, ours)
    (x,) = zoo.images(ours)
    pixels = 255 * (x * np.sqrt(variance) + mean).astype("float32")
    assert differ(theirs, ours, pixels, x) <= 1e-5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"depth": 0}, "depth=0: must be a positive number"),
        ({"width": 0}, "positive"),
        ({"resolution": 31}, "at least 32 x 32"),
        ({"input_shape": ()}, "input_shape="),
        ({"classes": 0, "repeats": (1,)}, "classes=0"),
        ({"repeats": (1,) * 8}, "must be 1 to 7"),
    ],
)
def test_bad_arguments_say_what_is_allowed(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.efficientnet_b0(**arguments)
