"""Functions of one number, and their slopes beside them."""

import numpy as np

from course.plot.figure import GREY, canvas, styled


@styled
def activation(functions, reach=6, ylim=None, slopes=None, size=(8, 2.9), alt=None):
    """Activation functions on the left, their derivatives on the right.

    Args:
        functions: name -> (function, derivative), of arrays; up to five.
        reach: both are drawn for x from -reach to reach.
        ylim, slopes: ranges of the two vertical axes, or None: what fits.
        size: width and height in inches.
        alt: alternative text; by default the names, and each one's steepest slope.

    Returns a Figure. Raises ValueError for no functions or more than five.
    """
    if not 0 < len(functions) <= 5:
        raise ValueError(f"{len(functions)} functions: give one to five")
    x = np.linspace(-reach, reach, 1201)
    drawn = {name: [np.asarray(part(x), float) for part in parts] for name, parts in functions.items()}
    steepest = (f"{name}, steepest slope {dy[np.abs(dy).argmax()]:.2g}" for name, (_, dy) in drawn.items())
    figure, axes = canvas(*size, 1, 2, alt or "Function and derivative of " + "; ".join(steepest))
    for axis, part, ylabel, limits in zip(axes, (0, 1), ("$f(x)$", "slope $f'(x)$"), (ylim, slopes), strict=True):
        for name, values in drawn.items():
            axis.plot(x, _with_gaps(values[part]), marker="", label=name)
        axis.axhline(0, color=GREY, lw=0.7, ls="-", marker="", zorder=0)
        axis.axvline(0, color=GREY, lw=0.7, ls="-", marker="", zorder=0)
        axis.set(xlabel="$x$", ylabel=ylabel, ylim=limits)
    if len(functions) > 1:
        axes[0].legend()
    else:
        figure.suptitle(next(iter(functions)), fontsize=11)
    return figure


def _with_gaps(values):
    """A jump is a gap, not a steep line."""
    jumps = np.flatnonzero(np.abs(np.diff(values)) > 0.2)
    values = values.copy()
    values[jumps] = np.nan
    return values
