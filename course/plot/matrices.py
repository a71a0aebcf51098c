"""Small matrices side by side, every number written down."""

import numpy as np

from course.plot.figure import GREY, canvas, styled


@styled
def matrices(named, cell=0.4, alt=None):
    """Matrices in a row, cells of one size, with all their numbers, zeros in grey; the larger a number, the darker.

    Args: named: title -> matrix, which may differ in size; cell: side of a cell in inches; alt: alternative text, by
    default titles and sizes.
    Returns a Figure. Raises ValueError for none, or for what is not a matrix.
    """
    named = {title: np.asarray(values, float) for title, values in named.items()}
    if not named or any(values.ndim != 2 for values in named.values()):
        raise ValueError(f"matrices have two axes, not shapes {[values.shape for values in named.values()]}")
    widths = [max(values.shape[1], 0.1 * len(title) / cell) for title, values in named.items()]  # room for titles
    tallest = max(values.shape[0] for values in named.values())
    alt = alt or "Matrices: " + ", ".join(f"{title}, {v.shape[0]} by {v.shape[1]}" for title, v in named.items())
    figure, axis = canvas(cell * (sum(widths) + len(named)), cell * tallest + 0.5, alt=alt)
    start = 0
    for width, (title, values) in zip(widths, named.items(), strict=True):
        rows, columns = values.shape
        left, top = start + (width - columns) / 2, (tallest - rows) / 2
        box = (left, left + columns, top + rows, top)
        axis.imshow(np.abs(values), cmap="Greys", vmin=0, vmax=3 * (np.abs(values).max() or 1), extent=box)
        for (row, column), value in np.ndenumerate(values):
            text, colour = f"{round(value, 2) + 0:g}".replace("-", "−"), GREY if value == 0 else "black"
            axis.text(left + column + 0.5, top + row + 0.5, text, ha="center", va="center", color=colour)
        axis.hlines(top + np.arange(rows + 1), left, left + columns, color=GREY, lw=0.7)
        axis.vlines(left + np.arange(columns + 1), top, top + rows, color=GREY, lw=0.7)
        axis.text(left + columns / 2, top - 0.2, title, ha="center", va="bottom")
        start += width + 1
    axis.set(xlim=(-0.5, start - 0.5), ylim=(tallest + 0.1, -0.9), aspect="equal")
    axis.axis("off")
    return figure
