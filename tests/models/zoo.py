"""What the tests of all networks share: their small forms, weights and images made by NumPy, and digests of results.

Digests of every small network, computed by TensorFlow in double precision, lie in ``digests.npz``; a test holds each
backend against them. After a network was changed on purpose:  python tests/models/zoo.py
"""

import os
import sys
import zlib
from functools import partial
from inspect import signature
from pathlib import Path

DIGESTS = Path(__file__).parent / "digests.npz"
if __name__ == "__main__" and "save" not in sys.argv:
    os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import quick  # noqa: E402
import small_blocks  # noqa: E402

from course import backend, models  # noqa: E402

TINY = {"input_shape": (32, 32, 3), "classes": 10, "small_images": True}
SCORES = {"layers": 11, "width": 1 / 32, "classifier_activation": None}  # softmax would make all of them alike
SMALL = {  # name: arguments of a form that trains in seconds on a CPU
    "lenet5": {},
    "perceptron": {},
    "neocognitron": {"width": 1 / 4},
    "convnet1990": {},
    "lenet5_original": {},
    "convnetjs_cifar10": {"width": 1 / 4},
    "alexnet": TINY | {"width": 1 / 32},
    "alexnet_grouped": TINY | {"width": 1 / 16},
    "alexnet_one_tower": TINY | {"width": 1 / 32},
    "zfnet": TINY | {"width": 1 / 32},
    "zfnet_large": TINY | {"width": 1 / 32},
    "vgg_m": TINY | {"width": 1 / 32},
    "vgg11": {"input_shape": (32, 32, 3), "classes": 10, "width": 1 / 16},
    "vgg13": {"input_shape": (32, 32, 3), "classes": 10, "width": 1 / 16},
    "vgg16": {"input_shape": (32, 32, 3), "classes": 10, "width": 1 / 16},
    "vgg19": {"input_shape": (32, 32, 3), "classes": 10, "width": 1 / 16},
    "googlenet": TINY | {"width": 1 / 16, "modules": ("3a", "4a", "4d"), "aux": True},
    "resnet18": {"input_shape": (32, 32, 3), "classes": 10, "width": 1 / 8, "small_images": True},
    "plain18": TINY | {"width": 1 / 8, "repeats": (1, 1)},
    "plain34": TINY | {"width": 1 / 8, "repeats": (1, 2)},
    "resnet34": TINY | {"width": 1 / 8, "repeats": (1, 2)},
    "resnet50": TINY | {"width": 1 / 8, "repeats": (1, 2)},
    "resnet101": TINY | {"width": 1 / 8, "repeats": (2, 1)},
    "resnet152": TINY | {"width": 1 / 8, "repeats": (1, 1)},
    "cifar_plain20": {"repeats": (1, 1), "width": 1 / 2},
    "cifar_plain56": {"repeats": (1, 2), "width": 1 / 2},
    "cifar_resnet20": {"repeats": (1, 1, 1), "width": 1 / 2},
    "cifar_resnet32": {"repeats": (1, 1), "width": 1 / 2},
    "cifar_resnet44": {"repeats": (2, 1), "width": 1 / 2},
    "cifar_resnet56": {"repeats": (1, 2), "width": 1 / 2},
    "cifar_resnet110": {"repeats": (2, 1), "width": 1 / 2},
    "stochastic_depth_resnet110": {"repeats": (1, 2), "width": 1 / 2},
    "preact_resnet110": {"repeats": (1, 2), "width": 1 / 2},
    "preact_resnet164": {"repeats": (1, 2), "width": 1 / 2},
    "resnet50_v2": TINY | {"width": 1 / 8, "repeats": (1, 2)},
    "resnet101_v2": TINY | {"width": 1 / 8, "repeats": (2, 1)},
    "resnet152_v2": TINY | {"width": 1 / 8, "repeats": (1, 1, 1)},
    "wide_resnet28_10": {"repeats": (1, 1), "width": 1 / 4, "factor": 3},
    "wide_resnet50_2": TINY | {"width": 1 / 8, "repeats": (1, 2)},
    "resnext50_32x4d": TINY | {"width": 1 / 8, "repeats": (1, 2), "groups": 4, "group_width": 16},
    "resnext101_32x8d": TINY | {"width": 1 / 8, "repeats": (1, 1), "groups": 4, "group_width": 16},
    "se_resnet50": TINY | {"width": 1 / 4, "repeats": (1, 2)},
    "densenet121": TINY | {"width": 1 / 4, "repeats": (2, 2)},
    "densenet169": TINY | {"width": 1 / 4, "repeats": (1, 1)},
    "densenet201": TINY | {"width": 1 / 4, "repeats": (1, 2)},
    "densenet_bc100_12": {"width": 1 / 2, "repeats": (1, 2, 1)},
    "mobilenet": TINY | {"alpha": 1 / 4, "repeats": (1, 1, 1)},
    "mobilenet_v2": TINY | {"alpha": 1 / 8, "repeats": (1, 2, 1)},
    "shufflenet": TINY | {"scale": 1 / 4, "repeats": (2, 1)},
    "efficientnet": TINY | {"width": 1 / 8, "depth": 1.5, "repeats": (1, 1)},
    "efficientnet_b0": TINY | {"width": 1 / 8, "repeats": (1, 2, 1)},
    "nasnet_mobile": TINY | {"repeats": (1, 1), "penultimate": 96, "classifier_activation": None},
    "fcn32s": {"input_shape": (32, 32, 3), "classes": 4, **SCORES},
    "fcn16s": {"input_shape": (32, 32, 3), "classes": 4, **SCORES},
    "fcn8s": {"input_shape": (40, 33, 3), "classes": 4, **SCORES},
    "deconvnet": {"input_shape": (32, 32, 3), "classes": 4, "layers": 11, "width": 1 / 16},
    "unet": {"input_shape": (32, 32, 1), "padding": "same", "depth": 2, "width": 1 / 16},
    "dilated_context": {"input_shape": (32, 32, 3), "classes": 4, **SCORES},
    "localizer": {"input_shape": (32, 32, 3), "classes": 5, "trunk": "vgg11", "width": 1 / 16},
    "captioner": {
        "input_shape": (32, 32, 3),
        "vocabulary": 20,
        "length": 4,
        "units": 8,
        "trunk": "vgg11",
        "width": 1 / 16,
    },
    "dqn": {"input_shape": (36, 36, 4), "actions": 4, "width": 1 / 4},
    "autoencoder": {"filters": (8, 8)},
    "vae": {"units": 32},
    "tdnn_audio": {},
    "tdnn_text": {"input_shape": (9,), "vocabulary": 20, "width": 1 / 10},
}
WITH_OWN_LAYERS = [
    "lenet5",
    "lenet5_original",
    "alexnet",
    "shufflenet",
    "stochastic_depth_resnet110",
    "fcn8s",
    "deconvnet",
    "dilated_context",
    "vae",
]  # between them they have each layer that Keras does not
ANY_SIZE = [
    "resnet18",
    "mobilenet",
    "mobilenet_v2",
    "shufflenet",
    "efficientnet_b0",
    "cifar_resnet20",
    "preact_resnet110",
    "resnet50_v2",
    "densenet121",
    "se_resnet50",
]  # fully convolutional up to a global average: one builder of each family


def small(name):
    """The small form of a network."""
    return models.create(name, **SMALL[name])


def spelled_out(name):
    """The small form, built with every argument that its signature shows, at the default shown there."""
    arguments = signature(getattr(models, name)).parameters.values()
    defaults = {p.name: p.default for p in arguments if p.kind is not p.VAR_KEYWORD}
    return models.create(name, **defaults | SMALL[name])


def networks():
    """Name -> function that builds it: all small networks, and blocks by themselves."""
    return {name: partial(small, name) for name in SMALL} | small_blocks.NETWORKS


def randomise(model, seed=0):
    """Give every weight values that come from NumPy and its own name, in a range that keeps deep networks alive."""
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, keras.layers.Normalization):
            continue  # not learnt: constants of the data set
        for weight in layer._trainable_variables + layer._non_trainable_variables:
            if "int" in str(weight.dtype):
                continue  # the state of a random generator
            rng = np.random.default_rng([seed, zlib.crc32(f"{layer.name}/{weight.name}".encode())])
            if weight.name in ("gamma", "moving_variance"):
                value = rng.uniform(0.5, 1.5, weight.shape)
            elif len(weight.shape) > 1:
                depthwise = isinstance(layer, keras.layers.DepthwiseConv2D) or weight.name == "depthwise_kernel"
                value = rng.normal(size=weight.shape) * np.sqrt(2 / np.prod(weight.shape[: 2 if depthwise else -1]))
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


def outputs(model, batches=None):
    """What a network makes of a batch of `images`, outside training: an array for each output."""
    batches = batches or images(model)
    batches = batches[0] if len(batches) == 1 else batches
    # JAX compiles each operation for each shape, unless it gets them as one.
    found = model.predict_on_batch(batches) if backend.name() == "jax" else model(batches, training=False)
    return [keras.ops.convert_to_numpy(y) for y in keras.tree.flatten(found)]


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

    values, by_input, by_weight = backend.gradients(model, batches, loss)
    missing = [w.path for w, g in zip(model.trainable_weights, by_weight, strict=True) if g is None or not np.any(g)]
    assert not missing, f"no gradient reaches {missing}"
    return {
        "outputs": np.concatenate([project(y, i, 32) for i, y in enumerate(values)]),
        "inputs": np.concatenate([project(g, i, 32) for i, g in enumerate(by_input)] or [np.zeros(0)]),
        "weights": np.concatenate([project(g, i, 4) for i, g in enumerate(by_weight)] or [np.zeros(0)]),
    }


def make_digests():
    """Write the digests of all small networks, computed in double precision."""
    keras.config.set_floatx("float64")
    found = {}
    for name, build in networks().items():
        keras.utils.clear_session()
        found |= {f"{name}/{key}": value.astype("float32") for key, value in digest(build()).items()}
        print(name, flush=True)
    np.savez_compressed(DIGESTS, **found)


def save(folder):
    """Save the networks with layers of our own, and their outputs, into `folder`."""
    for name in WITH_OWN_LAYERS:
        model = randomise(small(name))
        model.save(Path(folder) / f"{name}.keras")
        np.savez(Path(folder) / f"{name}.npz", *outputs(model))


if __name__ == "__main__":
    keras.initializers.VarianceScaling.__call__ = quick.zeros  # all weights get other values
    save(sys.argv[2]) if sys.argv[1:2] == ["save"] else make_digests()
