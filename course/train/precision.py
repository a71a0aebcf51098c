"""Mixed precision: a network that computes in bfloat16 while it trains, and keeps its weights in float32."""

from contextlib import contextmanager

import keras

from course import backend
from course.train.budget import rehearsing

PRECISIONS = ("float32", "bf16")


def usual() -> str:
    """What `fit` takes where nothing is said: "bf16" on a GPU or TPU, and in rehearsals of one; else "float32"."""
    accelerated = backend.devices()[0].startswith(("gpu", "tpu"))
    return "bf16" if accelerated or rehearsing() else "float32"


@contextmanager
def mixed(model, precision):
    """Let the layers of a model compute in `precision` in the body, and as they did afterwards.

    Those that make the model's outputs stay in float32, so that losses do, and so do those that are not float32 now.
    Call ``compile`` in the body: what has been compiled before stays as it was.
    Raises ValueError for a name that is not one of `PRECISIONS`.
    Source: Micikevicius et al. 2018, "Mixed precision training", section 3; Kalamkar et al. 2019, "A study of BFLOAT16
    for deep learning training".
    """
    if precision not in PRECISIONS:
        raise ValueError(f"precision={precision!r}: must be one of {', '.join(PRECISIONS)}")
    changed = [] if precision == "float32" else list(_hidden(model, _outputs(model)))
    for layer in changed:
        layer.dtype_policy = "mixed_bfloat16"
    try:
        yield
    finally:
        for layer in changed:
            layer.dtype_policy = "float32"
        if changed and getattr(model, "optimizer", None) is not None:
            model.make_test_function(force=True)  # or `evaluate` goes on in what it has been compiled in


def _outputs(model):
    """Names of the layers that make a model's outputs."""
    if isinstance(model, keras.Sequential):
        return [layer.name for layer in model.layers[-1:]]
    return getattr(model, "output_names", [])


def _hidden(model, last):
    """Layers that compute in float32, those of models in the model too, but for those whose names are `last`."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _hidden(layer, _outputs(layer) if layer.name in last else ())
        elif layer.name not in last and layer.dtype_policy.name == "float32" and not _is_input(layer):
            yield layer


def _is_input(layer):
    return isinstance(layer, keras.layers.InputLayer)
