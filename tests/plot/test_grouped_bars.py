"""Amounts of several things beside each other: the bars are as long as the numbers."""

import pytest

from course import plot


def test_bars_are_as_long_as_the_numbers_and_lie_at_their_places():
    panels = {"memory": {"a": {"x": 1, "y": 2}, "b": {"y": 4}}, "work": {"a": {"x": 5, "y": 6}, "b": {"x": 7}}}
    figure = plot.grouped_bars(panels)
    for axis, (measure, things) in zip(figure.axes, panels.items(), strict=True):
        assert axis.get_xlabel() == measure
        drawn = {bars.get_label(): bars for bars in axis.containers}
        for name, amounts in things.items():
            for row, place in enumerate("xy"):
                bar = drawn[name].patches[row]
                assert bar.get_width() == amounts.get(place, 0)
                assert abs(bar.get_y() + bar.get_height() / 2 - row) < 0.5
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["x", "y"]


def test_too_much_for_one_figure_is_refused():
    with pytest.raises(ValueError, match="1 to 3"):
        plot.grouped_bars({})
    with pytest.raises(ValueError, match="1 to 3"):
        plot.grouped_bars({"memory": {name: {"x": 1} for name in "abcd"}})
