"""Who reads whom, as arcs over a row."""

from matplotlib.patches import PathPatch
from matplotlib.path import Path

from course.plot.figure import BLACK, BLUE, GREEN, ORANGE, RED, canvas, styled

LOOKS = [(BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (RED, ":"), (BLACK, "-")]


@styled
def arcs(reads, alt=None):
    """A row of boxes in their order, and over it an arc for each connection, in the look of the box that it leaves.

    Args:
        reads: name of a box -> names of the earlier boxes that it reads.
        alt: alternative text; by default the connections.

    Returns a Figure. Raises ValueError for no boxes, or a box that reads one that does not stand before it.
    """
    names = list(reads)
    places = {name: place for place, name in enumerate(names)}
    late = [f"{name} reads {other}" for name in names for other in reads[name]
            if places.get(other, len(names)) >= places[name]]  # fmt: skip
    if not names or late:
        raise ValueError(f"{len(names)} boxes; {', '.join(late)}: need boxes, each reading boxes before it")

    count = sum(map(len, reads.values()))
    said = "; ".join(f"{name} reads {', '.join(reads[name])}" for name in names if reads[name])
    figure, axis = canvas(min(8.6, 1.3 * len(names)), 3, alt=alt or f"{count} connections: {said}")
    for name in names:
        for other in reads[name]:
            start, end = places[other], places[name]
            colour, dash = LOOKS[start % len(LOOKS)]
            x0, x1 = start + 0.12, end - 0.12 + 0.2 * (start - end + 1) / len(names)  # arcs end side by side
            top = 0.2 + 0.55 * (end - start)
            curve = Path([(x0, 0.25), (x0, top), (x1, top), (x1, 0.25)], [1, 4, 4, 4])
            axis.add_patch(PathPatch(curve, fill=False, edgecolor=colour, linestyle=dash, lw=1.6))
            axis.plot(x1, 0.28, marker="v", color=colour, markersize=5, linestyle="")
        axis.text(places[name], 0, name, ha="center", va="center",
                  bbox={"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": BLACK})  # fmt: skip
    axis.set(xlim=(-0.6, len(names) - 0.4), ylim=(-0.3, 0.4 + 0.415 * max(len(names) - 1, 1)))
    axis.axis("off")
    return figure
