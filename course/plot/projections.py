"""Points of several classes in the plane."""

import numpy as np

from course.plot.figure import BLACK, BLUE, GREEN, ORANGE, RED, canvas, styled

COLOURS = (BLUE, ORANGE, GREEN, RED, BLACK)


@styled
def projections(panels, labels, names=None, size=2.9, columns=3, alt=None):
    """Clouds of points side by side, each point written as the first letter or digit of its class.

    Args:
        panels: title -> points (N, 2).
        labels: class numbers (N,), the same for all panels.
        names: name of each class; by default its number.
        size: side of a panel in inches.
        columns: panels in a row.
        alt: alternative text.

    Returns a Figure. Raises ValueError without panels, and where points and labels do not fit.
    """
    labels = np.asarray(labels)
    if not panels or any(np.shape(points) != (len(labels), 2) for points in panels.values()):
        shapes = {title: np.shape(points) for title, points in panels.items()}
        raise ValueError(f"panels={shapes}, {len(labels)} labels: must be (labels, 2) each, at least one panel")
    names = names or [str(label) for label in range(labels.max() + 1)]
    alt = alt or f"{len(labels)} points of {len(names)} classes in the plane: {', '.join(panels)}"
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    figure, axes = canvas(columns * size, rows * (size + 0.3), rows, columns, alt, squeeze=False)
    for axis, (title, points) in zip(axes.flat, panels.items(), strict=False):
        points = np.asarray(points)
        for label in np.unique(labels):
            mark = f"${str(names[label])[0]}$"
            axis.scatter(*points[labels == label].T, s=34, marker=mark, color=COLOURS[label % 5], linewidths=0.3)
        axis.set(xticks=[], yticks=[], title=title, xlabel="first direction", ylabel="second direction")
        axis.spines[:].set_visible(True)
    for axis in axes.flat[len(panels) :]:
        axis.axis("off")
    return figure
