"""Training with a progress bar."""

import os

import keras
from tqdm.auto import tqdm


def fit(model, dataset, epochs, batch_size=64, learning_rate=1e-3):
    """Train a classifier with Adam and cross-entropy on a `Dataset`; the test images are looked at after every epoch.

    Every batch has `batch_size` images, so that each backend compiles the network once: of a training set that does
    not divide evenly, up to ``batch_size - 1`` images (the last ones) are left out.

    Args:
        model: a ``keras.Model`` that ends in class probabilities.
        dataset: a ``course.data.Dataset``.
        epochs: passes over the training images.
        batch_size: images in a step, at most the number of training images.
        learning_rate: of Adam.

    Returns a dict of lists, one number an epoch: loss, accuracy, val_loss, val_accuracy (shares, not per cent).
    Raises ValueError for a batch larger than the training set, and for a set without test images.
    Source: Kingma & Ba 2015, "Adam: a method for stochastic optimization".
    """
    if not 1 <= batch_size <= len(dataset.x_train):
        raise ValueError(f"batch_size={batch_size}: must be from 1 to the {len(dataset.x_train)} training images")
    if not len(dataset.x_test):
        raise ValueError(f"{dataset.name} has no test images: it is not made for training")
    images = len(dataset.x_train) // batch_size * batch_size
    even = max(size for size in range(1, batch_size + 1) if len(dataset.x_test) % size == 0)
    model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(
        dataset.x_train[:images],
        dataset.y_train[:images],
        batch_size=batch_size,
        epochs=epochs,
        validation_data=(dataset.x_test, dataset.y_test),
        validation_batch_size=even,
        callbacks=[_Bar(epochs * images // batch_size)],
        verbose=0,
    )
    return history.history


class _Bar(keras.callbacks.Callback):
    """A bar over all steps, gone when training ends; none where outputs are kept (tests, stored notebooks)."""

    def __init__(self, steps):
        super().__init__()
        kept = "PYTEST_VERSION" in os.environ or os.environ.get("COURSE_PROGRESS") == "0"
        self.bar = tqdm(total=steps, unit="step", leave=False, disable=kept)

    def on_train_batch_end(self, batch, logs=None):
        self.bar.update()

    def on_epoch_end(self, epoch, logs=None):
        self.bar.set_postfix({name: f"{value:.3f}" for name, value in logs.items()})

    def on_train_end(self, logs=None):
        self.bar.close()
