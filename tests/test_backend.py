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


def test_an_empty_variable_is_none():
    done = fresh("import course; print(course.backend.name())", KERAS_BACKEND="")
    assert done.stdout.strip() == "tensorflow", done.stderr


def test_where_keras_came_first_what_it_has_chosen_counts(tmp_path):
    (tmp_path / "keras.json").write_text('{"backend": "numpy"}')
    code = "import keras, course; print(course.backend.name(), keras.backend.backend())"
    done = fresh(code, KERAS_BACKEND=None, KERAS_HOME=str(tmp_path))
    assert done.stdout.split() == ["numpy", "numpy"], done.stderr


def fresh(code, **variables):
    environment = {name: value for name, value in {**os.environ, **variables}.items() if value is not None}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)


def test_a_missing_package_comes_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for name, line in {"jax": "pip install -e '.[jax]'", "torch": "pip install -e '.[torch]'"}.items():
        with pytest.raises(ModuleNotFoundError, match=re.escape(line)):
            backend.require(name)


def test_an_unknown_backend_is_named_with_the_nearest():
    with pytest.raises(ValueError, match=r"unknown backend 'pytorch': did you mean 'torch'\?.*tensorflow, jax, torch"):
        backend.require("pytorch")
