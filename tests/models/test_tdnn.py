"""Convolution in time against loops over windows."""

import numpy as np
import pytest
import zoo
from keras import ops
from peer import quick_draws  # noqa: F401

from course import measure, models


def numpy(x):
    return np.asarray(ops.convert_to_numpy(x), "float64")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def delayed(x, w, b):
    """A time-delay unit, as Waibel draws it: each moment sees the last frames through the same weights."""
    steps = range(x.shape[1] - len(w) + 1)
    return np.stack([np.einsum("nkc,kcf->nf", x[:, t : t + len(w)], w) + b for t in steps], axis=1)


@pytest.mark.parametrize("frames", [15, 7, None])
def test_audio_is_a_time_delay_network(frames):
    net = zoo.randomise(models.tdnn_audio((frames, 16)))
    x = np.random.default_rng(0).normal(size=(3, frames or 20, 16)).astype("float32")
    w1, b1, w2, b2 = net.get_weights()
    wanted = sigmoid(delayed(sigmoid(delayed(x, w1, b1)), w2, b2)).mean(axis=1)
    np.testing.assert_allclose(numpy(net(x)), wanted, rtol=1e-4)


def test_figures_of_waibels_network():
    """8 units over 3 frames of 16, 3 units over 5 frames of 8; at 13 and 9 moments, and 3 that add."""
    net = models.tdnn_audio()
    assert [net.get_layer(name).output.shape[1:] for name in ("hidden1", "hidden2")] == [(13, 8), (9, 3)]
    assert measure.parameters(net) == 8 * (3 * 16 + 1) + 3 * (5 * 8 + 1)
    connections = sum(
        layer.output.shape[1] * layer.count_params() for layer in net.layers if layer.name.startswith("hidden")
    )
    assert connections + 3 * (9 + 1) == 6233


def test_a_sound_is_found_wherever_it_is():
    net = zoo.randomise(models.tdnn_audio((30, 16)))
    sound, x = np.random.default_rng(0).normal(size=(6, 16)), np.zeros((2, 30, 16), "float32")
    x[0, 8:14] = x[1, 16:22] = sound
    first, second = numpy(net(x))
    np.testing.assert_allclose(first, second, rtol=1e-5)
    assert not np.allclose(first, numpy(net(np.zeros((1, 30, 16), "float32")))[0])


def text(**arguments):
    return zoo.randomise(models.tdnn_text((9,), 4, vocabulary=20, width=1 / 50, **arguments))


WORDS = np.random.default_rng(0).integers(0, 20, (3, 9))


def embedded(net):
    """Windows of five words around each, zeros beyond the ends."""
    return np.pad(net.get_layer("embedding").get_weights()[0][WORDS].astype(float), [(0, 0), (2, 2), (0, 0)])


def softmax(x):
    x = np.exp(x)
    return x / x.sum(axis=-1, keepdims=True)


def test_sentences():
    net = text()
    _, w, b, w2, b2, w3, b3 = net.get_weights()
    largest = delayed(embedded(net), w, b).max(axis=1)
    wanted = softmax(np.clip(largest @ w2 + b2, -1, 1) @ w3 + b3)
    np.testing.assert_allclose(numpy(net(WORDS)), wanted, rtol=1e-4)


def test_windows():
    """Tags of all words at once are those of a dense network that sees each window by itself."""
    net = text(approach="window")
    _, w, b, w2, b2 = net.get_weights()
    x, dense = embedded(net), w.reshape(-1, w.shape[2])
    wanted = [softmax(np.clip(x[:, t : t + 5].reshape(3, -1) @ dense + b, -1, 1) @ w2 + b2) for t in range(9)]
    found = numpy(net(WORDS))
    assert found.shape == (3, 9, 4)
    np.testing.assert_allclose(found, np.stack(wanted, axis=1), rtol=1e-4)


def test_sentences_of_any_length():
    net = models.tdnn_text((None,), vocabulary=20, width=1 / 50)
    assert net(WORDS).shape == (3, 2) and net(WORDS[:, :1]).shape == (3, 2)


@pytest.mark.parametrize(
    ("build", "arguments", "words"),
    [
        ("tdnn_audio", {"input_shape": (6, 16)}, "at least 7 frames"),
        ("tdnn_audio", {"input_shape": (15,)}, "at least 7 frames"),
        ("tdnn_audio", {"classes": 0}, "classes=0"),
        ("tdnn_audio", {"units": 0}, "units=0"),
        ("tdnn_text", {"vocabulary": 0}, "vocabulary=0"),
        ("tdnn_text", {"approach": "letters"}, "approach='letters': must be one of 'sentence', 'window'"),
        ("tdnn_text", {"input_shape": (0,)}, r"input_shape=\(0,\)"),
        ("tdnn_text", {"input_shape": (9, 2)}, r"input_shape=\(9, 2\)"),
    ],
)
def test_bad_arguments_say_so(build, arguments, words):
    with pytest.raises(ValueError, match=words):
        models.create(build, **arguments)
