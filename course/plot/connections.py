"""Arrows between the units of two layers."""

import numpy as np

from course.plot.figure import BLACK, BLUE, ORANGE, RED, canvas, styled

LOOKS = [(BLUE, "-"), (ORANGE, "--"), (RED, ":")]


@styled
def connections(layers, alt=None):
    """Diagrams of one-dimensional layers side by side: an arrow wherever an input reaches an output.

    Args:
        layers: title -> matrix (outputs, inputs) of distinct weight numbers: 0 for no connection, arrows of one number
            share one weight. With up to three numbers each gets its colour and line; with more, all are black.
        alt: alternative text; by default the titles and numbers of arrows.

    Returns a Figure.
    """
    layers = {title: np.asarray(weights) for title, weights in layers.items()}
    alt = alt or "; ".join(f"{title}: {np.count_nonzero(weights)} arrows" for title, weights in layers.items())
    figure, axes = canvas(2.8 * len(layers), 2.5, 1, len(layers), alt=alt, squeeze=False)
    for axis, (title, weights) in zip(axes.flat, layers.items(), strict=True):
        outputs, inputs = weights.shape
        for o, i in np.argwhere(weights):
            colour, dash = LOOKS[weights[o, i] - 1] if weights.max() <= len(LOOKS) else (BLACK, "-")
            look = {"arrowstyle": "->", "color": colour, "linestyle": dash, "shrinkA": 11, "shrinkB": 11, "lw": 1.3}
            axis.annotate("", (o + (inputs - outputs) / 2, 1), (i, 0), arrowprops=look)
        for letter, count, height in (("x", inputs, 0), ("s", outputs, 1)):
            for n in range(count):
                at = n + (inputs - count) / 2
                axis.text(at, height, f"${letter}_{n + 1}$", ha="center", va="center",
                          bbox={"boxstyle": "circle", "facecolor": "white"})  # fmt: skip
        if 1 < weights.max() <= len(LOOKS):
            keys = [axis.plot([], [], color=colour, linestyle=dash, marker="")[0] for colour, dash in LOOKS]
            names = [f"$w_{n + 1}$" for n in range(len(LOOKS))]
            axis.legend(keys, names, loc="upper center", bbox_to_anchor=(0.5, 0.02), ncols=3, handlelength=2.5)
        axis.set(xlim=(-0.5, inputs - 0.5), ylim=(-0.25, 1.25))
        axis.set_title(title)
        axis.axis("off")
    return figure
