import dataclasses
import os

import keras
import numpy as np
import pytest

from course import backend, data, train


@pytest.fixture
def digits():
    return data.load("digits", size=8)


def tiny():
    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])


def test_fit_learns_and_reports_every_epoch(digits):
    keras.utils.set_random_seed(0)
    history = train.fit(tiny(), digits, epochs=3, learning_rate=0.01)
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert [len(values) for values in history.values()] == [3] * 4
    assert history["loss"][-1] < history["loss"][0] and history["val_accuracy"][-1] > 0.6


def test_fit_takes_even_batches_only(digits):
    ragged = dataclasses.replace(digits, x_train=digits.x_train[:150], y_train=digits.y_train[:150])
    model = tiny()
    train.fit(model, ragged, epochs=3, batch_size=64)
    assert int(model.optimizer.iterations) == 3 * (150 // 64)


def test_fit_refuses_a_batch_larger_than_the_set(digits):
    with pytest.raises(ValueError, match="batch_size=2000: must be from 1 to the 1344 training images"):
        train.fit(tiny(), digits, epochs=1, batch_size=2000)


def test_fit_judges_on_the_test_images_with_the_rate_it_was_given(digits):
    model = tiny()
    history = train.fit(model, digits, epochs=1, learning_rate=0.02)
    loss, accuracy = model.evaluate(digits.x_test, digits.y_test, verbose=0)
    np.testing.assert_allclose([history["val_loss"][-1], history["val_accuracy"][-1]], [loss, accuracy], rtol=1e-4)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(model.optimizer.learning_rate), 0.02, rtol=1e-6)


def test_odd_batches_and_sets(digits):
    with pytest.raises(ValueError, match="batch_size=0: must be from 1"):
        train.fit(tiny(), digits, epochs=1, batch_size=0)
    with pytest.raises(ValueError, match="photos has no test images"):
        train.fit(tiny(), data.load("photos", size=8), epochs=1, batch_size=1)


def test_the_bar_is_silent_where_outputs_are_kept(digits, monkeypatch, capfd):
    assert "PYTEST_VERSION" in os.environ
    train.fit(tiny(), digits, epochs=1)
    assert capfd.readouterr() == ("", "")
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.setenv("COURSE_PROGRESS", "0")
    train.fit(tiny(), digits, epochs=1)
    assert capfd.readouterr() == ("", "")
    monkeypatch.delenv("COURSE_PROGRESS")
    train.fit(tiny(), digits, epochs=1)
    assert "21/21" in capfd.readouterr().err


def test_budget_follows_the_device(monkeypatch):
    settings = {"cpu": {"epochs": 3, "data": "digits"}, "gpu": {"epochs": 30, "data": "mnist"}}
    monkeypatch.delenv("COURSE_BUDGET", raising=False)
    monkeypatch.setattr(backend, "devices", lambda: ["cpu:0"])
    plan = train.budget(**settings)
    assert (plan.epochs, plan.data) == (3, "digits")
    assert repr(plan) == "on this CPU: epochs 3, data digits   (on a GPU: epochs 30, data mnist)"
    monkeypatch.setattr(backend, "devices", lambda: ["gpu:0"])
    assert train.budget(**settings).epochs == 30
    monkeypatch.setenv("COURSE_BUDGET", "cpu")
    assert train.budget(**settings).epochs == 3


def test_budget_refuses_what_does_not_match(monkeypatch):
    with pytest.raises(ValueError, match=r"same settings, not \['epochs'\] and \['steps'\]"):
        train.budget(cpu={"epochs": 1}, gpu={"steps": 1})
    monkeypatch.setenv("COURSE_BUDGET", "tpu")
    with pytest.raises(ValueError, match="COURSE_BUDGET='tpu'"):
        train.budget(cpu={}, gpu={})


def test_fit_of_the_same_seed_is_the_same(digits):
    losses = []
    for _ in range(2):
        keras.utils.set_random_seed(3)
        losses.append(train.fit(tiny(), digits, epochs=2)["loss"])
    np.testing.assert_allclose(*losses, rtol=1e-4)
