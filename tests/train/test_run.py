"""A training that is stopped and goes on is the training that was not."""

import csv
import dataclasses
import random

import keras
import numpy as np
import pytest
import small_run

from course import backend, train
from course.train import checkpoint
from course.train.in_order import spans

EPOCHS = 3
once = pytest.mark.skipif(backend.name() != "torch", reason="not the backend's affair: tested once, with PyTorch")


@pytest.fixture(autouse=True, scope="module")
def quick():
    """JAX compiles in half the time, to the same numbers."""
    if backend.name() != "jax":
        yield
        return
    import jax

    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)


class Stop(keras.callbacks.Callback):
    """Stops a training behind a step, before a checkpoint of that step is written."""

    def __init__(self, step):
        super().__init__()
        self.left = step

    def on_train_batch_end(self, batch, logs=None):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def whole(tmp_path_factory, quick):
    """History, weights and folder of the training that nobody stops."""
    folder = tmp_path_factory.mktemp("whole")
    return *small_run.fit(folder, EPOCHS), folder


def stop(folder, *steps, **options):
    for step in steps:
        with pytest.raises(KeyboardInterrupt):
            small_run.fit(folder, EPOCHS, [Stop(step)], say=[].append, **options)


def same(found, expected):
    history, weights = found
    assert history.keys() == expected[0].keys()
    for name, values in history.items():
        np.testing.assert_allclose(values, expected[0][name], rtol=1e-5, atol=1e-6, err_msg=name)
    for here, there in zip(weights, expected[1], strict=True):
        np.testing.assert_allclose(here, there, rtol=1e-4, atol=1e-6)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@once
def test_stopped_anywhere_it_ends_as_if_nothing_had_been(whole, tmp_path):
    """In the first steps, in the middle of an epoch, at its end; 15 steps in 3 epochs, a checkpoint every 4."""
    stop(tmp_path, 3, 5, 6, 7)  # from the start, and again; from step 4; from step 8, at the last step
    said = []
    same(small_run.fit(tmp_path, EPOCHS, say=said.append), whole)
    assert said == [f"On from step 12 of 15: {tmp_path / 'step-0000000012.checkpoint'}"]


@once
def test_at_the_end_of_an_epoch_random_numbers_are_those_of_before_the_test_images(whole, tmp_path):
    """On PyTorch going through the test images draws some."""
    stop(tmp_path, 7, every=5)
    said = []
    same(small_run.fit(tmp_path, EPOCHS, every=5, say=said.append), whole)
    assert "On from step 5 of 15" in said[0]


def test_of_several_outputs_each_goes_on_with_its_loss(tmp_path):
    expected = small_run.fit(tmp_path / "whole", EPOCHS, outputs=2)
    stop(tmp_path / "stopped", 6, outputs=2)
    same(small_run.fit(tmp_path / "stopped", EPOCHS, outputs=2, say=[].append), expected)
    assert {"out0_loss", "out1_loss", "accuracy"} <= expected[0].keys()


@once
def test_the_folder_holds_two_checkpoints_and_the_log(whole):
    history, _, folder = whole
    assert names(folder) == ["log.csv", "step-0000000012.checkpoint", "step-0000000015.checkpoint"]
    with open(folder / "log.csv") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        assert [float(row[name]) for row in rows] == history[name]


@once
def test_a_damaged_checkpoint_costs_the_steps_since_the_one_before(whole, tmp_path):
    stop(tmp_path, 10)
    newest = tmp_path / "step-0000000008.checkpoint"
    newest.write_bytes(newest.read_bytes()[:-100])
    said = []
    same(small_run.fit(tmp_path, EPOCHS, say=said.append), whole)
    assert len(said) == 2 and f"{newest} is damaged" in said[0] and "On from step 4 of 15" in said[1]
    assert names(tmp_path) == names(whole[2])


@once
def test_a_full_disk_ends_it_with_a_message_and_it_goes_on_when_there_is_room(whole, tmp_path, monkeypatch):
    write, steps = checkpoint.os.fsync, []

    def full(handle):
        steps.append(1)
        if len(steps) > 4:  # the first checkpoint and the log: each a file, and a folder
            raise OSError(28, "No space left on device")
        write(handle)

    monkeypatch.setattr(checkpoint.os, "fsync", full)
    with pytest.raises(RuntimeError, match=r"000008\.checkpoint, .*No space left .*the checkpoint before is whole"):
        small_run.fit(tmp_path, EPOCHS)
    monkeypatch.undo()
    assert "step-0000000004.checkpoint" in names(tmp_path)
    same(small_run.fit(tmp_path, EPOCHS, say=[].append), whole)


@once
def test_a_training_that_is_over_is_not_trained_further(whole):
    same(small_run.fit(whole[2], EPOCHS, [Stop(1)], say=[].append), whole)


class Draw(keras.callbacks.Callback):
    """Draws from Python's and NumPy's random numbers at each step, as an augmentation of one's own may."""

    def __init__(self):
        super().__init__()
        self.drawn = []

    def on_train_batch_end(self, batch, logs=None):
        self.drawn.append((random.random(), np.random.normal()))  # noqa: NPY002


@once
def test_random_numbers_of_python_and_numpy_go_on_too(tmp_path):
    whole, before, behind = Draw(), Draw(), Draw()
    small_run.fit(tmp_path / "whole", EPOCHS, [whole])
    with pytest.raises(KeyboardInterrupt):
        small_run.fit(tmp_path / "stopped", EPOCHS, [before, Stop(8)])
    small_run.fit(tmp_path / "stopped", EPOCHS, [behind], say=[].append)
    assert before.drawn[:4] + behind.drawn == whole.drawn


@once
def test_a_folder_of_another_training_is_refused(whole):
    folder = whole[2]
    with pytest.raises(ValueError, match=r"has variables of shapes .*, the checkpoint of .*: another network's"):
        small_run.fit(folder, EPOCHS, outputs=2, say=[].append)
    settings = {"network": "small", "epochs": 4}
    there = dataclasses.replace(train.Run(folder), folder=folder / "own", settings=settings | {"epochs": 3})
    net = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(2, "softmax")])
    train.fit(net, small_run.images(), 1, 8, run=there)
    with pytest.raises(ValueError, match="holds a training with epochs 3, not 4: another folder, or the same epochs"):
        train.fit(net, small_run.images(), 1, 8, run=dataclasses.replace(there, settings=settings))


@once
def test_hosts_that_see_different_checkpoints_are_refused(whole, monkeypatch):
    monkeypatch.setattr(backend, "gather", lambda step: [step, 0])
    with pytest.raises(ValueError, match=r"checkpoints of steps \[15, 0\] .*: must be a folder they share"):
        small_run.fit(whole[2], EPOCHS)


@once
def test_bad_settings_are_refused(tmp_path):
    with pytest.raises(ValueError, match="every=0: must be at least 1"):
        train.Run(tmp_path, every=0)
    with pytest.raises(ValueError, match="seed=-1: must be 0 or more"):
        train.Run(tmp_path, seed=-1)


@once
def test_a_network_whose_input_is_not_known_yet_trains_and_goes_on(tmp_path):
    for epochs in (1, 2):
        net = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(2, "softmax")])
        history = train.fit(net, small_run.images(), epochs, 8, run=train.Run(tmp_path, say=[].append))
        assert len(history["val_accuracy"]) == epochs


@once
def test_what_is_left_of_a_training():
    assert list(spans(0, 5, 3)) == [(0, 3)]
    assert list(spans(3, 5, 3)) == [(3, 1), (5, 3)]
    assert list(spans(5, 5, 3)) == [(5, 3)]
    assert list(spans(12, 5, 3)) == [(12, 3)]
    assert list(spans(15, 5, 3)) == []
