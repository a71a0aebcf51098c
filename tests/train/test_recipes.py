"""The papers' schedules, as long as they are and squeezed, and training by them."""

import dataclasses

import keras
import numpy as np
import pytest

from course import backend, data, train


@pytest.fixture
def digits():
    return data.load("digits", size=8).first(64, 16)


def tiny():
    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])


def rates(schedule, steps):
    return [float(schedule(step)) for step in steps]


def test_numbers_of_the_papers():
    """Typed from the papers a second time: batch, rate, decay, Nesterov."""
    numbers = {
        "alexnet": (128, 0.01, 5e-4, False),
        "zfnet": (128, 0.01, 0, False),
        "vgg": (256, 0.01, 5e-4, False),
        "googlenet": (32, 0.01, 2e-4, False),
        "resnet": (256, 0.1, 1e-4, False),
        "resnet_cifar": (128, 0.1, 1e-4, False),
        "preact_resnet": (128, 0.1, 1e-4, False),
        "wide_resnet": (128, 0.1, 5e-4, True),
        "resnext": (256, 0.1, 1e-4, True),
        "stochastic_depth": (128, 0.1, 1e-4, True),
        "densenet": (64, 0.1, 1e-4, True),
        "se_resnet": (1024, 0.6, 1e-4, False),
    }
    assert train.list_recipes() == list(numbers)
    for name, expected in numbers.items():
        r = train.recipe(name)
        assert (r.batch_size, r.learning_rate, r.weight_decay, r.nesterov) == expected, name
        assert r.momentum == 0.9 and r.paper and r.augmentation and r.note


@pytest.mark.parametrize(
    ("name", "epochs", "last"),
    [
        ("alexnet", 90, 1e-5),
        ("zfnet", 70, 1e-4),
        ("vgg", 74, 1e-5),  # "370K iterations (74 epochs)"
        ("googlenet", 250, 0.01 * 0.96**31),
        ("resnet", 120, 1e-4),
        ("resnet_cifar", 164, 1e-3),
        ("preact_resnet", 164, 1e-3),  # what later code calls the schedule of 164 epochs
        ("wide_resnet", 200, 0.1 * 0.2**3),
        ("resnext", 100, 1e-4),
        ("stochastic_depth", 500, 1e-3),
        ("densenet", 300, 1e-3),
        ("se_resnet", 100, 6e-4),
    ],
)
def test_epochs_and_the_last_rate(name, epochs, last):
    r = train.recipe(name)
    assert r.epochs == pytest.approx(epochs, rel=4e-3)
    assert rates(r.schedule(), [r.steps - 1]) == pytest.approx([last], rel=1e-5)


def test_schedule_of_the_paper_falls_after_the_steps_it_names():
    schedule = train.recipe("resnet_cifar").schedule()
    steps = [0, 31_999, 32_000, 47_999, 48_000, 63_999]
    assert rates(schedule, steps) == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001])


def test_googlenet_falls_by_4_per_cent_every_8_epochs():
    r = train.recipe("googlenet")
    epoch = r.images / r.batch_size
    assert [round(step / epoch / 8, 2) for step, _ in r.drops[:3]] == [1, 2, 3]
    assert rates(r.schedule(), [320_000 * 5 - 1, 320_000 * 5]) == pytest.approx([0.01 * 0.96**4, 0.01 * 0.96**5])


def test_squeezed_schedule_keeps_its_shape():
    warm = train.recipe("preact_resnet").schedule(640)  # a hundredth
    assert rates(warm, [0, 3, 4, 319, 320, 479, 480, 639]) == pytest.approx(
        [0.01, 0.01, 0.1, 0.1, 0.01, 0.01, 0.001, 0.001]
    )
    assert rates(train.recipe("wide_resnet").schedule(10), [0, 2, 3, 5, 6, 7, 8, 9]) == pytest.approx(
        [0.1, 0.1, 0.02, 0.02, 0.004, 0.004, 0.0008, 0.0008]
    )
    for name in train.list_recipes():  # in fewer steps than it has falls
        r = train.recipe(name)
        assert all(0 < rate < 1.001 * r.learning_rate for rate in rates(r.schedule(2), [0, 1]))


def test_without_drops_the_rate_is_constant():
    constant = dataclasses.replace(train.recipe("resnet"), drops=())
    assert rates(constant.schedule(5), range(6)) == pytest.approx([0.1] * 6)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match=r"unknown recipe 'densnet': did you mean 'densenet'\? There are: alexnet, "):
        train.recipe("densnet")
    with pytest.raises(ValueError, match=r"^unknown recipe 'q': There are"):
        train.recipe("q")
    resnet = train.recipe("resnet")
    with pytest.raises(ValueError, match="steps=0: must be at least 1"):
        resnet.schedule(0)
    with pytest.raises(ValueError, match=r"learning_rate=-0\.1: must be a number above 0"):
        dataclasses.replace(resnet, learning_rate=-0.1)
    with pytest.raises(ValueError, match="must be in order, from 1 to 600000"):
        dataclasses.replace(resnet, drops=((300, 0.1), (200, 0.1)))
    with pytest.raises(ValueError, match="must be in order, from 1 to 600000"):
        dataclasses.replace(resnet, drops=((700_000, 0.1),))


def test_is_shown_as_a_table():
    r = train.recipe("preact_resnet")
    text, page = repr(r), r._repr_html_()
    for words in ("128 images", "0.1, x 0.1 after 32,000, x 0.1 after 48,000", "rate x 0.1 in the first 400 steps"):
        assert words in text and words in page
    assert "64,000 (164 epochs of 50,000 images)" in text and "&quot;Identity mappings&quot;" in page
    google = repr(train.recipe("googlenet"))
    assert "0.01, x 0.96 every 320,000 steps" in google and "1 + 0.3 + 0.3" in google and "warm-up" not in google
    assert max(map(len, google.splitlines())) <= 110


def test_fit_follows_the_recipe(digits):
    model = tiny()
    train.fit(model, digits, epochs=3, batch_size=16, recipe="densenet")
    optimizer = model.optimizer
    assert type(optimizer) is train.SGDWithL2
    assert (optimizer.momentum, optimizer.nesterov, optimizer.l2) == (0.9, True, 1e-4)
    assert int(optimizer.iterations) == 12
    assert rates(train.recipe("densenet").schedule(12), [5, 6, 8, 9]) == pytest.approx([0.1, 0.01, 0.01, 0.001])
    assert rates(optimizer._learning_rate, [5, 6, 8, 9]) == pytest.approx([0.1, 0.01, 0.01, 0.001])


def test_fit_takes_the_recipes_batch_or_ones_own_and_scales_its_rate(digits):
    model, own = tiny(), dataclasses.replace(train.recipe("resnet_cifar"), batch_size=32)
    train.fit(model, digits, epochs=1, learning_rate=0.5, recipe=own)
    assert int(model.optimizer.iterations) == 2
    assert rates(model.optimizer._learning_rate, [0, 1]) == pytest.approx([0.5, 0.05])
    with pytest.raises(ValueError, match="batch_size=256: must be from 1 to the 64"):
        train.fit(model, digits, epochs=1, recipe="resnet")
    with pytest.raises(ValueError, match="unknown recipe 'resnet50'"):
        train.fit(model, digits, epochs=1, recipe="resnet50")


def branched():
    image = keras.Input((8, 8, 1))
    x = keras.layers.Flatten()(image)
    outputs = [keras.layers.Dense(10, "softmax", name=name)(x) for name in ("main", "left", "right")]
    return keras.Model(image, outputs)


@pytest.mark.parametrize(
    ("recipe", "weights"), [("googlenet", (1, 0.3, 0.3)), (None, (1, 1, 1)), ("resnet", (1, 1, 1))]
)
def test_each_output_gets_the_labels_and_its_weight(digits, recipe, weights):
    keras.utils.set_random_seed(0)
    model = branched()
    history = train.fit(model, digits, epochs=2, batch_size=16, learning_rate=0.01, recipe=recipe)
    assert {"loss", "accuracy", "val_loss", "val_accuracy"} <= set(history)
    assert {len(values) for values in history.values()} == {2}
    scores = model.predict(digits.x_test, verbose=0)
    losses = [-np.log(p[np.arange(16), digits.y_test]).mean() for p in scores]
    np.testing.assert_allclose(history["val_loss"][-1], np.dot(weights, losses), rtol=1e-4)
    right = [(p.argmax(axis=1) == digits.y_test).mean() for p in scores]
    assert history["val_accuracy"][-1] == pytest.approx(right[0]) and right[0] != right[1]
    assert not any("accuracy" in name for name in set(history) - {"accuracy", "val_accuracy"})


def test_googlenet_with_fewer_heads_takes_the_first_weights_or_those_given(digits, monkeypatch):
    monkeypatch.setenv("COURSE_BUDGET", "rehearsal")
    x = keras.layers.Flatten()(image := keras.Input((8, 8, 1)))
    heads = [keras.layers.Dense(10, "softmax", name=name)(x) for name in ("predictions", "aux1_predictions")]
    small = keras.Model(image, heads)
    history = train.fit(small, digits, epochs=5, recipe="googlenet")
    each = [history[f"val_{name}_loss"][0] for name in small.output_names]
    assert len(history["loss"]) == 1 and history["val_loss"][0] == pytest.approx(each[0] + 0.3 * each[1], rel=1e-4)

    history = train.fit(small, digits, epochs=1, recipe="googlenet", loss_weights=(0, 2))
    assert history["val_loss"] == pytest.approx([2 * history["val_aux1_predictions_loss"][0]], rel=1e-4)
    history = train.fit(small, digits, epochs=1)
    assert history["val_loss"] == pytest.approx([sum(history[f"val_{name}_loss"][0] for name in small.output_names)])


def test_rehearsal_takes_two_small_steps_with_the_settings_of_a_gpu(digits, monkeypatch):
    assert not train.rehearsing()
    monkeypatch.setenv("COURSE_BUDGET", "rehearsal")
    plan = train.budget(cpu={"epochs": 3}, gpu={"epochs": 30})
    assert plan.epochs == 30 and train.rehearsing()
    assert repr(plan) == "a GPU's settings, rehearsed in two steps: epochs 30   (on a CPU: epochs 3)"
    model = tiny()
    history = train.fit(model, digits, plan.epochs, batch_size=32)
    assert int(model.optimizer.iterations) == 2 and len(history["val_accuracy"]) == 1
    train.fit(model, digits, plan.epochs, batch_size=128)  # a set that was cut for the rehearsal will do
    with pytest.raises(ValueError, match="batch_size=0"):
        train.fit(model, digits, plan.epochs, batch_size=0)


def test_a_network_without_a_known_input_trains(digits):
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
    assert len(train.fit(model, digits, epochs=1)["accuracy"]) == 1


@pytest.mark.once  # JAX traces a step without variables, and PyTorch none
@pytest.mark.parametrize("heads", [1, 2])
def test_tensorflow_traces_a_step_once(digits, heads):
    """It would do so twice, and take twice as long to begin, if the step made the optimizer's variables."""

    class Counted(keras.Model):
        traced = 0

        def train_step(self, *batch):
            self.traced += 1
            return super().train_step(*batch)

    x = keras.layers.Flatten()(image := keras.Input((8, 8, 1)))
    model = Counted(image, [keras.layers.Dense(10, "softmax")(x) for _ in range(heads)])
    history = train.fit(model, digits, epochs=2, batch_size=32)
    assert model.traced == 1
    assert len(history["loss"]) == 2 and all(np.isfinite(history["loss"]))


@pytest.mark.once  # nothing else rewrites graphs
def test_tensorflow_on_a_cpu_runs_a_step_as_it_was_traced(digits):
    import tensorflow

    train.fit(tiny(), digits, epochs=1)
    rewritten = not tensorflow.config.optimizer.get_experimental_options().get("disable_meta_optimizer")
    assert rewritten == (backend.devices() != ["cpu:0"])
