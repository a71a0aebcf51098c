"""A filter sliding over its input, every product in sight."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from course.plot.figure import BLUE, GREY, LIGHT, ORANGE, Animation, canvas, styled


@styled
def convolution_step(x, w, b, stride=1, padding=0, at=(0, 0), filter=0):
    """One step of a convolution: the window, the filter, the sum of their products, the output filled so far.

    Args:
        x: input (S, S, C), before padding.
        w: filters (K, K, C, filters); b: biases (filters,).
        stride, padding: in pixels.
        at: output position (row, column); filter: number of the filter, from 0.

    Returns a Figure. Raises ValueError for a position or filter that does not exist.
    """
    w, b = np.asarray(w), np.asarray(b)
    x = np.pad(x, [(padding, padding), (padding, padding), (0, 0)])
    kernel, _, channels, filters = w.shape
    size = (len(x) - kernel) // stride + 1
    if not (0 <= at[0] < size and 0 <= at[1] < size and 0 <= filter < filters):
        raise ValueError(f"at={at}, filter={filter}: there are {size} x {size} positions and {filters} filters")
    window = tuple(slice(stride * a, stride * a + kernel) for a in at)
    parts = np.sum(x[window] * w[..., filter], axis=(0, 1))
    total = parts.sum() + b[filter]

    alt = (
        f"A {kernel} by {kernel} by {channels} filter on a {len(x)} by {len(x)} by {channels} input, output "
        f"({at[0]}, {at[1]}) of filter {filter}: the sum of products plus bias is {total:g}"
    )
    # One unit is one cell, everywhere in the picture.
    row_height, filter_at, sum_at = len(x) + 2, len(x) + 2, len(x) + kernel + 4
    output_at, cell = sum_at + 5, 0.27
    width, height = output_at + size, channels * row_height + 1.2
    figure, axis = canvas(width * cell, height * cell, alt=alt)
    figure.set_layout_engine("none")  # there is nothing to arrange, and it would take as long as the drawing itself
    axis.set_position((0, 0, 1, 1))
    for c in range(channels):
        top, middle = c * row_height + 1, c * row_height + 1 + len(x) / 2
        _table(axis, 0, top, x[..., c], f"input, channel {c}", border=padding)
        _frame(axis, at[1] * stride, top + at[0] * stride, kernel, ORANGE)
        axis.text(len(x) + 1, middle, "×", ha="center", va="center", fontsize=14)
        _table(axis, filter_at, middle - kernel / 2, w[..., c, filter], f"filter {filter}, channel {c}")
        _frame(axis, filter_at, middle - kernel / 2, kernel, ORANGE)
        axis.text(sum_at - 0.2, middle, f"Σ = {_number(parts[c])}", va="center", fontsize=13)
    for o in range(filters):
        y = np.full(size * size, np.nan)
        reached = size * size if o < filter else at[0] * size + at[1] + 1 if o == filter else 0
        for position in range(reached):
            row, column = (stride * a for a in divmod(position, size))
            y[position] = np.sum(x[row : row + kernel, column : column + kernel] * w[..., o]) + b[o]
        top = o * row_height + 1 + (len(x) - size) / 2
        _table(axis, output_at, top, y.reshape(size, size), f"output {o}")
        if o == filter:
            _frame(axis, output_at + at[1], top + at[0], 1, BLUE)
    terms = "".join(f" {'−' if part < 0 else '+'} {_number(abs(part))}" for part in [*parts[1:], b[filter]])
    axis.text(0, height - 0.4, f"{_number(parts[0])}{terms} (bias)  =  {_number(total)}", va="center", fontsize=14)
    axis.set(xlim=(-0.1, width + 0.1), ylim=(height, -0.2), aspect="equal")
    axis.axis("off")
    return figure


def convolution_animation(x, w, b, stride=1, padding=0, seconds=1.2):
    """`convolution_step` at every position of every filter, one after the other; returns an Animation."""
    size, filters = (len(x) + 2 * padding - len(w)) // stride + 1, w.shape[-1]
    steps = [
        convolution_step(x, w, b, stride, padding, (row, column), o)
        for o, row, column in np.ndindex(filters, size, size)
    ]
    alt = f"{steps[0].alt} (animated: all {len(steps)} steps)"
    return Animation([step.picture(sharp=1) for step in steps], seconds, alt)


def _number(value):
    return f"{value:g}".replace("-", "−")


def _table(axis, left, top, values, title, border=0):
    """A square of numbers, one unit each; the outer `border` cells grey, cells without a number blank."""
    side = len(values)
    for (row, column), value in np.ndenumerate(values):
        inside = border <= min(row, column) and max(row, column) < side - border
        cell = Rectangle((left + column, top + row), 1, 1, facecolor="white" if inside else LIGHT, edgecolor="#BBBBBB")
        axis.add_artist(cell)  # not add_patch, which takes as long to work out limits that are set later
        if np.isfinite(value):
            text = _number(value)
            axis.text(left + column + 0.5, top + row + 0.53, text, ha="center", va="center",
                      fontsize=10 if len(text) < 3 else 7.5, color="black" if inside else GREY)  # fmt: skip
    axis.text(left + side / 2, top - 0.35, title, ha="center", va="bottom", fontsize=10)


def _frame(axis, left, top, side, colour):
    axis.add_artist(
        Rectangle((left, top), side, side, facecolor=to_rgba(colour, 0.25), edgecolor=colour, linewidth=2.5)
    )
