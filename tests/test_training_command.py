"""``course train``, as it is typed."""

import csv
import importlib.util

import keras
import numpy as np
import pytest
from typer.testing import CliRunner

from course import backend, data
from course.cli import app, training

once = pytest.mark.skipif(backend.name() != "torch", reason="words alone: tested once, with PyTorch")


@pytest.fixture
def train(monkeypatch, tmp_path):
    """Calls ``course train`` in an empty folder."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("KERAS_BACKEND", backend.name())
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, ["train", *words])


def rows(folder):
    with open(folder / "log.csv") as file:
        return list(csv.DictReader(file))


def test_trains_writes_down_and_goes_on(train, tmp_path):
    words = "convnetjs_cifar10", "digits", "--recipe", "densenet", "--option", "width=0.5", "--batch-size", "112"
    done = train(*words, "--epochs", "2")
    assert done.exit_code == 0, done.output
    folder = tmp_path / "runs" / "convnetjs_cifar10-digits"
    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["epoch 1 of 2", "epoch 2 of 2"]
    assert lines[-1] == "Wrote runs/convnetjs_cifar10-digits/model.keras, log.csv"
    assert {path.name for path in folder.iterdir()} == {
        "log.csv", "model.keras", "step-0000000012.checkpoint", "step-0000000024.checkpoint"
    }  # fmt: skip

    digits, net = data.load("digits"), keras.models.load_model(folder / "model.keras", compile=False)
    right = net.predict(digits.x_test, verbose=0).argmax(axis=1) == digits.y_test
    assert float(rows(folder)[-1]["val_accuracy"]) == pytest.approx(right.mean(), abs=1e-6)

    again = train(*words, "--epochs", "2")
    assert again.exit_code == 0 and "epoch" not in again.stdout and "On from step 24 of 24" in again.stdout
    other = train(*words, "--epochs", "3")
    assert other.exit_code == 2 and "holds a training with epochs 2, not 3" in other.stderr


@once
def test_a_network_for_pixels_gets_a_label_for_each(monkeypatch):
    scenes = data.load("scenes", size=32, n_train=8, n_test=8, classes=2)
    options = {"padding": "same", "depth": 1, "width": 1 / 16}
    images, net = training.build("unet", scenes, options)
    assert images.y_train.shape == (8, 32, 32) and net.output_shape == (None, 32, 32, 3)
    images, net = training.build("lenet5", scenes, {})
    assert images is scenes and net.output_shape == (None, 2)


@once
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("lenet digits", "unknown network 'lenet': did you mean 'lenet5'"),
        ("lenet5 digit", "unknown data set 'digit': did you mean 'digits'?"),
        ("lenet5 digits --recipe resnet_cifra", "unknown recipe 'resnet_cifra': did you mean 'resnet_cifar'?"),
        ("lenet5 digits --backend tourch", "unknown backend 'tourch': did you mean 'torch'?"),
        ("lenet5 digits --precision fp8", "precision='fp8': must be one of float32, bf16"),
        ("lenet5 digits --option widht=2", "lenet5() has no argument 'widht'"),
        ("lenet5 digits --option width", "--option 'width': must be NAME=VALUE"),
        ("lenet5 digits --option width=1/", "--option 'width=1/': must be NAME=VALUE"),
        ("lenet5 digits --batch-size 5000", "batch_size=5000: must be from 1 to the 1344"),
        ("vgg16 digits --option input_shape=3", "multiple values"),
        ("autoencoder digits", "autoencoder does not end in probabilities"),
        ("lenet5_original digits", "lenet5_original ends in scores: it trains with  --option classifier_activation"),
        ("lenet5 photos --batch-size 7", "photos has no test images"),
        ("lenet5 digits --hosts auto", "'auto': on torch Keras trains on one host"),
    ],
)
def test_mistakes_are_answered_in_a_line(train, tmp_path, words, answer):
    done = train(*words.split())
    assert done.exit_code == 2 and done.stderr.startswith("course: ") and done.stderr.count("\n") == 1
    assert answer in done.stderr and not (tmp_path / "runs").exists()


@once
def test_words_and_values_of_options():
    read = dict(
        map(training.option_of, ["width=0.25", "small_images=True", "trunk=vgg16", "units=(8, 4)", "name='a b'"])
    )
    assert read == {"width": 0.25, "small_images": True, "trunk": "vgg16", "units": (8, 4), "name": "a b"}


@once
def test_tensorboard_where_it_is_not_installed(train, monkeypatch):
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: name != "tensorboard" and there(name, *rest))
    done = train("lenet5", "digits", "--tensorboard")
    assert done.exit_code == 2 and "pip install tensorboard" in done.stderr


@once
def test_several_devices_of_a_backend_that_trains_on_one_are_told_of(train, monkeypatch):
    def refuse():
        raise NotImplementedError("torch sees 2 devices")

    monkeypatch.setattr(backend, "use_all_devices", refuse)
    done = train("lenet5", "digits", "--epochs", "1", "--batch-size", "448")
    assert done.exit_code == 0 and done.stderr == "On one device: torch sees 2 devices\n"


@once
def test_a_disk_that_is_full_ends_it_in_a_line(train, tmp_path, monkeypatch):
    (tmp_path / "runs").write_text("a file where the folder goes")
    done = train("lenet5", "digits", "--epochs", "1", "--batch-size", "448", "--every", "1")
    assert done.exit_code == 1 and done.stderr.startswith("course: runs/lenet5-digits/step-00")


@once
def test_the_bar_has_the_time_left(monkeypatch):
    from course.cli.progress import Progress

    progress = Progress(10, 2)
    columns = [type(column).__name__ for column in progress.bars.columns]
    assert columns == ["BarColumn", "MofNCompleteColumn", "TextColumn", "TimeRemainingColumn"]
    net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    net.compile("sgd", "mse")
    with progress:
        net.fit(np.ones((10, 2)), np.ones(10), 2, epochs=2, verbose=0, callbacks=[progress])
        assert progress.bars.tasks[0].completed == 10
