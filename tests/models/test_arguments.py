"""Arguments that networks share: heads, pooling, open sizes, and what is refused."""

import numpy as np
import pytest
import zoo
from quick import no_random_numbers  # noqa: F401, every test uses it

from course import models

RESNET = zoo.SMALL["resnet18"]


NO_CLASSES = {"perceptron", "autoencoder", "vae", "dqn", "captioner"}
NO_IMAGES = {"perceptron", "tdnn_audio", "tdnn_text"}
ANY_SIDE = {"fcn32s", "fcn16s", "fcn8s", "deconvnet", "dilated_context", "vae"}  # they pad, or have no strides


@pytest.mark.parametrize("name", sorted(set(zoo.SMALL) - NO_CLASSES))
def test_no_classes_are_refused(name):
    with pytest.raises(ValueError, match="classes=0: must be a whole number of at least 1"):
        models.create(name, **zoo.SMALL[name] | {"classes": 0})


@pytest.mark.parametrize("name", sorted(set(zoo.SMALL) - NO_IMAGES))
def test_what_is_no_image_is_refused(name):
    wrong = [(), (32, 32), (32, 32, 0), (32.0, 32, 3), "32"] + [(1, 1, 3)] * (name not in ANY_SIDE)
    for shape in wrong:
        with pytest.raises(ValueError, match=r"input_shape.*pixels"):
            models.create(name, **zoo.SMALL[name] | {"input_shape": shape})


@pytest.mark.parametrize(("pooling", "shape"), [(None, (None, 4, 4, 64)), ("avg", (None, 64)), ("max", (None, 64))])
def test_without_top(pooling, shape):
    net = models.resnet18(include_top=False, pooling=pooling, **RESNET)
    assert net.output_shape == shape
    maps = zoo.randomise(models.resnet18(include_top=False, **RESNET))
    zoo.randomise(net)
    (y,), (found,) = zoo.outputs(maps), zoo.outputs(net)
    wanted = {None: y, "avg": y.mean(axis=(1, 2)), "max": y.max(axis=(1, 2))}[pooling]
    np.testing.assert_allclose(found, wanted, rtol=1e-4)


def test_scores_and_probabilities():
    scores, probable = (models.resnet18(classifier_activation=kind, **RESNET) for kind in (None, "softmax"))
    (y,), (p,) = zoo.outputs(zoo.randomise(scores)), zoo.outputs(zoo.randomise(probable))
    e = np.exp(y - y.max(axis=1, keepdims=True))
    np.testing.assert_allclose(p, e / e.sum(axis=1, keepdims=True), rtol=1e-4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"pooling": "mean"}, "pooling='mean': must be one of None, 'avg', 'max'"),
        ({"width": 0}, "width=0: must be a positive number"),
        ({"repeats": ()}, r"repeats=\(\): must be 1 to 4 numbers of blocks"),
        ({"classes": 2.5}, "classes=2.5: must be a whole number"),
        ({"classes": True}, "classes=True: must be a whole number"),
        ({"width": "1"}, "width='1': must be a positive number"),
        ({"width": float("inf")}, "width=inf: must be a positive number"),
        ({"pooling": ["avg"]}, r"pooling=\['avg'\]: must be one of None"),
        ({"repeats": (True, 1)}, r"repeats=\(True, 1\): must be 1 to 4 numbers"),
        ({"weights": 5}, "weights='5': must be None, 'imagenet', or a path"),
    ],
)
def test_bad_arguments_say_what_is_allowed(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.resnet18(**RESNET | arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("mobilenet", {"alpha": None}, "alpha=None: must be a positive number"),
        ("mobilenet_v2", {"alpha": 0}, "alpha=0: must be a positive number"),
        ("shufflenet", {"scale": 0}, "scale=0: must be a positive number"),
        ("efficientnet", {"drop_path": 5}, "drop_path=5: must be a share from 0 to below 1"),
        ("vgg16", {"dropout": 1}, "dropout=1: must be a share"),
        ("wide_resnet28_10", {"factor": 0}, "factor=0: must be a whole number of at least 1"),
        ("wide_resnet50_2", {"factor": 1.5}, "factor=1.5: must be a whole number"),
        ("autoencoder", {"filters": ()}, r"filters=\(\): must be numbers of channels"),
        ("autoencoder", {"filters": 3}, "filters=3: must be numbers of channels"),
        ("densenet121", {"repeats": (1.5,)}, r"repeats=\(1.5,\): must be numbers of layers"),
        ("densenet121", {"growth_rate": 0}, "growth_rate=0"),
        ("stochastic_depth_resnet110", {"repeats": 3}, "repeats=3: must be 1 to 3 numbers of blocks"),
        ("nasnet_mobile", {"penultimate": "96"}, "penultimate='96': must be a multiple of 96"),
        ("tdnn_text", {"input_shape": 40}, r"input_shape=40: must be \(words,\)"),
        ("tdnn_audio", {"input_shape": (15, 16.0)}, "input_shape=.*must be .frames, coefficients."),
        ("lenet5", {"input_shape": (None, None, 1)}, "needs height and width in numbers"),
        ("lenet5_original", {"input_shape": (None, 32, 1)}, "dense layers need"),
        ("dqn", {"input_shape": (None, 84, 4)}, "needs height and width in numbers"),
    ],
)
def test_what_is_special_to_a_network_is_refused_too(name, arguments, words):
    with pytest.raises(ValueError, match=words):
        models.create(name, **zoo.SMALL[name] | arguments)


def test_numbers_of_numpy_are_numbers():
    assert models.lenet5((np.int64(32), 32, 1), np.int32(3)).output_shape == (None, 3)
    assert models.stochastic_depth_resnet110(repeats=None, width=1 / 16).count_params() > 0


def test_cifar_layers_are_6n_plus_2():
    for layers in (21, 2, "20"):
        with pytest.raises(ValueError, match=f"layers={layers!r}: must be "):
            models.cifar_resnet(layers)


def test_an_image_too_small_for_the_strides():
    with pytest.raises(ValueError, match=r"input_shape=\(31, 64, 3\): must be \(height, width, channels\).* 32 x 32"):
        models.resnet18(input_shape=(31, 64, 3))


@pytest.mark.parametrize("name", zoo.ANY_SIZE)
def test_open_image_size(name):
    """A network built for images of any size gives what the one built for their size gives."""
    fixed = zoo.randomise(zoo.small(name))
    channels = fixed.input_shape[-1]
    free = models.create(name, **zoo.SMALL[name] | {"input_shape": (None, None, channels)})
    free.set_weights(fixed.get_weights())
    (x,) = zoo.images(fixed)
    for one, other in zip(zoo.outputs(free, [x]), zoo.outputs(fixed, [x]), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    larger = np.concatenate([x, x], axis=2)
    assert zoo.outputs(free, [larger])[0].shape[0] == 2
