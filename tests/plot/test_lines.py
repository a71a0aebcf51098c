"""Lines over whole numbers."""

from course import plot


def test_epochs_are_counted_in_whole_numbers():
    short = {"error": [4.0, 3.0, 2.0, 1.0]}
    ticks = plot.lines(range(1, 5), short, "epoch", "share").axes[0].get_xticks()
    assert all(tick == round(tick) for tick in ticks), ticks
    assert 1.5 in plot.lines([1, 2, 3, 4], short, "rate", "share").axes[0].get_xticks()
