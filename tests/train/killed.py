"""A program that trains again and again in one folder, and is killed each time but the last.

Each training is a process of its own, forked where Keras has been loaded and nothing computed: a start takes seconds.
"""

import json
import os
import signal
import sys
from pathlib import Path

from course import train  # isort: skip (it sets up the environment, so it comes before Keras)

import keras
import numpy as np
import small_run

from course.train import checkpoint


class Kill(keras.callbacks.Callback):
    """Kills its process behind a step, or where the next checkpoint's bytes, or its name, come to the disk."""

    def __init__(self, step, where):
        super().__init__()
        self.step, self.where = step, where

    def on_train_batch_end(self, batch, logs=None):
        if int(keras.ops.convert_to_numpy(self.model.optimizer.iterations)) >= self.step:
            if self.where == "step":
                kill()
            setattr(checkpoint.os, self.where, kill)


def kill(*args):
    os.kill(os.getpid(), signal.SIGKILL)


def one(folder, epochs, watch):
    history, weights = small_run.fit(folder, epochs, watch)
    (folder / "history.json").write_text(json.dumps(history))
    np.savez(folder / "weights.npz", *weights)


def main(folder, epochs, kills):
    """Train into `folder`, killed at each of `kills`, pairs (step, where), in turn; in the end to the end."""
    for fatal in [*kills, None]:
        child = os.fork()
        if not child:
            one(Path(folder), epochs, [Kill(*fatal)] if fatal else [])
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        expected = -signal.SIGKILL if fatal else 0
        assert os.waitstatus_to_exitcode(status) == expected, f"{fatal}: ended with {status}"


if __name__ == "__main__":
    assert train
    main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))
