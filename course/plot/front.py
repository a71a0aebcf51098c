"""Cost against quality, and what nothing else beats in both."""

import numpy as np

from course.plot.figure import BLACK, BLUE, GREEN, GREY, ORANGE, RED, canvas, styled

LOOKS = [(BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (RED, "D"), (BLACK, "v"), (GREY, "P")]


def pareto_front(cost, quality):
    """Which of several things no other one beats: none costs no more and is better, or costs less and is as good.

    Args: cost, quality: numbers (N,), the first better small, the second better large.
    Returns truth values (N,). Raises ValueError for shapes that differ, and numbers that are not finite.
    """
    cost, quality = np.asarray(cost, float), np.asarray(quality, float)
    if cost.ndim != 1 or cost.shape != quality.shape:
        raise ValueError(f"cost and quality have shapes {cost.shape} and {quality.shape}: must be one list each, alike")
    if not np.isfinite([cost, quality]).all():
        raise ValueError(f"cost {cost} and quality {quality}: must be finite")
    no_dearer, no_worse = cost[None] <= cost[:, None], quality[None] >= quality[:, None]
    truly = (cost[None] < cost[:, None]) | (quality[None] > quality[:, None])
    return ~(no_dearer & no_worse & truly).any(axis=1)


@styled
def front(series, xlabel, ylabel, *, joined=False, stairs=True, size=(6.6, 3.8), alt=None, **axis_settings):
    """Points of cost and quality, and the Pareto front of all of them as stairs: nothing lies above and left of it.

    Args:
        series: name -> (costs, qualities), up to six.
        xlabel, ylabel: what they are, with units.
        joined: join the points of each series, in the order of their cost: families of networks.
        stairs: draw the front.
        size: width and height in inches.
        alt: alternative text; by default the series, and how many points are on the front.
        axis_settings: of the axis, such as ``xscale="log"``.

    Returns a Figure.
    Raises ValueError for no series or too many, and for costs and qualities that do not go together or are not finite.
    """
    if not 1 <= len(series) <= len(LOOKS) or not all(len(costs) for costs, _ in series.values()):
        raise ValueError(f"{len(series)} series: give 1 to {len(LOOKS)}, each with a point")
    points = {name: (np.asarray(x, float), np.asarray(y, float)) for name, (x, y) in series.items()}
    for x, y in points.values():
        pareto_front(x, y)  # checks them
    cost, quality = (np.concatenate([pair[i] for pair in points.values()]) for i in (0, 1))
    on_front = pareto_front(cost, quality)
    told = ", ".join(f"{name} ({len(x)})" for name, (x, _) in points.items())
    figure, axis = canvas(
        *size, alt=alt or f"{ylabel} against {xlabel}: {told}; {on_front.sum()} points that no other beats"
    )
    for (name, (x, y)), (colour, marker) in zip(points.items(), LOOKS, strict=False):
        order = np.argsort(x)
        line = {"linestyle": "-" if joined else "", "linewidth": 1.3}
        axis.plot(x[order], y[order], color=colour, marker=marker, markersize=6, label=name, alpha=0.9, **line)
    axis.set(xlabel=xlabel, ylabel=ylabel, **axis_settings)
    if stairs:
        order = np.argsort(cost[on_front])
        x, y = cost[on_front][order], quality[on_front][order]
        right, low = axis.get_xlim()[1], axis.get_ylim()[0]
        axis.step([x[0], *x, right], [low, *y, y[-1]], where="post", color=GREY, lw=1, ls="--", marker="", zorder=0,
                  label="front")  # fmt: skip
        axis.set(xlim=axis.get_xlim(), ylim=(low, None))
    axis.legend(fontsize=10)
    return figure
