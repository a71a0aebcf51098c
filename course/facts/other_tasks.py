"""Other tasks: a network with another head."""

import numpy as np

from course import models
from course.facts.computing import Finding, computes
from course.facts.networks import fill, network, network_of, numbers, run, weights_for


@computes("caption-vocab")
def words_of_a_caption():
    """Whether a captioner puts out probabilities of all words of a small vocabulary, for each word of the caption."""
    words, length = 12, 5
    small = {"input_shape": (32, 32, 3), "width": 0.125, "units": 8}
    net = fill(models.create("captioner", vocabulary=words, length=length, **small))
    said = np.random.default_rng(0).integers(words, size=(2, length))
    y = net.predict_on_batch([numbers(2, 32, 32, 3), said])
    fits = y.shape == (2, length, words) and y.min() >= 0 and np.allclose(y.sum(axis=-1), 1, atol=1e-5)
    return Finding(bool(fits), words=words)


@computes("dqn-shapes")
def values_of_actions():
    net = network("dqn", input_shape=(210, 160, 3), actions=8, width=0.125)
    y = run(net, numbers(4, 210, 160, 3), weights_for(net))
    probabilities = bool(y.min() >= 0 and np.allclose(y.sum(axis=1), 1))
    return Finding(probabilities, least=y.min())


@computes("tdnn")
def time_delays():
    first = network_of(network("tdnn_audio").get_layer("hidden1"), (15, 16))
    sound, (w, b) = numbers(15, 16), weights_for(first)  # w: (delays, coefficients, units)
    hidden = run(first, sound[None], [w, b])[0]
    sums = [sum(sound[t + delay] @ w[delay] for delay in range(len(w))) + b for t in range(len(hidden))]
    error = np.abs(hidden - 1 / (1 + np.exp(-np.array(sums)))).max()
    return Finding(bool(error < 1e-5), error=error)
