"""A training of seconds in which all is random that can be: crops, dropout, the order; for tests that stop it."""

import keras
import numpy as np

from course import data, train

TRAIN, SIZE, EVERY = 40, 8, 4
STEPS = TRAIN // SIZE  # of an epoch: checkpoints fall into the middle of epochs


def images():
    """Forty images of stripes, lying or standing, with noise, and sixteen for the test."""
    rng = np.random.default_rng(0)
    y = np.arange(TRAIN + 16) % 2
    stripes = np.tile([0.0, 1.0], 4)[:, None] * np.ones(8)
    x = np.stack([stripes if label else stripes.T for label in y])[..., None] + rng.normal(0, 0.5, (len(y), 8, 8, 1))
    x, names = x.astype("float32"), ("standing", "lying")
    return data.Dataset("stripes", x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:], names, source="made", licence="none")


def network(outputs=1):
    """A network with crops, batch normalisation and dropout, from the same weights each time."""
    keras.utils.set_random_seed(1)
    image = x = keras.Input((8, 8, 1))
    x = train.RandomCrop(6)(x)
    x = keras.layers.Conv2D(4, 3, use_bias=False)(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    x = keras.layers.Flatten()(keras.layers.ReLU()(x))
    x = keras.layers.Dropout(0.5)(x)
    return keras.Model(image, [keras.layers.Dense(2, "softmax", name=f"out{i}")(x) for i in range(outputs)])


def fit(folder, epochs, watch=(), outputs=1, every=EVERY, **options):
    """Train into `folder`; returns the history, and what the network says of the test images."""
    net, run = network(outputs), train.Run(folder, seed=2, every=every, watch=tuple(watch), **options)
    history = train.fit(net, images(), epochs, SIZE, 0.05, recipe="resnet_cifar", run=run)
    return history, net.get_weights()
