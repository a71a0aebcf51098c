import importlib.util
import os
import re
import subprocess
import sys

import keras
import pytest

from course import backend


def test_name_is_that_of_keras():
    assert backend.name() == keras.backend.backend()


def test_devices():
    found = backend.devices()
    assert all(re.fullmatch(r"(gpu|tpu|mps|cpu):\d+", device) for device in found) and found
    accelerated = {
        "tensorflow": lambda: __import__("tensorflow").config.list_physical_devices("GPU"),
        "jax": lambda: [d for d in __import__("jax").devices() if d.platform != "cpu"],
        "torch": lambda: __import__("torch").cuda.device_count() or __import__("torch").backends.mps.is_available(),
    }[backend.name()]()
    assert (found == ["cpu:0"]) == (not accelerated)


@pytest.mark.parametrize("chosen", ["", "jax", "torch"])
def test_the_variable_says_what_runs(chosen):
    """An empty variable is none; and where Keras was imported first, what it has chosen counts."""
    code = "import os, sys; import keras, course; print(course.backend.name(), keras.backend.backend())"
    environment = {**os.environ, "KERAS_BACKEND": chosen or backend.name()}
    if chosen and importlib.util.find_spec(chosen) is None:
        pytest.skip(f"{chosen} is an extra: {backend.INSTALL[chosen]}")
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert len(set(done.stdout.split())) == 1, done.stderr
    if not chosen:
        environment["KERAS_BACKEND"] = ""
        code = "import course; print(course.backend.name())"
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        assert done.stdout.strip() == "tensorflow"


def test_a_missing_package_comes_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for name, line in {"jax": "pip install -e '.[jax]'", "torch": "pip install -e '.[torch]'"}.items():
        with pytest.raises(ModuleNotFoundError, match=re.escape(line)):
            backend.require(name)


def test_an_unknown_backend_is_named_with_the_nearest():
    with pytest.raises(ValueError, match=r"unknown backend 'pytorch': did you mean 'torch'\?.*tensorflow, jax, torch"):
        backend.require("pytorch")
