"""Training with a progress bar, and curves that grow."""

import os
import sys

import keras
from tqdm.auto import tqdm

from course import plot


def fit(model, dataset, epochs, batch_size=64, learning_rate=1e-3, *, live=False):
    """Train a classifier with Adam and cross-entropy on a `Dataset`; the test images are looked at after every epoch.

    Every batch has `batch_size` images, so that each backend compiles the network once: of a training set that does
    not divide evenly, up to ``batch_size - 1`` images (the last ones) are left out.

    Args:
        model: a ``keras.Model`` that ends in class probabilities.
        dataset: a ``course.data.Dataset``.
        epochs: passes over the training images.
        batch_size: images in a step, at most the number of training images.
        learning_rate: of Adam.
        live: in a notebook, draw `plot.curves` anew after every epoch, in one picture under the cell, which stays as
            the last epoch left it. Where outputs are kept (tests, stored notebooks) it is drawn once, at the end, and
            outside notebooks not at all.

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
        callbacks=[_Bar(epochs * images // batch_size), *([_Curves()] if live and _in_notebook() else [])],
        verbose=0,
    )
    return history.history


def _outputs_are_kept():
    return "PYTEST_VERSION" in os.environ or os.environ.get("COURSE_PROGRESS") == "0"


def _in_notebook():
    """Whether a notebook's kernel runs this: not a terminal, which can show no pictures."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


class _Bar(keras.callbacks.Callback):
    """A bar over all steps, gone when training ends; none where outputs are kept (tests, stored notebooks)."""

    def __init__(self, steps):
        super().__init__()
        self.bar = tqdm(total=steps, unit="step", leave=False, disable=_outputs_are_kept())

    def on_train_batch_end(self, batch, logs=None):
        self.bar.update()

    def on_epoch_end(self, epoch, logs=None):
        self.bar.set_postfix({name: f"{value:.3f}" for name, value in logs.items()})

    def on_train_end(self, logs=None):
        self.bar.close()


class _Curves(keras.callbacks.Callback):
    """Loss and accuracy so far, in one picture that is drawn anew; where outputs are kept, once."""

    def __init__(self):
        super().__init__()
        self.history, self.picture = {}, None

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)
        if not _outputs_are_kept() or epoch + 1 == self.params["epochs"]:
            self.show(plot.curves(self.history))

    def show(self, figure):
        from IPython.display import display

        if self.picture is None:
            self.picture = display(figure, display_id=True)
        else:
            self.picture.update(figure)
