"""Numbers, and what pooling leaves of them."""

import numpy as np
from matplotlib.patches import Rectangle

from course.plot.figure import BLACK, GREY, canvas, styled

FILLS = ("#FFFFFF", "#B9D3E6", "#F7E3B5", "#D0D0D0")


@styled
def pooling(x, pooled, pool_size, cell=0.5, alt=None):
    """A map whose windows lie side by side, and beside it what is left of them; a window and its number look the same.

    Args:
        x: numbers (H, W).
        pooled: title -> numbers (H / pool_size, W / pool_size).
        pool_size: side of a window.
        cell: side of a number's cell in inches.
        alt: alternative text; by default all numbers.

    Returns a Figure. Raises ValueError where a map is not as large as the windows are many.
    """
    x, pooled = np.asarray(x), {title: np.asarray(y) for title, y in pooled.items()}
    wanted = tuple(side / pool_size for side in x.shape)
    if x.ndim != 2 or any(y.shape != wanted for y in pooled.values()):
        shapes = {title: y.shape for title, y in pooled.items()}
        raise ValueError(f"input {x.shape}, pool_size={pool_size}, pooled {shapes}: must be {wanted}")
    alt = alt or f"input {x.tolist()}; " + "; ".join(f"{title} {y.tolist()}" for title, y in pooled.items())
    ratios = [x.shape[1] + 1, *(max(y.shape[1], 4) for y in pooled.values())]
    figure, axes = canvas(
        cell * (sum(ratios) + 1), cell * x.shape[0] + 0.5, 1, len(ratios), alt, gridspec_kw={"width_ratios": ratios}
    )  # fmt: skip
    for axis, (title, values) in zip(np.ravel(axes), {"input": x, **pooled}.items(), strict=True):
        window = pool_size if title == "input" else 1
        for (row, column), value in np.ndenumerate(values):
            fill = FILLS[(row // window * int(wanted[1]) + column // window) % len(FILLS)]
            axis.add_patch(Rectangle((column, row), 1, 1, facecolor=fill, edgecolor=GREY, linewidth=0.7))
            axis.text(column + 0.5, row + 0.5, f"{value:g}", ha="center", va="center", fontsize=12)
        for row, column in np.ndindex(*(side // window for side in values.shape)):
            at = (window * column, window * row)
            axis.add_patch(Rectangle(at, window, window, fill=False, edgecolor=BLACK, linewidth=1.8))
        middle = [side / 2 for side in values.shape]
        axis.set(xlim=(-0.1, values.shape[1] + 0.1), aspect="equal", title=title)
        axis.set_ylim(middle[0] + x.shape[0] / 2 + 0.1, middle[0] - x.shape[0] / 2 - 0.1)
        axis.axis("off")
    return figure
