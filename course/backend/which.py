"""Which backend runs, whether it is installed, and what it computes on."""

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
