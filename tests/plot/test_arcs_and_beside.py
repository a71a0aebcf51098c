"""Arcs over a row, and figures side by side: as many as asked for, where they belong."""

import numpy as np
import pytest
from matplotlib.patches import PathPatch

from course import plot

READS = {"x": [], "1": ["x"], "2": ["x", "1"], "3": ["x", "1", "2"]}


def test_an_arc_for_each_connection_from_its_box_to_the_next():
    axis = plot.arcs(READS).axes[0]
    ends = [patch.get_path().vertices[[0, -1], 0] for patch in axis.patches if isinstance(patch, PathPatch)]
    found = [tuple(np.round(pair).astype(int)) for pair in ends]
    assert found == [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]
    assert [text.get_text() for text in axis.texts] == list(READS)


def test_arcs_say_what_is_connected():
    assert plot.arcs(READS).alt.startswith("6 connections: 1 reads x; 2 reads x, 1; ")


@pytest.mark.parametrize("reads", [{}, {"x": ["y"]}, {"x": [], "1": ["1"]}, {"1": ["x"], "x": []}])
def test_what_is_not_there_before_cannot_be_read(reads):
    with pytest.raises(ValueError, match="need boxes, each reading boxes before it"):
        plot.arcs(reads)


def test_figures_stand_in_order_in_their_proportions():
    small, large = plot.matrix(np.ones((2, 2))), plot.matrix(np.ones((9, 4)))
    page = plot.beside({"small": small, "large": large})
    assert [axis.get_title() for axis in page.axes] == ["small", "large"]
    left, right = (axis.get_position() for axis in page.axes)
    assert left.x1 < right.x0 and left.y1 == pytest.approx(right.y1)
    for box, figure in ((left, small), (right, large)):
        inches = np.array([box.width, box.height]) * page.get_size_inches()
        assert inches == pytest.approx(figure.get_size_inches())
    assert small.alt in page.alt and large.alt in page.alt


def test_figures_that_are_too_wide_shrink_together():
    wide = plot.matrix(np.ones((3, 18)))
    page = plot.beside({"a": wide, "b": wide})
    width, _ = page.get_size_inches()
    first, second = (axis.get_position() for axis in page.axes)
    assert width == pytest.approx(8.9) and first.width == pytest.approx(second.width)
    height, whole = wide.get_size_inches()[::-1], wide.get_size_inches()[0]
    assert first.height * page.get_size_inches()[1] == pytest.approx(height[0] * first.width * width / whole)


def test_nothing_cannot_be_shown():
    with pytest.raises(ValueError, match="no figures: give at least one"):
        plot.beside({})
