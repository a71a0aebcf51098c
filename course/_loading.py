"""What is mended of Keras and TensorFlow as they load: no log lines in notebooks, no seconds spent for nothing.

TensorFlow prints two notes on its own build while it is imported, whatever ``TF_CPP_MIN_LOG_LEVEL`` says. They would
stand in the first output of every notebook, and a grader that takes anything on the error stream for a failure would
take points for them. Keras imports TensorFlow on every backend, for four seconds, to seed it and to look for its types
among what is saved, though nothing else may have loaded it. And JAX compiles a function for each shape of weights.
"""

import contextlib
import importlib.machinery
import os
import sys

ASKING = ("keras.src.utils.rng_utils", "keras.src.saving.serialization_lib")  # both call it `tf`


class Finder:
    """Import finder that lets a few modules load in another way."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """Hand over the spec of such a module, with a loader that does more; know nothing else."""
        if name == "tensorflow":
            return spec_with(name, path, quietly)
        if name in ASKING and os.environ["KERAS_BACKEND"] != "tensorflow":
            return spec_with(name, path, asking_less)
        if name == "keras":
            return spec_with(name, path, building_quickly)
        return None


def spec_with(name, path, loading):
    """The spec of a module that `loading(load, module)` loads."""
    spec = importlib.machinery.PathFinder.find_spec(name, path)
    if spec is not None and spec.loader is not None:
        load = spec.loader.exec_module
        spec.loader.exec_module = lambda module: loading(load, module)
    return spec


def quietly(load, tensorflow):
    """Load TensorFlow without its notes."""
    with aside():
        load(tensorflow)
    # Keras makes a function anew for each grouped convolution on a CPU, and TensorFlow warns of it.
    tensorflow.get_logger().setLevel("ERROR")


def asking_less(load, module):
    """Load a module of Keras's for which there is a TensorFlow only when something has loaded it."""
    load(module)
    module.tf = IfLoaded(module.tf)


def building_quickly(load, keras):
    """Load Keras, and on JAX let NumPy draw the weights."""
    load(keras)
    quick_to_build(keras)


def quick_to_build(keras):
    """On JAX let NumPy draw the weights."""
    if keras.config.backend() == "jax":
        from course.backend.initial import draw_with_numpy

        draw_with_numpy()


def quick_to_compile(given):
    """XLA's flags, with two of ours: compile for a CPU without a way round by MLIR, and unroll no loops.

    A shallow network's step is ready in half the time, a deep one's a little sooner, and they are as fast. What
    somebody has set stays, and where the flags are in a file, `given` is its name.
    """
    ours = "--xla_cpu_use_fusion_emitters=false", "--xla_backend_extra_options=xla_cpu_disable_loop_unrolling"
    if given.strip() and not given.strip().startswith("--"):
        return given
    return " ".join([*(flag for flag in ours if flag.split("=")[0] not in given), given]).strip()


class IfLoaded:
    """Keras's lazy TensorFlow, available where it has been loaded."""

    def __init__(self, lazy):
        self._lazy = lazy

    @property
    def available(self):
        """Whether something has loaded it."""
        return "tensorflow" in sys.modules and self._lazy.available

    def __getattr__(self, name):
        return getattr(self._lazy, name)


@contextlib.contextmanager
def aside():
    """Turn file descriptor 2 to a scratch file; where the body fails, what it wrote is shown after all."""
    import tempfile

    if sys.stderr is None:  # closed: there is nothing to keep clean
        yield
        return
    sys.stderr.flush()
    with tempfile.TemporaryFile() as scratch:
        true_stream = os.dup(2)
        os.dup2(scratch.fileno(), 2)
        try:
            yield
        except BaseException:
            scratch.seek(0)
            os.write(true_stream, scratch.read())
            raise
        finally:
            os.dup2(true_stream, 2)
            os.close(true_stream)
