"""Figures of published errors and of loss surfaces: what is drawn is what was given."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from course import data, plot

ALPHAS = np.linspace(-1, 1, 5)
BOWL = SimpleNamespace(alphas=ALPHAS, losses=0.1 + ALPHAS[:, None] ** 2 + 2 * ALPHAS**2)
STEEP = SimpleNamespace(alphas=ALPHAS, losses=10 * BOWL.losses)


def test_depth_and_error_draw_each_row():
    frame = data.published("ilsvrc")
    above, below = plot.depth_and_error(frame).axes
    np.testing.assert_array_equal(above.lines[0].get_ydata(), frame["top5"])
    assert [bar.get_height() for bar in below.patches] == [0, 0, 8, 8, 19, 22, 152, 0, 154]
    assert [text.get_text() for text in below.texts] == ["–", "–", "8", "8", "19", "22", "152", "–", "154"]
    assert [label.get_text() for label in below.get_xticklabels()][6] == "ResNet\n2015"
    assert above.get_ylabel() == "top-5 error, %"


def test_depth_and_error_of_any_table():
    frame = pd.DataFrame({"network": ["a", "b"], "year": [1, 2], "layers": [3, 4], "top1": [9.0, 8.0]})
    figure = plot.depth_and_error(frame, error="top1")
    assert figure.alt.endswith("a 1: 3 layers, 9 %; b 2: 4 layers, 8 %")
    with pytest.raises(ValueError, match="2 rows, without top5"):
        plot.depth_and_error(frame)
    with pytest.raises(ValueError, match="0 rows"):
        plot.depth_and_error(frame[:0], error="top1")


def levels_of(axis):
    filled, lines = (c for c in axis.collections if hasattr(c, "levels"))
    np.testing.assert_array_equal(filled.levels, lines.levels)
    return filled


def test_surfaces_share_levels_from_the_least_to_the_largest_loss():
    figure = plot.loss_surface({"flat": BOWL, "steep": STEEP}, levels=7)
    flat, steep = map(levels_of, figure.axes[:2])
    np.testing.assert_array_equal(flat.levels, steep.levels)
    np.testing.assert_allclose(flat.levels, np.geomspace(0.1, 31, 7), rtol=1e-6)
    assert [axis.get_title() for axis in figure.axes[:2]] == ["flat", "steep"]
    assert figure.alt.endswith(
        "flat: 0.1 at the weights, 0.1 to 3.1 around them; steep: 1 at the weights, 1 to 31 around them"
    )


def test_greys_darken_with_the_loss_and_each_map_has_its_own():
    figure = plot.loss_surface({"flat": BOWL, "steep": STEEP}, levels=7)
    greys = levels_of(figure.axes[0]).get_facecolor()[:, 0]
    assert np.all(np.diff(greys) < -0.02), "told apart without colour"
    first, second = (levels_of(axis).get_paths() for axis in figure.axes[:2])
    used = [[i for i, path in enumerate(paths) if len(path.vertices)] for paths in (first, second)]
    assert used[0][0] == 0 and used[1][-1] == 5 and used[0] != used[1]


def test_losses_that_are_not_finite_are_the_darkest():
    losses = BOWL.losses.copy()
    losses[0, 0] = np.inf
    figure = plot.loss_surface(SimpleNamespace(alphas=ALPHAS, losses=losses))
    assert levels_of(figure.axes[0]).levels[-1] == pytest.approx(3.1)


@pytest.mark.parametrize(
    ("surfaces", "words"),
    [
        ({}, "0 surfaces"),
        (dict.fromkeys("abcde", BOWL), "5 surfaces"),
        (SimpleNamespace(alphas=ALPHAS, losses=-BOWL.losses), "not below 0"),
        (SimpleNamespace(alphas=ALPHAS, losses=0 * BOWL.losses), "some above it"),
    ],
)
def test_what_has_no_logarithm_is_refused(surfaces, words):
    with pytest.raises(ValueError, match=words):
        plot.loss_surface(surfaces)
