"""Notebook 06's experiment holds for another seed than its own: augmentation and dropout lower the gap, ten crops help.

Noted once, the notebook's settings (256 training images, 15 epochs). Gap between the loss of 512 test images and that
of the training images, torch: neither 0.59, 0.69, 0.60 with seeds 1, 2, 5; dropout 0.37, 0.54, 0.44.

Gap of the accuracies, with 1024 test images, TensorFlow, seeds 0 to 4: neither 0.36, 0.35, 0.32, 0.30, 0.34; dropout
0.19, 0.22, 0.27, 0.26, 0.25; augmentation 0.09, 0.15, 0.16, 0.13, 0.14; torch, seeds 1 to 5: neither 0.29, 0.29, 0.31,
0.36, 0.25; dropout 0.32, 0.31, 0.26, 0.25, 0.29: dropout's lead is not sure there, so the gap of the loss is taken.
Ten crops are better than one in all 15 runs on TensorFlow. Augmentation's test accuracy is above neither's with four
seeds of five; dropout's is below with all: it has learnt too little (training 0.62 to 0.89).
After 30 epochs, all training images right, the loss gap on torch is 0.93 and 0.67 with seed 1, 1.02 and 1.05 with 2:
what is asserted of dropout holds for equal, few steps.
"""

import keras
import numpy as np
import pytest

from course import data, models, train

CROP, EPOCHS = 67, 15


@pytest.fixture(scope="module")
def found():
    """Of each run: gap of the loss between test and training images, and accuracy by one crop and by ten."""
    shapes = data.load("shapes", size=76, n_train=256, n_test=512)
    watched = shapes.first(256, 64)
    keras.utils.set_random_seed(1)
    net = models.alexnet((CROP, CROP, 3), 6, width=1 / 8)
    start, centre = net.get_weights(), train.mean_subtraction(shapes.x_train)
    colours = train.principal_colours(shapes.x_train)
    ten = train.ten_crop(net, 76)
    cut = [keras.layers.CenterCrop(CROP, CROP)]
    random = [train.RandomCrop(CROP), keras.layers.RandomFlip("horizontal"), train.PCAColour(*colours)]
    results = {}
    for run, rate, views in (("neither", 0.0, cut), ("dropout", 0.5, cut), ("augmentation", 0.0, random)):
        for layer in net.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.rate = rate
        net.set_weights(start)
        model = keras.Sequential([keras.Input((76, 76, 3)), centre, *views, keras.layers.Rescaling(255.0), net])
        train.fit(model, watched, EPOCHS, 32, keras.optimizers.schedules.CosineDecay(1e-3, EPOCHS * 8))
        known = model.evaluate(shapes.x_train, shapes.y_train, 32, verbose=0)
        new = model.evaluate(shapes.x_test, shapes.y_test, 32, verbose=0)
        scores = ten.predict(255 * (shapes.x_test - np.mean(shapes.x_train, axis=0)), batch_size=64, verbose=0)
        results[run] = new[0] - known[0], new[1], 1 - train.top_k_error(shapes.y_test, scores, k=1)
    return results


@pytest.mark.parametrize("help", ["dropout", "augmentation"])
def test_the_gap_between_training_and_test_shrinks(found, help):
    gap = {run: of_loss for run, (of_loss, _, _) in found.items()}
    assert gap[help] < gap["neither"]


def test_ten_crops_are_at_least_as_good_as_one(found):
    assert all(ten >= one for _, one, ten in found.values())
