"""The loss around trained weights, as a map."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.ticker import LogLocator

from course.plot.figure import BLACK, RED, canvas, styled

GREYS = LinearSegmentedColormap.from_list("loss", ["white", "#303030"])  # dark ends where lines are still seen


@styled
def loss_surface(surfaces, levels=12):
    """Contour maps of the loss on a plane through the weights, side by side, with the same levels for all.

    Levels are equally far apart on a logarithmic scale; bright is a small loss. The cross is the model itself.

    Args:
        surfaces: what ``measure.loss_surface`` returns (`alphas`, `losses`), or {name: surface}, up to four.
        levels: number of levels.

    Returns a Figure.
    Raises ValueError for none or more than four, for losses below 0, and where none is finite and above 0.
    """
    named = surfaces if isinstance(surfaces, dict) else {"": surfaces}
    if not 1 <= len(named) <= 4:
        raise ValueError(f"{len(named)} surfaces: give 1 to 4")
    values = np.concatenate([np.ravel(np.asarray(surface.losses, "float64")) for surface in named.values()])
    positive = values[np.isfinite(values) & (values > 0)]
    if not positive.size or np.nanmin(values) < 0:
        raise ValueError("a logarithmic scale needs losses that are finite and not below 0, and some above it")
    low, high = max(positive.min(), positive.max() * 1e-6), positive.max()
    if high / low < 1.01:  # a plain: still a scale
        low, high = low / 1.1, high * 1.1
    steps = np.geomspace(low * (1 - 1e-9), high * (1 + 1e-9), levels)

    said = "; ".join(f"{name or 'loss'}: {ends(surface)}" for name, surface in named.items())
    wide = 2.6 * len(named) + 1.3 if len(named) < 3 else 8.6
    figure, axes = canvas(
        wide, 3.1, 1, len(named), alt=f"Maps of the loss around the weights. {said}", sharex=True, sharey=True,
        squeeze=False,
    )  # fmt: skip
    for axis, (name, surface) in zip(axes[0], named.items(), strict=True):
        z = np.asarray(surface.losses, "float64")
        z = np.clip(np.where(np.isfinite(z), z, high), low, high)
        drawn = axis.contourf(surface.alphas, surface.alphas, z, steps, cmap=GREYS, norm=LogNorm(low, high))
        axis.contour(surface.alphas, surface.alphas, z, steps, colors=BLACK, linewidths=0.5)
        axis.plot(0, 0, "+", color=RED, markersize=11, markeredgewidth=2)
        axis.set(title=name, xlabel="first direction", aspect="equal")
        for side in ("top", "right"):
            axis.spines[side].set_visible(True)
    axes[0, 0].set_ylabel("second direction")
    bar = figure.colorbar(drawn, ax=list(axes[0]), label="loss", pad=0.02)
    ticks = LogLocator(subs=(1, 2, 5) if high / low < 30 else (1,)).tick_values(low, high)
    shown = [tick for tick in ticks if low <= tick <= high]
    bar.set_ticks(shown, labels=[f"{tick:g}" for tick in shown])
    bar.minorticks_off()
    return figure


def ends(surface):
    """A surface in a sentence."""
    z = np.asarray(surface.losses, "float64")
    middle = z[len(z) // 2, z.shape[1] // 2]
    return f"{middle:.3g} at the weights, {np.nanmin(z):.3g} to {np.nanmax(z):.3g} around them"
