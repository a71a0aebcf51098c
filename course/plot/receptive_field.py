"""What one unit sees through a chain of layers: the tree of its connections, and the pixels at its end."""

import numpy as np
from matplotlib.colors import PowerNorm
from matplotlib.patches import Rectangle

from course.plot.figure import BLUE, GREY, ORANGE, canvas, styled

MOST = 63  # pixels along a side that can still be told apart


@styled
def receptive_field(layers):
    """Tree of all units that one unit reads, seen from the side, and the pixels it ends in, seen from above.

    The darker a pixel, the more ways lead from it to the unit; a white one inside the frame is skipped.

    Args: layers: (kernel_size, stride, dilation) of each, from the image upwards.
    Returns a Figure. Raises ValueError without layers, for numbers below 1, and for fields of more than 63 pixels.
    """
    if not layers or not all(len(layer) == 3 and min(layer) >= 1 for layer in layers):
        raise ValueError(f"layers={layers}: must be (kernel_size, stride, dilation) each, whole numbers from 1")
    steps, firsts = _geometry(layers)
    side = round(2 * firsts[-1]) + 1
    if side > MOST:
        raise ValueError(f"the unit sees {side} x {side} pixels: only up to {MOST} x {MOST} can be drawn")

    ways, edges = {0: 1}, []  # of the layer at hand: unit -> number of ways to the unit on top
    reads = [ways]
    for level, (kernel, stride, dilation) in reversed(list(enumerate(layers))):
        below = {}
        for unit, count in ways.items():
            for place in (stride * unit + dilation * k for k in range(kernel)):
                below[place] = below.get(place, 0) + count
                edges.append((level, unit, place))
        ways = below
        reads.insert(0, ways)

    row = np.array([ways.get(pixel, 0) for pixel in range(side)])
    seen = np.count_nonzero(row) ** 2
    alt = f"{len(layers)} layers: a unit sees {side} x {side} pixels" + (
        f", of which it reads {seen}" if seen < side**2 else ""
    )
    figure, (tree, grid) = canvas(8.6, 3.4, 1, 2, alt, gridspec_kw={"width_ratios": [1.45, 1]})
    _tree(tree, edges, reads, steps, firsts, side)
    shades = PowerNorm(0.5, vmin=0, vmax=1.25 * row.max() ** 2)  # the root, so that a single way shows
    grid.imshow(np.outer(row, row), cmap="Greys", norm=shades, extent=(0, side, side, 0))
    for line in range(1, side) if side <= 31 else ():
        grid.axvline(line, color="white", linewidth=0.8)
        grid.axhline(line, color="white", linewidth=0.8)
    grid.add_patch(Rectangle((0, 0), side, side, fill=False, edgecolor=ORANGE, linewidth=2.5, clip_on=False))
    grid.set(xticks=[], yticks=[], xlabel=f"{side} pixels", ylabel=f"{side} pixels")
    grid.set_title(f"reads {seen} of {side} x {side} pixels")
    grid.spines[:].set_visible(False)
    return figure


def _geometry(layers):
    """Of the image and each layer: pixels from one unit to the next, and the place of the first unit, in pixels."""
    steps, firsts = [1], [0]
    for kernel, stride, dilation in layers:
        firsts.append(firsts[-1] + dilation * (kernel - 1) / 2 * steps[-1])
        steps.append(steps[-1] * stride)
    return steps, firsts


def _tree(axis, edges, reads, steps, firsts, side):
    """Units as dots, layer above layer; lines where one reads another."""

    def place(level, unit):
        return firsts[level] + unit * steps[level]

    size = 60 if side <= 21 else 24 if side <= 41 else 10
    for level, unit, below in edges:
        axis.plot(
            [place(level + 1, unit), place(level, below)], [level + 1, level], color=GREY, lw=0.8, ls="-", marker=""
        )
    for level, ways in enumerate(reads):
        others = np.arange(-3 * side, 3 * side)
        at = place(level, others)
        axis.scatter(at[(at >= -1) & (at <= side)], [level] * np.sum((at >= -1) & (at <= side)),
                     s=size, facecolor="white", edgecolor=GREY, zorder=2)  # fmt: skip
        axis.scatter([place(level, unit) for unit in ways], [level] * len(ways), s=size, color=BLUE, zorder=3)
    names = ["image", *(f"layer {level}" for level in range(1, len(reads)))]
    axis.set_yticks(range(len(reads)), names)
    axis.set(xlim=(-1.6, side + 0.6), ylim=(-0.35, len(reads) - 0.65), xlabel="pixel along one side")
    axis.set_xticks(range(0, side, max(1, side // 8)))
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)
    axis.set_title("what the top unit reads (filled)")
