"""How networks grew, and their errors fell."""

import numpy as np

from course.plot.figure import BLACK, GREY, LIGHT, RED, canvas, styled


@styled
def depth_and_error(frame, error="top5", size=(8, 3.6)):
    """Bars of networks' layers, and above them a line of their errors, in the order of the table.

    Args:
        frame: DataFrame of networks (its index, or a column `network`) with columns year, layers, and `error`, such as
            ``data.published("ilsvrc")``; where layers are missing there is no bar.
        error: column of errors in percent.
        size: width and height in inches.

    Returns a Figure.
    Raises ValueError for an empty table, or without one of the columns.
    """
    if "network" in frame:
        frame = frame.set_index("network")
    missing = [column for column in ("year", "layers", error) if column not in frame]
    if missing or not len(frame):
        raise ValueError(f"{len(frame)} rows, without {', '.join(missing) or 'none'}: need rows with their columns")
    layers = frame["layers"].astype("float64").to_numpy(na_value=np.nan)
    errors = frame[error].astype("float64").to_numpy()
    names = [f"{name}\n{year}" for name, year in zip(frame.index, frame["year"], strict=True)]

    told = [f"{n}: {depth(k)}, {e:g} %" for n, k, e in zip(map(flat, names), layers, errors, strict=True)]
    figure, (above, below) = canvas(
        *size, 2, 1, sharex=True, height_ratios=(3, 2), alt="Error and layers. " + "; ".join(told)
    )
    places = np.arange(len(frame))
    above.plot(places, errors, color=RED, marker="o", linestyle="-")
    for x, e in zip(places, errors, strict=True):
        above.annotate(f"{e:g}", (x, e), (0, 6), textcoords="offset points", ha="center", va="bottom")
    above.set(ylabel=f"{'top-5 ' if error == 'top5' else 'top-1 ' if error == 'top1' else ''}error, %")
    above.set_ylim(0, 1.22 * np.nanmax(errors))

    below.bar(places, np.nan_to_num(layers), width=0.6, facecolor=LIGHT, edgecolor=BLACK)
    for x, count in zip(places, layers, strict=True):
        known = np.isfinite(count)
        below.annotate(
            f"{count:g}" if known else "–", (x, count if known else 0), (0, 2), textcoords="offset points",
            ha="center", va="bottom", color=BLACK if known else GREY,
        )  # fmt: skip
    below.set(ylabel="layers", ylim=(0, 1.3 * max(1, np.nanmax(layers, initial=1))))
    below.set_xticks(places, names, fontsize=8.5)
    below.tick_params(axis="x", length=0)
    figure.align_ylabels()
    return figure


def depth(layers):
    """Layers in words."""
    return f"{layers:g} layers" if np.isfinite(layers) else "layers not told"


def flat(name):
    """A name of two lines in one."""
    return name.replace("\n", " ")
