"""Figures of notebooks 02 and 03: graphs of computations, gradients by layer, activations, matrices; their explorer."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from course import explore, plot, scratch

STEPS = [("p", "w · x", ["w", "x"]), ("L", "p²", ["p"])]
VALUES, GRADIENTS = {"w": -2, "x": 3, "p": -6, "L": 36}, {"L": 1, "p": -12, "w": -36, "x": 24}


def test_a_computation_shows_each_value_and_gradient_in_its_own_box():
    (axis,) = plot.computation(STEPS, VALUES, GRADIENTS).axes
    at = {text.get_text(): text.get_position() for text in axis.texts if text.get_text()}
    assert set(at) == {
        *("w", "x", "p = w · x", "L = p²", "−2", "3", "−6", "36"),
        *("∂L = 1", "∂p = −12", "∂w = −36", "∂x = 24"),
    }
    for title, value, gradient in (
        ("w", "−2", "∂w = −36"),
        ("p = w · x", "−6", "∂p = −12"),
        ("L = p²", "36", "∂L = 1"),
    ):
        assert at[title][0] == at[value][0] == at[gradient][0], "one below the other"
        assert at[title][1] < at[value][1] < at[gradient][1]
    assert at["w"][0] < at["p = w · x"][0] < at["L = p²"][0]
    assert len([patch for patch in axis.patches if isinstance(patch, Rectangle)]) == 8


def test_a_computation_without_gradients_has_arrows_along_the_steps():
    figure = plot.computation(STEPS, VALUES)
    arrows = [text for text in figure.axes[0].texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == 3 and all(arrow.xyann[0] < arrow.xy[0] for arrow in arrows)
    assert "∂" not in "".join(text.get_text() for text in figure.axes[0].texts) and "value of w −2" in figure.alt


def test_gradient_flow_draws_layers_on_a_logarithmic_scale_without_zeros():
    figure = plot.gradient_flow({"fades": [0, 1e-6, 1.0], "stays": [2, 2, 2]})
    (axis,) = figure.axes
    assert axis.get_yscale() == "log" and [list(line.get_xdata()) for line in axis.lines] == 2 * [[1, 2, 3]]
    np.testing.assert_array_equal(axis.lines[0].get_ydata(), [np.nan, 1e-6, 1])
    assert [line.get_label() for line in axis.lines] == ["fades", "stays"]
    assert figure.alt.endswith("fades 0e+00, stays 1e+00")


def test_gradient_flow_tells_ten_networks_apart():
    (axis,) = plot.gradient_flow({str(i): [1, 2] for i in range(10)}).axes
    looks = {(line.get_color(), line.get_linestyle(), line.get_markerfacecolor()) for line in axis.lines}
    assert len(looks) == 10


def test_activation_draws_function_and_derivative_with_a_gap_at_a_jump():
    left, right = plot.activation({"step": scratch.ACTIVATIONS["step"], "tanh": scratch.ACTIVATIONS["tanh"]}).axes
    x, tanh = left.lines[1].get_data()
    np.testing.assert_allclose(tanh, np.tanh(x))
    np.testing.assert_allclose(right.lines[1].get_ydata(), 1 / np.cosh(x) ** 2, atol=1e-12)
    assert (x[0], x[-1]) == (-6, 6)
    y = left.lines[0].get_ydata()
    assert np.isnan(y).sum() == 1 and abs(x[np.isnan(y)][0]) < 0.02 and set(y[~np.isnan(y)]) == {0, 1}
    assert (left.get_ylabel(), right.get_ylabel()) == ("$f(x)$", "slope $f'(x)$")


def test_matrices_write_every_number_in_its_cell():
    (axis,) = plot.matrices({"a": [[1, 0], [-2.5, 3]], "b": [[7]]}).axes
    written = [text.get_text() for text in axis.texts]
    assert sorted(written) == sorted(["a", "b", "1", "0", "−2.5", "3", "7"])
    at = {text.get_text(): text.get_position() for text in axis.texts}
    assert at["1"][0] == at["−2.5"][0] < at["0"][0] == at["3"][0] < at["7"][0]
    assert at["1"][1] == at["0"][1] < at["3"][1]


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: plot.computation([], {}), "0 steps"),
        (lambda: plot.computation(STEPS, {"w": 1, "x": 1, "p": 1}), "missing: value of L"),
        (lambda: plot.computation(STEPS, VALUES, {"L": 1}), "gradient of w, gradient of x, gradient of p"),
        (lambda: plot.gradient_flow({}), "0 networks"),
        (lambda: plot.gradient_flow({"a": [1, -1]}), "not negative"),
        (lambda: plot.gradient_flow({"a": [1, np.nan]}), "finite"),
        (lambda: plot.activation({}), "0 functions"),
        (lambda: plot.matrices({}), "two axes"),
        (lambda: plot.matrices({"a": [1, 2]}), r"\(2,\)"),
    ],
)
def test_what_cannot_be_drawn_says_why(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()


class TestActivationExplorer:
    def controls(self):
        *controls, message, picture = explore.activation().widget().children
        return {control.description: control for control in controls}, message, picture

    def test_starts_with_the_sigmoid(self):
        still = explore.activation().still()
        x, y = still.axes[0].lines[0].get_data()
        np.testing.assert_allclose(y, 1 / (1 + np.exp(-x)))
        assert "L = 1, k = 1, x0 = 0" in still.alt

    def test_every_choice_can_be_drawn_and_differs(self):
        controls, message, picture = self.controls()
        assert list(controls) == ["function", "L", "k", "x0", "slope"]
        pictures = {picture.value}
        for name in controls["function"].options[1:]:
            controls["function"].value = name
            assert name in message.value and "Impossible" not in message.value
            pictures.add(picture.value)
        assert len(pictures) == len(controls["function"].options)

    def test_sliders_reach_the_function(self):
        controls, message, _ = self.controls()
        controls["L"].value, controls["k"].value, controls["x0"].value = 4, -2, 3
        assert "L = 4, k = -2, x0 = 3" in message.value and "steepest slope -2" in message.value
        controls["function"].value = "leaky_relu"
        controls["slope"].value = 50
        assert "slope = 0.5" in message.value
