"""Arguments that networks share: heads, pooling, open sizes, and what is refused."""

import keras
import numpy as np
import pytest
import zoo

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
        ({"width": 0}, "width=0: must be positive"),
        ({"repeats": ()}, r"repeats=\(\): must be 1 to 4 numbers of blocks"),
        ({"classes": 2.5}, "classes=2.5: must be a whole number"),
    ],
)
def test_bad_arguments_say_what_is_allowed(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.resnet18(**RESNET | arguments)


def test_an_image_too_small_for_the_strides():
    with pytest.raises(ValueError, match=r"input_shape=\(31, 64, 3\): must be \(height, width, channels\).* 32 x 32"):
        models.resnet18(input_shape=(31, 64, 3))


@pytest.mark.parametrize("name", zoo.ANY_SIZE)
def test_open_image_size(name):
    """A network built for images of any size gives what the one built for their size gives."""
    keras.utils.clear_session()
    fixed = zoo.randomise(zoo.small(name))
    channels = fixed.input_shape[-1]
    free = models.create(name, **zoo.SMALL[name] | {"input_shape": (None, None, channels)})
    free.set_weights(fixed.get_weights())
    (x,) = zoo.images(fixed)
    for one, other in zip(zoo.outputs(free, [x]), zoo.outputs(fixed, [x]), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    larger = np.concatenate([x, x], axis=2)
    assert zoo.outputs(free, [larger])[0].shape[0] == 2
