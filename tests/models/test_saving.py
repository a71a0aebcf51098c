"""Networks with layers of our own go through a ``.keras`` file from every backend to every other.

Three runs go round: each backend loads what the next one has saved. With COURSE_WHOLE=1 each loads from all.
"""

import importlib.util
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
import zoo

from course import backend, blocks

ROUND = {"tensorflow": "jax", "jax": "torch", "torch": "tensorflow"}
SAVED_ON = list(backend.INSTALL) if os.environ.get("COURSE_WHOLE") else [ROUND[backend.name()]]


def ours():
    """Names of the layers, activations and initialisers of `blocks` that Keras can save."""
    registered = keras.saving.get_custom_objects()
    return {
        key.removeprefix("course>") for key, one in registered.items() if one.__module__.startswith("course.blocks")
    }


@pytest.fixture(scope="module", params=SAVED_ON)
def saved(request, tmp_path_factory):
    """Folder of networks that another process has saved on one of the backends."""
    if importlib.util.find_spec(request.param) is None:
        pytest.skip(f"the {request.param} backend is not installed")
    folder = tmp_path_factory.mktemp(request.param)
    command = [sys.executable, zoo.__file__, "save", folder]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"KERAS_BACKEND": request.param})
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", zoo.WITH_OWN_LAYERS)
def test_from_another_backend(saved, name):
    net = keras.saving.load_model(saved / f"{name}.keras")
    with np.load(saved / f"{name}.npz") as stored:
        wanted = [stored[key] for key in sorted(stored)]
    for one, other in zip(zoo.outputs(net), wanted, strict=True):
        assert np.linalg.norm(one - other) <= 1e-5 * np.linalg.norm(other)


def test_every_layer_of_ours_is_in_one_of_them():
    used = set()
    for name in zoo.WITH_OWN_LAYERS:
        config = zoo.small(name).to_json()
        used |= {key for key in ours() if f'"course>{key}"' in config}
    assert used == ours()


def test_what_is_no_layer_of_keras_is_registered():
    own = {name for name in dir(blocks) if isinstance(getattr(blocks, name), type)}
    assert own <= ours()
