"""Helpers of the facts: activations as papers count them, and depth on the longest way."""

import keras
import pytest
from keras import layers

from course.facts import counting
from course.facts.networks import network


@pytest.mark.parametrize(
    ("name", "millions"),
    [("vgg11", 7.44), ("vgg13", 12.25), ("vgg16", 13.56), ("vgg19", 14.86), ("resnet18", 2.48), ("resnet34", 3.74)],
)
def test_activations_are_those_that_timm_publishes(name, millions):
    # pytorch-image-models, results/model_benchmark: outputs of convolutions and dense layers for 224 x 224 pixels
    assert counting.activations(name) / 1e6 == pytest.approx(millions, abs=0.006)


@pytest.mark.parametrize(
    ("name", "depth"), [("vgg19", 19), ("googlenet", 22), ("resnet18", 18), ("resnet101", 101), ("densenet121", 121)]
)
def test_depth_is_the_number_in_the_networks_name(name, depth):
    assert counting.depth(network(name), layers.Conv2D, layers.Dense) == depth


def test_depth_takes_the_longer_way_and_counts_only_what_is_asked_for():
    x = start = keras.Input((4,))
    for _ in range(3):
        x = layers.ReLU()(layers.Dense(4)(x))
    net = keras.Model(start, layers.Dense(2)(layers.Add()([layers.Dense(4)(start), x])))
    assert counting.depth(net, layers.Dense) == 4
    assert counting.depth(net, layers.Dense, layers.ReLU) == 7
    assert counting.depth(net, layers.Conv2D) == 0


def test_mebibytes_are_of_four_bytes_a_number():
    assert counting.mebibytes(256 * 1024) == 1
