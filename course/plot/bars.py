"""Amounts as bars."""

from textwrap import fill

import numpy as np

from course.plot.figure import BLACK, canvas, styled

SHADES = ("#FFFFFF", "#C8DCEB", "#0072B2", "#F0C05A", "#EDEDED", "#AAAAAA")
HATCHES = ("", "", "", "///", "...", "")


@styled
def stacked_bars(rows, xlabel, alt=None):
    """A horizontal bar for each row, made of parts side by side with their numbers, rounded; returns a Figure.

    Args:
        rows: label of a bar -> {name of a part: its size}; at most six parts, in one order for all.
        xlabel: what is counted, with its unit.
        alt: text for those who cannot see it.

    Raises ValueError for no rows, or more parts than can be told apart.
    """
    parts = list(dict.fromkeys(part for row in rows.values() for part in row))
    if not parts or len(parts) > len(SHADES):
        raise ValueError(f"{len(parts)} parts: give rows of 1 to {len(SHADES)} parts")
    figure, axis = canvas(8, 0.5 * len(rows) + 1.4, alt=alt or f"{xlabel}: {', '.join(rows)}")
    ends = np.zeros(len(rows))
    most = max(sum(row.values()) for row in rows.values())
    for part, shade, hatch in zip(parts, SHADES, HATCHES, strict=False):
        sizes = np.array([row.get(part, 0) for row in rows.values()])
        axis.barh(range(len(rows)), sizes, left=ends, color=shade, hatch=hatch, edgecolor=BLACK, label=part)
        for place, (start, size) in enumerate(zip(ends, sizes, strict=True)):
            if size > 0.025 * most:  # room for a number
                ink = {"color": "white"} if shade == "#0072B2" else {}
                box = {"boxstyle": "round,pad=0.15", "facecolor": shade, "edgecolor": "none"} if hatch else None
                axis.text(start + size / 2, place, f"{size:.0f}", ha="center", va="center", bbox=box, **ink)
        ends = ends + sizes
    axis.set_yticks(range(len(rows)), [fill(label, 30) for label in rows])
    axis.invert_yaxis()
    axis.set(xlabel=xlabel, xlim=(0, 1.02 * most or 1))  # left alone it may cut the longest bar's edge
    figure.legend(loc="outside upper center", ncols=len(parts), columnspacing=1, handlelength=1.2, handletextpad=0.5)
    return figure
