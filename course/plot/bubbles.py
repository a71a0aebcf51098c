"""Accuracy, work and size of networks in one picture."""

import numpy as np
from matplotlib.colors import to_rgba

from course.plot.figure import BLACK, BLUE, ORANGE, canvas, styled

LOOKS = ((to_rgba(BLUE, 0.6), ""), (to_rgba(ORANGE, 0.5), "////"), (to_rgba("white", 0.7), ""))  # faces and hatches
LARGEST = 2400  # area of the largest bubble, in square points


@styled
def bubbles(points, xlabel, ylabel, sizelabel, *, groups=None, moved=None, log=True, size=(8.6, 4.8), alt=None):
    """A bubble for each network: two of its numbers are the place, in proportion to the third is the area.

    Args:
        points: {name: (x, y, amount)}, amounts of 0 or more.
        xlabel, ylabel: what x and y are, with their units.
        sizelabel: what the area shows, with its unit; a legend has three sizes of it.
        groups: {name: group} for all names, at most three groups, which differ in colour and hatching; None for one.
        moved: {name: (right, up)}: points by which a name stands away from its place above the bubble.
        log: whether x is on a logarithmic scale.
        size: width and height in inches.
        alt: text for those who cannot see it; by default all the numbers.

    Returns a Figure.
    Raises ValueError for no points, amounts below 0, not finite or all 0, and more groups than can be told apart.
    """
    amounts = [amount for _, _, amount in points.values()]
    if not points or not all(0 <= amount < np.inf for amount in amounts) or not max(amounts) > 0:
        raise ValueError(f"amounts {amounts}: must be one at least, finite, none below 0 and not all 0")
    groups = groups or dict.fromkeys(points, "")
    kinds = list(dict.fromkeys(groups[name] for name in points))
    if len(kinds) > len(LOOKS):
        raise ValueError(f"{len(kinds)} groups, {', '.join(kinds)}: at most {len(LOOKS)} can be told apart")
    told = "; ".join(f"{name} {x:.3g}, {y:.3g}, {amount:.3g}" for name, (x, y, amount) in points.items())
    figure, axis = canvas(*size, alt=alt or f"{ylabel} against {xlabel}, as area {sizelabel}: {told}")
    scale = LARGEST / max(amounts)
    for kind, (colour, hatch) in zip(kinds, LOOKS, strict=False):
        x, y, amount = np.transpose([point for name, point in points.items() if groups[name] == kind]).astype(float)
        look = {"facecolor": colour, "hatch": hatch, "edgecolor": BLACK, "linewidth": 0.8}
        axis.scatter(x, y, scale * amount, zorder=2, **look)
        axis.scatter([], [], 140, label=kind, **look)
    for name, (x, y, amount) in points.items():
        right, up = (moved or {}).get(name, (0, 0))
        place = (right, np.sqrt(scale * amount) / 2 + 2 + up)  # above the bubble
        axis.annotate(name, (x, y), place, textcoords="offset points", ha="center", va="bottom", fontsize=9)
    if log:
        axis.set_xscale("log")
        axis.xaxis.set_major_formatter("{x:g}")
    axis.margins(0.12, 0.16)
    axis.set(xlabel=xlabel, ylabel=ylabel)
    axis.grid(color="#E5E5E5", zorder=0)
    if len(kinds) > 1:
        axis.legend(loc="lower right", fontsize=9)
    keys = {f"{step:g}": axis.scatter([], [], scale * step, "white", edgecolor=BLACK) for step in steps(max(amounts))}
    figure.legend(
        keys.values(),
        keys,
        title=sizelabel,
        loc="outside right upper",
        labelspacing=2.5,
        handletextpad=1.8,
        borderpad=1,
    )
    return figure


def steps(most):
    """Three round amounts up to `most`, for a legend."""
    power = 10.0 ** np.floor(np.log10(most))
    top = power * max(step for step in (1, 2, 5) if step * power <= most)
    return top / 10, top / 2, top
