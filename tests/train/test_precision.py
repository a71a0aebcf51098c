"""Mixed precision while a network trains, and none of it afterwards."""

import keras
import numpy as np
import pytest
import small_run

from course import backend, models, train
from course.train.precision import mixed, usual

once = pytest.mark.skipif(backend.name() != "torch", reason="not the backend's affair: tested once, with PyTorch")


class Probe(keras.layers.Layer):
    """Notes what type of numbers passes."""

    passed = []  # noqa: RUF012

    def call(self, x):
        self.passed.append(keras.backend.standardize_dtype(x.dtype))
        return x


def probed():
    keras.utils.set_random_seed(0)
    Probe.passed.clear()
    inner = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3), keras.layers.BatchNormalization()])
    layers = [keras.Input((8, 8, 1)), inner, Probe(), keras.layers.Flatten(), keras.layers.Dense(2, "softmax")]
    return keras.Sequential(layers)


def test_a_network_trains_in_bfloat16_and_is_float32_before_and_after():
    net, images = probed(), small_run.images()
    before = [layer.dtype_policy.name for layer in net.layers]
    Probe.passed.clear()
    history = train.fit(net, images, 8, 8, 0.01, precision="bf16")
    assert set(Probe.passed) == {"bfloat16"}
    assert history["loss"][-1] < history["loss"][0] and history["val_accuracy"][-1] > 0.8
    assert {weight.dtype for weight in net.weights} == {"float32"}
    assert [layer.dtype_policy.name for layer in net.layers] == before

    Probe.passed.clear()
    scores = net.predict(images.x_test, verbose=0)
    loss, _ = net.evaluate(images.x_test, images.y_test, 8, verbose=0)  # batches as in `fit`
    assert set(Probe.passed) == {"float32"}
    assert loss == pytest.approx(-np.log(scores[np.arange(16), images.y_test]).mean(), rel=1e-4)
    assert scores.sum(axis=1) == pytest.approx(np.ones(16), abs=1e-6)


def test_in_float32_nothing_is_changed():
    net = probed()
    Probe.passed.clear()
    train.fit(net, small_run.images(), 1, 8, precision="float32")
    assert set(Probe.passed) == {"float32"}


@once
def test_what_makes_the_output_stays_in_float32_in_a_network_within_one_too():
    lenet = models.lenet5(classes=2)
    outer = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.ZeroPadding2D(2), lenet])
    with mixed(outer, "bf16"):
        types = {layer.name: layer.compute_dtype for layer in lenet.layers[1:]}
        assert types.pop(lenet.layers[-1].name) == "float32" and set(types.values()) == {"bfloat16"}
        assert outer.layers[0].compute_dtype == "bfloat16"
    assert {layer.compute_dtype for layer in lenet.layers} == {"float32"}


@pytest.mark.parametrize(
    ("devices", "expected"), [(["cpu:0"], "float32"), (["gpu:0", "gpu:1"], "bf16"), (["mps:0"], "float32")]
)
def test_a_gpu_takes_bfloat16_of_itself(monkeypatch, devices, expected):
    monkeypatch.delenv("COURSE_BUDGET", raising=False)
    monkeypatch.setattr(backend, "devices", lambda: devices)
    assert usual() == expected
    monkeypatch.setenv("COURSE_BUDGET", "rehearsal")
    assert usual() == "bf16"


def test_another_precision_is_refused():
    with pytest.raises(ValueError, match="precision='fp8': must be one of float32, bf16"):
        train.fit(probed(), small_run.images(), 1, 8, precision="fp8")
