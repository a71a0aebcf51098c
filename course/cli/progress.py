"""The progress of a training: a bar with the time left on a terminal, and a line for each epoch anywhere."""

import keras
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

SHOWN = {"loss": "loss", "accuracy": "accuracy", "val_loss": "test loss", "val_accuracy": "test accuracy"}


class Progress(keras.callbacks.Callback):
    """Callback that draws the bar while it is entered (``with``).

    Args:
        total: steps of the training.
        epochs: its epochs.
        shown: whether anything is; of many hosts one shows it.
    """

    def __init__(self, total, epochs, shown=True):
        super().__init__()
        self.epochs, self.shown, self.done = epochs, shown, 0
        console = Console()
        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps"),
            TimeRemainingColumn(elapsed_when_finished=True),
        )
        self.bars = Bars(*columns, console=console, transient=True, disable=not (shown and console.is_terminal))
        self.bar = self.bars.add_task("", total=total)

    def __enter__(self):
        self.bars.start()
        return self

    def __exit__(self, *error):
        self.bars.stop()

    def on_epoch_begin(self, epoch, logs=None):
        """Where a training goes on, so does the bar."""
        self.done = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))
        self.bars.update(self.bar, completed=self.done)

    def on_train_batch_end(self, batch, logs=None):
        """One step further."""
        self.bars.update(self.bar, completed=self.done + batch + 1)

    def on_epoch_end(self, epoch, logs=None):
        """Numbers of the epoch."""
        if self.shown:
            numbers = ", ".join(f"{words} {logs[name]:.4f}" for name, words in SHOWN.items() if name in logs)
            self.bars.print(f"epoch {epoch + 1} of {self.epochs}: {numbers}", highlight=False, soft_wrap=True)
