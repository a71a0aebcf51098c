"""The only file that knows which backend runs: its name, whether it is installed, its devices, its gradients."""

import difflib
import importlib.util
import os

#: Backend name -> how to install the package behind it.
INSTALL = {
    "tensorflow": "pip install -r requirements.txt",
    "jax": "pip install -e '.[jax]'",
    "torch": "pip install -e '.[torch]'",
}


def name() -> str:
    """Name of the backend in use: "tensorflow" (default), "jax" or "torch", as ``KERAS_BACKEND`` says."""
    return os.environ.get("KERAS_BACKEND") or "tensorflow"


def require(backend: str | None = None) -> str:
    """Check that `backend` (default: the one in use) is a backend of the course and installed; return its name.

    Raises ValueError for an unknown name, ModuleNotFoundError with the line that installs a missing package.
    """
    backend = backend or name()
    if backend not in INSTALL:
        near = difflib.get_close_matches(backend.lower(), INSTALL, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"unknown backend {backend!r}: {hint}KERAS_BACKEND is one of {', '.join(INSTALL)}")
    if importlib.util.find_spec(backend) is None:
        raise ModuleNotFoundError(
            f"the {backend} backend is not installed; install it with:  {INSTALL[backend]}", name=backend
        )
    return backend


def devices() -> list[str]:
    """Devices that the backend computes on: its accelerators, ``["gpu:0", "gpu:1"]``, or ``["cpu:0"]`` without one."""
    backend = require()
    if backend == "tensorflow":
        import tensorflow as tf

        found = [d.name.removeprefix("/physical_device:").lower() for d in tf.config.list_physical_devices("GPU")]
    elif backend == "jax":
        import jax

        found = [
            f"{'gpu' if d.platform == 'cuda' else d.platform}:{d.id}" for d in jax.devices() if d.platform != "cpu"
        ]
    else:
        import torch

        found = [f"gpu:{i}" for i in range(torch.cuda.device_count())]
        if not found and torch.backends.mps.is_available():
            found = ["mps:0"]
    return found or ["cpu:0"]


def gradients(model, inputs, loss, training=False):
    """Differentiate `loss` of a model's outputs with respect to its inputs and weights.

    Args:
        model: a built ``keras.Model``.
        inputs: NumPy array, or a list of them for several inputs; whole numbers (tokens) get no gradient.
        loss: function of the model's outputs, a tensor or a list of them, to a scalar, in ``keras.ops``.
        training: run dropout and batch normalisation as in training; the model's state stays as it is.

    Returns (outputs, input gradients, weight gradients) as NumPy arrays: a list each, the last in the order of
    ``model.trainable_weights``; None where nothing depends on a weight or an input.
    """
    import numpy as np
    from keras import ops, tree

    tensors = [ops.convert_to_tensor(x) for x in (inputs if isinstance(inputs, list | tuple) else [inputs])]
    smooth = [i for i, x in enumerate(tensors) if "float" in str(x.dtype)]
    state = [w.value for w in model.non_trainable_variables]
    weights = [w.value for w in model.trainable_variables]

    def forward(weights, floats):
        full = list(tensors)
        for i, x in zip(smooth, floats, strict=True):
            full[i] = x
        outputs, _ = model.stateless_call(weights, state, full[0] if len(full) == 1 else full, training=training)
        return loss(outputs), outputs

    floats = [tensors[i] for i in smooth]
    if require() == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch([weights, floats])
            value, outputs = forward(weights, floats)
        by_weight, by_input = tape.gradient(value, (weights, floats))
    elif require() == "jax":
        import jax

        differentiate = jax.jit(jax.value_and_grad(forward, (0, 1), has_aux=True))
        (_, outputs), (by_weight, by_input) = differentiate(weights, floats)
    else:
        import torch

        weights, floats = ([t.detach().clone().requires_grad_() for t in ts] for ts in (weights, floats))
        value, outputs = forward(weights, floats)
        found = torch.autograd.grad(value, [*weights, *floats], allow_unused=True)
        by_weight, by_input = found[: len(weights)], found[len(weights) :]

    def to_numpy(tensors):
        return [None if t is None else np.asarray(ops.convert_to_numpy(t)) for t in tensors]

    return to_numpy(tree.flatten(outputs)), to_numpy(by_input), to_numpy(by_weight)
