"""What the tests of all networks share: their small forms, weights and images made by NumPy, and digests of results.

Digests of every small network, computed by TensorFlow in double precision, lie in ``digests.npz``; a test holds each
backend against them. After a network was changed on purpose:  python tests/models/zoo.py
"""

import os
import zlib
from pathlib import Path

DIGESTS = Path(__file__).parent / "digests.npz"
if __name__ == "__main__":
    os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import numpy as np  # noqa: E402

from course import backend, models  # noqa: E402

SMALL = {  # name: arguments of a form that trains in seconds on a CPU
    "lenet5": {},
    "resnet18": {"input_shape": (32, 32, 3), "classes": 10, "width": 1 / 8, "small_images": True},
}


def small(name):
    """The small form of a network."""
    return models.create(name, **SMALL[name])


def randomise(model, seed=0):
    """Give every weight values that come from NumPy and its own name, in a range that keeps deep networks alive."""
    for layer in model._flatten_layers(include_self=False):
        for weight in layer._trainable_variables + layer._non_trainable_variables:
            if "int" in str(weight.dtype):
                continue  # the state of a random generator
            rng = np.random.default_rng([seed, zlib.crc32(f"{layer.name}/{weight.name}".encode())])
            if weight.name in ("gamma", "moving_variance"):
                value = rng.uniform(0.5, 1.5, weight.shape)
            elif len(weight.shape) > 1:
                value = rng.normal(size=weight.shape) * np.sqrt(2 / np.prod(weight.shape[:-1]))
            else:
                value = rng.normal(size=weight.shape) * 0.1
            weight.assign(value)
    return model


def images(model, batch=2, size=32, seed=0):
    """A batch for each input of a model: Gaussian noise, or tokens where whole numbers are asked for."""
    rng = np.random.default_rng(seed)
    batches = []
    for tensor in model.inputs:
        shape = (batch, *(size if side is None else side for side in tensor.shape[1:]))
        whole = "int" in tensor.dtype
        batches.append(rng.integers(0, 5, shape) if whole else rng.normal(size=shape).astype(keras.config.floatx()))
    return batches


def project(array, seed, n):
    """`array` seen from `n` random directions: distances survive, in the mean, and little has to be stored."""
    array = np.asarray(array, "float64").ravel()
    return np.random.default_rng(seed).normal(size=(n, array.size)) @ array / np.sqrt(n)


def digest(model):
    """Outputs and gradients of a model with made-up weights: each seen from random directions."""
    randomise(model)
    batches = images(model)
    rng = np.random.default_rng(1)
    directions = [rng.normal(size=(2, *(s or 1 for s in t.shape[1:]))) for t in model.outputs]

    def loss(outputs):
        outputs = keras.tree.flatten(outputs)
        return sum(keras.ops.sum(y * keras.ops.cast(r, y.dtype)) for y, r in zip(outputs, directions, strict=True))

    outputs, by_input, by_weight = backend.gradients(model, batches, loss)
    missing = [w.path for w, g in zip(model.trainable_weights, by_weight, strict=True) if g is None or not np.any(g)]
    assert not missing, f"no gradient reaches {missing}"
    return {
        "outputs": np.concatenate([project(y, i, 32) for i, y in enumerate(outputs)]),
        "inputs": np.concatenate([project(g, i, 32) for i, g in enumerate(by_input)] or [np.zeros(0)]),
        "weights": np.stack([project(g, i, 4) for i, g in enumerate(by_weight)]),
    }


if __name__ == "__main__":
    keras.config.set_floatx("float64")
    found = {}
    for name in SMALL:
        keras.utils.clear_session()
        found |= {f"{name}/{key}": value for key, value in digest(small(name)).items()}
        print(name, flush=True)
    np.savez_compressed(DIGESTS, **{key: value.astype("float32") for key, value in found.items()})
