"""Matrices with their numbers."""

import numpy as np

from course.plot.figure import GREY, LIGHT, canvas, styled


@styled
def matrix(values, title="", xlabel="", ylabel="", labels=None, cell=0.42, alt=None):
    """A matrix as a table of shaded cells: zeros blank, every other entry with its number, or its text in `labels`.

    Args: values (rows, columns); labels: texts of the same shape, or None; cell: side of a cell in inches.
    Returns a Figure. Raises ValueError where `values` is not a matrix.
    """
    values = np.asarray(values)
    if values.ndim != 2:
        raise ValueError(f"a matrix has two axes, not shape {values.shape}")
    rows, columns = values.shape
    alt = alt or f"{title or 'Matrix'}: {rows} by {columns}, {np.count_nonzero(values)} entries that are not zero"
    figure, axis = canvas(columns * cell + 0.5, rows * cell + 0.6, alt=alt)
    axis.imshow(values != 0, cmap="Greys", vmin=0, vmax=3)
    for (row, column), value in np.ndenumerate(values):
        text = f"{value:.3g}" if labels is None else labels[row][column]
        if value:
            axis.text(column, row, text, ha="center", va="center", fontsize=min(11, 26 * cell))
    axis.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
    axis.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
    axis.grid(which="minor", color=LIGHT)
    axis.tick_params(which="both", length=0, labelbottom=False, labelleft=False)
    axis.spines[:].set(visible=True, color=GREY)
    axis.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return figure
