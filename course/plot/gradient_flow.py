"""What is left of a gradient, layer by layer."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from course.plot.figure import canvas, styled


@styled
def gradient_flow(norms, ylabel="norm of the gradient", size=(8, 3.6), alt=None):
    """Size of the gradient in each layer of one or more networks, from the input to the output, on a logarithmic scale.

    Args:
        norms: name of a network -> norms of its layers, the first layer's first; up to ten networks. A norm of 0 has no
            place on the scale and is left out.
        ylabel: what is drawn.
        size: width and height in inches.
        alt: alternative text; by default the first layer's norm over the last one's.

    Returns a Figure. Raises ValueError for no networks, more than ten, or norms that are negative or not finite.
    """
    norms = {name: np.asarray(values, float) for name, values in norms.items()}
    if not 0 < len(norms) <= 10 or not all(v.size and np.all(np.isfinite(v) & (v >= 0)) for v in norms.values()):
        raise ValueError(f"{len(norms)} networks: give one to ten, with norms that are finite and not negative")
    alt = alt or "First layer's gradient over the last one's: " + ", ".join(
        f"{name} {values[0] / values[-1]:.0e}" if values[-1] else f"{name} no gradient"
        for name, values in norms.items()
    )
    figure, axis = canvas(*size, alt=alt)
    for i, (name, values) in enumerate(norms.items()):
        hollow = {"markerfacecolor": "white"} if i >= 5 else {}  # the second round through the five looks
        axis.plot(range(1, len(values) + 1), np.where(values > 0, values, np.nan), label=name, markersize=5, **hollow)
    axis.set(xlabel="layer (1 is next to the input, the loss is on the right)", ylabel=ylabel, yscale="log")
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    figure.legend(loc="outside right center", handlelength=3)
    return figure
