"""What is seen of a training while it runs: a bar, and curves that grow."""

import os
import sys

import keras
from tqdm.auto import tqdm

from course import plot

SHOWN = ("loss", "accuracy", "val_loss", "val_accuracy")


def callbacks(steps, live):
    """What `fit` shows of `steps` steps: the bar, and with `live` the curves."""
    return [FirstOutput(), Bar(steps), *([Curves()] if live and _in_notebook() else [])]


def _outputs_are_kept():
    return "PYTEST_VERSION" in os.environ or os.environ.get("COURSE_PROGRESS") == "0"


def _in_notebook():
    """Whether a notebook's kernel runs this: not a terminal, which can show no pictures."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


class FirstOutput(keras.callbacks.Callback):
    """Of several outputs, the first one's accuracy is the network's: "accuracy", for all that come after."""

    def on_epoch_end(self, epoch, logs=None):
        """Rename in place: those that come after, and the history, get the same dict."""
        if "accuracy" in logs:
            return
        first = self.model.output_names[0]
        for prefix in ("", "val_"):
            logs[f"{prefix}accuracy"] = logs.pop(f"{prefix}{first}_accuracy")


class Bar(keras.callbacks.Callback):
    """A bar over all steps, gone when training ends; none where outputs are kept (tests, stored notebooks)."""

    def __init__(self, steps):
        super().__init__()
        self.bar = tqdm(total=steps, unit="step", leave=False, disable=_outputs_are_kept())

    def on_train_batch_end(self, batch, logs=None):
        """One step further."""
        self.bar.update()

    def on_epoch_end(self, epoch, logs=None):
        """Numbers of the epoch beside the bar."""
        self.bar.set_postfix({name: f"{logs[name]:.3f}" for name in SHOWN})

    def on_train_end(self, logs=None):
        """Gone."""
        self.bar.close()


class Curves(keras.callbacks.Callback):
    """Loss and accuracy so far, in one picture that is drawn anew; where outputs are kept, once."""

    def __init__(self):
        super().__init__()
        self.history, self.picture = {}, None

    def on_epoch_end(self, epoch, logs=None):
        """One point more on each curve."""
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)
        if not _outputs_are_kept() or epoch + 1 == self.params["epochs"]:
            self.show(plot.curves(self.history))

    def show(self, figure):
        """Put the picture under the cell, or in the place of the one that is there."""
        from IPython.display import display

        if self.picture is None:
            self.picture = display(figure, display_id=True)
        else:
            self.picture.update(figure)
