"""Localisation, captions and games: one trunk, another end."""

import keras
import numpy as np
import pytest
import zoo
from keras import ops
from peer import Peer, quick_draws  # noqa: F401

from course import models

TRUNK = {"input_shape": (32, 32, 3), "trunk": "vgg11", "width": 1 / 16}


def numpy(x):
    return np.asarray(ops.convert_to_numpy(x), "float64")


def images(*shape):
    return np.random.default_rng(0).normal(size=(3, *shape)).astype("float32")


def test_localizer_is_its_trunk_and_four_numbers():
    net = zoo.randomise(models.localizer(classes=5, **TRUNK))
    assert net.output_shape == [(None, 5), (None, 4)]
    trunk = zoo.randomise(models.vgg11(input_shape=(32, 32, 3), classes=5, width=1 / 16))
    x = images(32, 32, 3)
    classes, box = (numpy(y) for y in net(x))
    np.testing.assert_allclose(classes, numpy(trunk(x)), rtol=1e-5)
    w, b = net.get_layer("box").get_weights()
    hidden = numpy(keras.Model(trunk.input, trunk.get_layer("dropout7").output)(x))
    np.testing.assert_allclose(box, hidden @ w + b, rtol=1e-4, atol=1e-5)
    assert box.min() < 0, "a box is not squeezed: linear"
    assert net.count_params() - trunk.count_params() == 4 * (256 + 1)


def test_any_classifier_localizes():
    net = models.localizer((32, 32, 3), 3, trunk="resnet18", width=1 / 16, repeats=(1,), classifier_activation=None)
    assert net.name == "localizer" and net.output_shape == [(None, 3), (None, 4)]


def test_captioner_says_what_pytorchs_lstm_says():
    net = zoo.randomise(models.captioner(vocabulary=11, length=4, units=6, **TRUNK))
    peer = Peer(net)
    x, words = images(32, 32, 3), np.random.default_rng(1).integers(0, 11, (3, 4))
    seen = numpy(keras.Model(net.inputs[0], net.get_layer("avg_pool").output)(x))
    w, b = net.get_layer("image_embedding").get_weights()
    said = net.get_layer("word_embedding").get_weights()[0][words]
    sequence = np.concatenate([(seen @ w + b)[:, None], said], axis=1)

    lstm = peer.torch.nn.LSTM(6, 6, batch_first=True).double()
    kernel, recurrent, bias = (
        a.permute(*reversed(range(a.ndim))) for a in peer.weights("lstm")
    )  # gates i, f, c, o in both
    lstm.weight_ih_l0.data, lstm.weight_hh_l0.data = kernel.contiguous(), recurrent.contiguous()
    lstm.bias_ih_l0.data, lstm.bias_hh_l0.data = bias, 0 * bias
    states = lstm(peer.torch.from_numpy(sequence))[0].detach().numpy()[:, 1:]
    w, b = net.get_layer("predictions").get_weights()
    wanted = np.exp(states @ w + b)
    wanted /= wanted.sum(axis=-1, keepdims=True)
    found = numpy(net([x, words]))
    assert found.shape == (3, 4, 11) and np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)


def test_a_caption_depends_on_the_image_and_on_earlier_words_alone():
    net = zoo.randomise(models.captioner(vocabulary=11, length=None, units=6, **TRUNK))
    x, words = images(32, 32, 3), np.ones((3, 5), int)
    other = words.copy()
    other[:, 3] = 2
    first, second, unseen = (numpy(y) for y in (net([x, words]), net([x, other]), net([x[::-1].copy(), words])))
    assert np.allclose(first[:, :3], second[:, :3]) and not np.allclose(first[:, 3], second[:, 3])
    assert not np.allclose(first[0], unseen[0]) and np.allclose(first[1], unseen[1])


def test_captions_of_the_decks():
    """A vector of 10,000 probabilities for each word."""
    net = models.captioner(units=8, **TRUNK)
    assert net.output_shape == (None, 20, 10000)


@pytest.mark.parametrize(("shape", "actions"), [((84, 84, 4), 18), ((210, 160, 3), 8), ((36, 40, 1), 2)])
def test_dqn_as_in_pytorch(shape, actions):
    net = zoo.randomise(models.dqn(shape, actions, width=1 / 8))
    peer, x = Peer(net), images(*shape)
    y = peer.image(x)
    for name, strides in (("conv1", 4), ("conv2", 2), ("conv3", 1)):
        w, b = peer.weights(name, 3, 2, 0, 1)
        y = peer.do.conv2d(y, w, b, strides).relu()
    y = y.permute(0, 2, 3, 1).flatten(1).numpy()
    for name in ("fc4", "values"):
        w, b = net.get_layer(name).get_weights()
        y = np.maximum(y @ w + b, 0) if name == "fc4" else y @ w + b
    found = numpy(net(x))
    assert found.shape == (3, actions) and np.linalg.norm(found - y) <= 1e-5 * np.linalg.norm(y)
    assert not np.allclose(found.sum(axis=1), 1), "values, not probabilities"


def test_maps_of_the_paper():
    net = models.dqn()
    shapes = [net.get_layer(name).output.shape[1:] for name in ("conv1", "conv2", "conv3", "fc4", "values")]
    assert shapes == [(20, 20, 32), (9, 9, 64), (7, 7, 64), (512,), (18,)]


@pytest.mark.parametrize("build", ["localizer", "captioner"])
def test_weights_from_a_file(build, tmp_path):
    arguments = TRUNK | ({"classes": 5} if build == "localizer" else {"vocabulary": 7, "length": 3, "units": 4})
    net = models.create(build, **arguments)
    net.save_weights(tmp_path / "net.weights.h5")
    again = models.create(build, weights=tmp_path / "net.weights.h5", **arguments)
    assert all(np.array_equal(a, b) for a, b in zip(net.get_weights(), again.get_weights(), strict=True))


@pytest.mark.parametrize(
    ("build", "arguments", "words"),
    [
        ("localizer", {"classes": 0}, "classes=0"),
        ("localizer", {"trunk": "vgg"}, "unknown network 'vgg': did you mean 'vgg"),
        ("localizer", {"weights": "imagenet"}, "publishes none for vgg11"),
        ("captioner", {"weights": "imagenet"}, "publishes none for vgg11"),
        ("captioner", {"vocabulary": 0}, "vocabulary=0"),
        ("captioner", {"length": 0}, "length=0"),
        ("captioner", {"units": 0}, "units=0"),
        ("dqn", {"actions": 0}, "actions=0"),
        ("dqn", {"input_shape": (30, 84, 4)}, "at least 36 x 36"),
    ],
)
def test_bad_arguments_say_so(build, arguments, words):
    with pytest.raises(ValueError, match=words):
        models.create(build, **({} if build == "dqn" else TRUNK) | arguments)
