"""Bubbles: they stand at their numbers, areas are in proportion, groups look different."""

import pytest

from course import plot

POINTS = {"small": (1, 50, 4), "large": (10, 70, 60), "other": (100, 60, 30)}
LABELS = ("GMACs", "accuracy in %", "parameters in millions")


def drawn(figure):
    """The collections of a figure's axes that hold points; the others are the legend's."""
    return [bubbles for bubbles in figure.axes[0].collections if len(bubbles.get_offsets())]


def test_places_and_areas_are_the_numbers():
    figure = plot.bubbles(POINTS, *LABELS)
    (bubbles,) = drawn(figure)
    assert bubbles.get_offsets().tolist() == [[1, 50], [10, 70], [100, 60]]
    areas = bubbles.get_sizes() / bubbles.get_sizes()[0]
    assert areas.tolist() == pytest.approx([1, 15, 7.5])
    assert [text.get_text() for text in figure.axes[0].texts] == list(POINTS)
    assert figure.axes[0].get_xscale() == "log" and figure.axes[0].get_xlabel() == "GMACs"
    assert "large 10, 70, 60" in figure.alt


def test_the_legends_sizes_have_the_bubbles_scale():
    figure = plot.bubbles(POINTS, *LABELS)
    (bubbles,), (legend,) = drawn(figure), figure.legends
    per_unit = bubbles.get_sizes()[0] / 4
    assert [text.get_text() for text in legend.get_texts()] == ["5", "25", "50"]
    sizes = [handle.get_sizes()[0] / per_unit for handle in legend.legend_handles]
    assert sizes == pytest.approx([5, 25, 50])


def test_groups_differ_in_colour_and_hatching():
    figure = plot.bubbles(POINTS, *LABELS, groups={"small": "a", "large": "b", "other": "a"})
    first, second = drawn(figure)
    assert first.get_offsets().tolist() == [[1, 50], [100, 60]]
    assert second.get_offsets().tolist() == [[10, 70]]
    assert first.get_facecolor().tolist() != second.get_facecolor().tolist()
    assert first.get_hatch() != second.get_hatch()
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["a", "b"]


def test_a_name_can_be_moved():
    still, moved = (plot.bubbles(POINTS, *LABELS, moved=how).axes[0].texts[0] for how in (None, {"small": (9, -5)}))
    assert moved.xyann[0] - still.xyann[0] == 9 and moved.xyann[1] - still.xyann[1] == pytest.approx(-5)


def test_what_cannot_be_drawn_is_refused():
    no = float("nan")
    for points in (
        {}, {"a": (1, 1, -1)}, {"a": (1, 1, 0)}, {"a": (1, 1, no), "b": (1, 1, 2)}, {"a": (1, 1, 2), "b": (1, 1, no)},
        {"a": (1, 1, float("inf"))},
    ):  # fmt: skip
        with pytest.raises(ValueError, match="amounts"):
            plot.bubbles(points, *LABELS)
    with pytest.raises(ValueError, match="at most 3"):
        plot.bubbles(dict.fromkeys("abcd", (1, 1, 1)), *LABELS, groups={name: name for name in "abcd"})
