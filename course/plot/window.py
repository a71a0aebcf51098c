"""Where the window of a convolution goes: size, stride, padding and dilation on a grid."""

import numpy as np
from matplotlib.patches import Rectangle

from course.plot.figure import BLUE, GREY, LIGHT, ORANGE, canvas, styled


@styled
def window(size, kernel_size, stride, padding, dilation, output):
    """Input grid with its padding, the pixels that two neighbouring windows read, and the output grid.

    Args: pixels along one side of the input, the filter's side, step, border, distance between the filter's
    pixels; `output`: the side of the output. Returns a Figure.
    """
    alt = (
        f"{size} by {size} input, {kernel_size} by {kernel_size} filter, stride {stride}, padding {padding}, "
        f"dilation {dilation}: {output} by {output} output"
    )
    full = size + 2 * padding
    figure, (left, right) = canvas(8, 4.2, 1, 2, alt, gridspec_kw={"width_ratios": [1, 1]})
    _grid(left, -padding, full, lambda a: not 0 <= a[0] < size or not 0 <= a[1] < size)
    _grid(right, 0, output, lambda a: False)
    steps = [(0, ORANGE, "")] + ([(1, BLUE, "////")] if output > 1 else [])
    for step, colour, hatch in steps:
        look = {"facecolor": "none" if hatch else colour, "edgecolor": colour, "hatch": hatch, "linewidth": 1.5}
        for row, column in np.ndindex(kernel_size, kernel_size):
            at = (step * stride - padding + dilation * column, dilation * row - padding)
            left.add_patch(Rectangle(at, 1, 1, alpha=0.9 if hatch else 0.6, **look))
        right.add_patch(Rectangle((step, 0), 1, 1, alpha=0.9 if hatch else 0.6, **look))
    left.set_title(f"input {size} x {size}" + (f", padding {padding} (grey)" if padding else ""))
    right.set_title(f"output {output} x {output}")
    # The same scale on both sides, so that a smaller output looks smaller.
    reach = max(full, output)
    for axis, start, side in ((left, -padding, full), (right, 0, output)):
        middle = start + side / 2
        axis.set(xlim=(middle - reach / 2 - 0.1, middle + reach / 2 + 0.1), aspect="equal")
        axis.set_ylim(middle + reach / 2 + 0.1, middle - reach / 2 - 0.1)
        axis.axis("off")
    return figure


def _grid(axis, start, side, grey):
    for row, column in np.ndindex(side, side):
        at = (column + start, row + start)
        axis.add_patch(Rectangle(at, 1, 1, facecolor=LIGHT if grey(at) else "white", edgecolor=GREY, linewidth=0.6))
