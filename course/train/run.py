"""A training that is written down as it goes: stopped at any step, it goes on from the last checkpoint."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import keras

from course import backend
from course.train import checkpoint, state


@dataclass(frozen=True)
class Run:
    """Where and how a training is written down, for `fit`.

    Attributes:
        folder: of the checkpoints and ``log.csv``, a line for each epoch; many hosts share it. The last two checkpoints
            are kept. A folder that holds some is gone on with.
        seed: of the order of the images, a whole number. The weights' and those of dropout are set before:
            ``keras.utils.set_random_seed``.
        every: steps from one checkpoint to the next; by default one epoch. The end is written too.
        settings: what the result depends on, by name; written down, and held against those found in `folder`.
        watch: callbacks of one's own, in the place of `fit`'s bar.
        say: called with a line on what has been found in the folder.

    Raises ValueError for `every` below 1, or a negative seed.
    """

    folder: Path
    seed: int = 0
    every: int | None = None
    settings: dict = field(default_factory=dict)
    watch: tuple = ()
    say: Callable[[str], None] = print

    def __post_init__(self):
        if self.every is not None and self.every < 1:
            raise ValueError(f"every={self.every}: must be at least 1 step")
        if self.seed < 0:
            raise ValueError(f"seed={self.seed}: must be 0 or more")


class Keeper(keras.callbacks.Callback):
    """Writes the checkpoints and the log of a `Run`, and brings a model back to the newest one.

    Args:
        run: a `Run`.
        steps: of an epoch.
        epochs: how many there are.
        example: function without arguments to a batch of images and labels.
        writes: whether this host does; all of them read.
    """

    def __init__(self, run, steps, epochs, example, writes=True):
        super().__init__()
        self.run, self.folder, self.example, self.writes = run, Path(run.folder), example, writes
        self.steps, self.end, self.every = steps, steps * epochs, run.every or steps
        self.step, self.history, self.begun, self.random, self.kept = 0, {}, None, None, None

    def restore(self, model):
        """Bring `model` to the newest checkpoint that is whole, if there is one; returns the number of steps done.

        Raises ValueError for a checkpoint of other settings or another network, and where hosts find different ones.
        """
        found = checkpoint.newest(self.folder, self.run.say if self.writes else lambda line: None)
        steps = backend.gather(found[2]["step"] if found else 0)
        if len(set(steps)) > 1:
            raise ValueError(f"hosts find checkpoints of steps {steps} in {self.folder}: must be a folder they share")
        if found:
            self.kept, arrays, about = found
            self._compare(about["settings"])
            state.put(model, arrays, ("variables", "optimizer"))
            self.step, self.history = about["step"], about["history"]
            self.begun, self.random = arrays, about["random"]  # for later: Keras sets metrics to 0 until then
            self._log()
            if self.writes:
                self.run.say(f"On from step {self.step:,} of {self.end:,}: {self.kept}")
        return self.step

    def _compare(self, there):
        for name, value in self.run.settings.items():
            if there.get(name, value) != value:
                raise ValueError(
                    f"{self.folder} holds a training with {name} {there[name]!r}, not {value!r}: another folder, or "
                    f"the same {name}"
                )

    def on_epoch_begin(self, epoch, logs=None):
        """In an epoch that had begun, metrics go on from where they were."""
        if self.begun and self.step % self.steps:
            if f"metrics{len(self.model.metrics_variables)}" in self.begun:  # more than there are
                self._make_metrics()
            state.put(self.model, self.begun, ("metrics",))
        self.begun = None

    def _make_metrics(self):
        """Let metrics have variables, which on TensorFlow they have from the first step on only."""
        x, y = self.example()
        guess = self.model(x)
        self.model.compute_loss(x, y, guess)
        self.model.compute_metrics(x, y, guess)
        self.model.reset_metrics()

    def on_train_batch_begin(self, batch, logs=None):
        """Random numbers go on from where the last step left them: between epochs PyTorch's loader draws some."""
        if self.random:
            state.put_random(self.random)
            self.random = None

    def on_train_batch_end(self, batch, logs=None):
        """One step further; the last of an epoch is written with the epoch's numbers, at its end."""
        self.step += 1
        if self.step % self.steps == 0:
            self.random = state.take_random()
        elif self.step % self.every == 0:
            self._write()

    def on_epoch_end(self, epoch, logs=None):
        """A line in the log."""
        for name, value in logs.items():
            self.history.setdefault(name, []).append(float(value))
        self._log()
        if self.step % self.every == 0 or self.step == self.end:
            self._write()

    def _write(self):
        if not self.writes:
            return
        about = {
            "step": self.step,
            "history": self.history,
            "settings": self.run.settings,
            "random": self.random or state.take_random(),
        }
        path = checkpoint.write(self.folder, self.step, state.take(self.model), about)
        checkpoint.prune(self.folder, {path, self.kept})
        self.kept = path

    def _log(self):
        if not self.writes or not self.history:
            return
        rows = [(epoch, *row) for epoch, row in enumerate(zip(*self.history.values(), strict=True), 1)]
        lines = [",".join(map(str, row)) + "\n" for row in [("epoch", *self.history), *rows]]
        checkpoint.replace(self.folder / "log.csv", "".join(lines).encode())
