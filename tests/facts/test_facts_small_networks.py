"""The facts' helpers against networks with weights, SciPy and finite differences."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from scipy import signal

from course.facts import computing, networks
from course.facts.backprop import correlate, gradient_by_chain_rule
from course.facts.efficient import Tally


def two_convs(x):
    return layers.Dense(3)(layers.Conv2D(4, 3, activation="relu")(x))


def test_run_is_the_network_with_those_weights():
    """Of a network without weights, the outputs of the same network that has them."""
    sketch, x = networks.network_of(two_convs, (6, 6, 2)), networks.numbers(2, 6, 6, 2)
    image = keras.Input((6, 6, 2))
    real = keras.Model(image, two_convs(image))
    real.set_weights(networks.weights_for(sketch))
    wanted = ops.convert_to_numpy(real(x))
    assert wanted.std() > 0.1
    np.testing.assert_allclose(networks.run(sketch, x, networks.weights_for(sketch)), wanted, rtol=1e-5, atol=1e-6)


def test_weights_differ_from_layer_to_layer():
    sketch = networks.network_of(keras.Sequential([layers.Dense(4, use_bias=False) for _ in range(2)]), (4,))
    first, second = networks.weights_for(sketch)
    assert np.abs(first - second).max() > 0.1


def test_network_is_built_once():
    assert networks.network("lenet5") is networks.network("lenet5")
    assert networks.network("lenet5") is not networks.network("lenet5", classes=3)


@pytest.mark.parametrize(("layer", "shape", "letters"), [
    (layers.Conv1D(8, 5), (16, 3), "Cout x Cin x K"),
    (layers.Conv2D(8, 5), (16, 16, 3), "Cout x Cin x K x K"),
])  # fmt: skip
def test_filters_in_letters(layer, shape, letters):
    kernel = networks.network_of(layer, shape).layers[-1].kernel
    assert networks.filters_in_letters(kernel, {3: "Cin", 8: "Cout", 5: "K"}) == letters


def test_text_leaves_the_batch_out():
    assert networks.text((None, 55, 55, 96)) == "55x55x96"


@pytest.mark.parametrize("shortcuts", [False, True])
def test_chain_rule_against_differences(shortcuts):
    def loss(w1):
        h = np.tanh(0.8 * w1) + shortcuts * 0.8
        return (1 - np.tanh(h * -0.3) - shortcuts * h) ** 2 / 2

    difference = (loss(0.5 + 1e-6) - loss(0.5 - 1e-6)) / 2e-6
    assert gradient_by_chain_rule(0.8, 0.5, -0.3, 1.0, shortcuts) == pytest.approx(difference, rel=1e-6)


def test_correlate_does_not_flip():
    x, w = networks.numbers(5, 6), networks.numbers(2, 3, seed=1)
    np.testing.assert_allclose(correlate(x, w), signal.correlate2d(x, w, "valid"), rtol=1e-5, atol=1e-6)


def test_backward_pass_is_right_where_it_should_be():
    """The data's gradient with the flip, the weights' without; and the flipped one is far off."""
    errors = computing.finding("conv-backward-flip").figures
    assert max(errors["data"], errors["unflipped"]) < 1e-5 < 0.1 < errors["weights"]


def test_tally_counts_each_operation():
    Tally.done = 0
    total = Tally(1) + Tally(2) * Tally(3) + Tally(4) * 5
    assert (total, Tally.done) == (27, 4)


def test_wrong_kernel_is_told_from_the_right_one():
    """True convolution and a layer agree where they should: the readings are not all alike."""
    readings = computing.finding("conv-definition").value
    assert readings == {"symmetric kernels": True, "any kernel": False, "any kernel, flipped first": True}
