"""Which classes a classifier takes for which."""

import numpy as np

from course.plot.figure import canvas, styled


@styled
def confusion_matrix(y_true, y_pred, class_names):
    """Counts of true class (row) against predicted class (column); the right answers are on the diagonal.

    Args: class numbers (N,) each, and the name of each class. Returns a Figure.
    Raises ValueError for other lengths, or a class number without a name.
    """
    y_true, y_pred, n = np.asarray(y_true), np.asarray(y_pred), len(class_names)
    if not n:
        raise ValueError("class_names is empty: name at least one class")
    if y_true.shape != y_pred.shape or y_true.ndim != 1:
        raise ValueError(f"true and predicted classes must have one length, not shapes {y_true.shape}, {y_pred.shape}")
    if len(y_true) and not 0 <= min(y_true.min(), y_pred.min()) <= max(y_true.max(), y_pred.max()) < n:
        raise ValueError(f"class numbers must be from 0 to {n - 1}, one for each of the {n} class names")
    counts = np.zeros((n, n), int)
    np.add.at(counts, (y_true, y_pred), 1)

    side = 0.42 * n + 1
    right = np.trace(counts)
    alt = f"Confusion matrix of {n} classes: {right} of {len(y_true)} on the diagonal"
    figure, axis = canvas(side + 0.4, side, alt=alt)
    axis.imshow(counts, cmap="Greys", vmax=1.6 * max(1, counts.max()))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            wrong = row != column
            box = {"boxstyle": "round,pad=0.15", "facecolor": "none", "edgecolor": "black"} if wrong else None
            axis.text(column, row, count, ha="center", va="center", weight="bold" if wrong else "normal", bbox=box)
    axis.set(xlabel="predicted", ylabel="true", title=f"{right} of {len(y_true)} right")
    axis.set_xticks(range(n), class_names)
    axis.set_yticks(range(n), class_names)
    return figure
