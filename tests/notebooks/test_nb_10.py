"""Notebook 10's experiment holds for another seed than its own.

The notebook ranks no member by what it learned: all are over 85 % right. Noted once, torch, seed 0, six epochs in place
of four, share of test digits right: ResNet 0.991, wide 0.991, DenseNet 0.984. Other seeds are still to be noted.
"""

import keras

from course import data, measure, models, train


def test_small_densenet_learns_with_a_fraction_of_the_wide_networks_parameters():
    keras.utils.set_random_seed(1)
    digits = data.load("digits", size=16)
    sizes = {"input_shape": (16, 16, 1), "classes": 10}
    wide = models.wide_resnet28_10(repeats=(1, 1, 1), width=0.5, factor=2, **sizes)
    dense = models.densenet_bc100_12(repeats=(2, 2, 5), growth_rate=6, **sizes)
    assert measure.parameters(dense) < measure.parameters(wide) / 3
    history = train.fit(dense, digits, 4, 32, recipe="densenet")
    assert history["val_accuracy"][-1] > 0.85
