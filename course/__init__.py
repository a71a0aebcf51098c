"""The helper library of the course: see README.md for its map.

Submodules load when they are first used, so that ``import course`` costs next to nothing.
"""

import importlib.util
import os
import sys

from course._loading import Finder, quick_to_build, quick_to_compile

# KERAS_BACKEND alone chooses the backend, whatever a keras.json in somebody's home says.
os.environ["KERAS_BACKEND"] = os.environ.get("KERAS_BACKEND") or "tensorflow"
if "keras" in sys.modules:  # too late to choose: say what runs
    os.environ["KERAS_BACKEND"] = sys.modules["keras"].config.backend()
# PyTorch's threads sleep while they wait for each other instead of spinning: on a busy machine that halves the time.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# No log lines of TensorFlow in notebooks, at its first use and at its import.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Left alone TensorFlow takes oneDNN's convolutions only with AVX-512; with AVX2, too, they are about twice as fast.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
# With a plug-in for an accelerator we leave JAX alone.
if os.environ["KERAS_BACKEND"] == "jax" and importlib.util.find_spec("jax_plugins") is None:
    os.environ["XLA_FLAGS"] = quick_to_compile(os.environ.get("XLA_FLAGS", ""))
sys.meta_path.insert(0, Finder)
if "keras" in sys.modules:
    quick_to_build(sys.modules["keras"])

_NEED_KERAS = {"blocks", "facts", "inspect", "measure", "models", "train"}
_SUBMODULES = {"backend", "checks", "data", "explore", "grade", "plot", "scratch"} | _NEED_KERAS

__all__ = [*sorted(_SUBMODULES), "show"]


def __getattr__(name):
    if name == "show":
        from course.source import show

        return show
    if name not in _SUBMODULES:
        raise AttributeError(f"module 'course' has no attribute {name!r}; it has: {', '.join(__all__)}")
    if name in _NEED_KERAS:
        importlib.import_module("course.backend").require()
    return importlib.import_module(f"course.{name}")


def __dir__():
    return __all__
