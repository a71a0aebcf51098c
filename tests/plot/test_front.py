"""Cost against quality: the points, and the stairs over them."""

import numpy as np
import pytest

from course import plot


def test_points_and_stairs_are_drawn_where_they_are():
    series = {"small": ([3, 1], [0.8, 0.5]), "large": ([2, 5], [0.4, 0.9])}
    (axis,) = plot.front(series, "cost", "accuracy").axes
    drawn = {line.get_label(): line.get_xydata().tolist() for line in axis.lines}
    assert drawn["small"] == [[1, 0.5], [3, 0.8]] and drawn["large"] == [[2, 0.4], [5, 0.9]]
    stairs = drawn["front"]
    assert stairs[1:4] == [[1, 0.5], [3, 0.8], [5, 0.9]] and [2, 0.4] not in stairs
    assert axis.lines[-1].get_drawstyle() == "steps-post"
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("cost", "accuracy")


def test_families_are_joined_and_stairs_left_out():
    (axis,) = plot.front({"a": ([1, 2], [1, 2])}, "x", "y", joined=True, stairs=False).axes
    assert [line.get_linestyle() for line in axis.lines] == ["-"]


@pytest.mark.parametrize(
    ("series", "words"),
    [
        ({}, "0 series: give 1 to 6"),
        ({"a": ([], [])}, "each with a point"),
        ({"a": ([1, 2], [1])}, "must be one list each"),
        ({str(n): ([1], [1]) for n in range(7)}, "7 series"),
    ],
)
def test_what_cannot_be_drawn_is_refused(series, words):
    with pytest.raises(ValueError, match=words):
        plot.front(series, "x", "y")


def test_equal_points_do_not_beat_each_other():
    np.testing.assert_array_equal(plot.pareto_front([1, 1, 2], [5, 5, 5]), [True, True, False])
