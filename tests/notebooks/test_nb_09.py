"""Notebook 09's ranking holds for another seed than its own: degradation, and its cure.

Training loss of the last epoch, plain-20, plain-56, ResNet-20, ResNet-56, the notebook's settings (8 pixels, 4 epochs):
TensorFlow, seed 0: 0.56, 2.25, 0.05, 0.03; torch, seed 0: 0.76, 2.23, 0.05, and ResNet-56 not run. With 16 pixels, seed
0: JAX, 3 epochs: 1.25, 2.13, 0.31, 0.11; torch, 4 epochs: 0.53, 2.09, 0.07, 0.03. Other seeds are still to be noted.
"""

from dataclasses import replace

import keras

from course import data, models, train


def test_deep_plain_networks_train_worse_and_shortcuts_mend_it():
    digits = data.load("digits", size=8)
    mean = digits.x_train.mean(axis=0)
    digits = replace(digits, x_train=digits.x_train - mean, x_test=digits.x_test - mean)
    loss = {}
    for name in ("cifar_plain20", "cifar_plain56", "cifar_resnet56"):
        keras.utils.set_random_seed(1)
        net = models.create(name, input_shape=(8, 8, 1), width=0.5)
        loss[name] = train.fit(net, digits, epochs=3)["loss"][-1]
    assert loss["cifar_plain56"] > 1.3 * loss["cifar_plain20"]
    assert loss["cifar_resnet56"] < min(loss["cifar_plain20"], loss["cifar_plain56"] / 3)
