"""A small network as boxes and arrows, drawn from the network itself."""

from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from course.plot.figure import BLACK, BLUE, GREY, LIGHT, canvas, styled
from course.plot.graph_boxes import boxes_of
from course.plot.graph_layout import LANE, SPACE, arrange

SIZE, SMALL = 10, 8.5  # of the text, and of the shapes below it, in points
LINE, GAP, MARGIN = 0.2, 0.36, 0.08  # inches: a line of text, between two rows, around a box's text
WIDEST = 8.9  # inches: a notebook's page
LOOKS = {  # kind of a box: colour, line, text, roundness in inches
    "input": ("white", GREY, BLACK, 0.1),
    "layer": (LIGHT, BLACK, BLACK, 0.02),
    "merge": (BLUE, BLUE, "white", 0.1),
}


@styled
def graph(model, label=None):
    """A block, or another small model, as a graph: a box for each layer, arrows for what flows, from top to bottom.

    Layers that work value by value (normalisation, activation, dropout) share a box with their convolution, and
    padding is not told from what it is for. The grey line of a box is the shape of what leaves it, H×W×C.

    Args:
        model: a built functional or sequential ``keras.Model``, up to some 30 layers.
        label: function of a layer to its text, or to None for the text that the layer gets by itself.

    Returns a Figure.
    Raises ValueError for a model without a graph, and for one that is too large to be read.
    """
    boxes, ends = boxes_of(model, label)
    rows, arrows = arrange(boxes, width_of)
    left = min(spot.x - spot.width / 2 for row in rows for spot in row)
    right = max(spot.x + spot.width / 2 for row in rows for spot in row)
    heights = [max(map(height_of, row)) for row in rows]
    wide, high = right - left + 0.2, sum(heights) + GAP * len(rows) + 0.12
    if wide > WIDEST or high > 20:
        beside = max(sum(spot.box is not None for spot in row) for row in rows)
        raise ValueError(
            f"model {model.name!r} has {len(model.layers)} layers, {beside} side by side and {len(rows)} "
            f"one below the other: {wide:.0f} x {high:.0f} inches. Give a smaller part of it, such as one block"
        )
    tops = [0.06 + sum(heights[:r]) + GAP * r for r in range(len(rows))]
    said = [f"{name(box)} of {' and '.join(map(name, box.sources))}" for box in boxes if box.sources]
    figure, axis = canvas(wide, high, alt=f"Graph of {model.name}: " + "; ".join(said))
    figure.set_layout_engine("none")
    axis.set_position([0, 0, 1, 1])
    axis.set(xlim=(left - 0.1, right + 0.1), ylim=(high, 0))  # one unit is an inch
    axis.axis("off")

    areas = {spot.box: area(spot, tops[spot.row], heights[spot.row], row) for row in rows for spot in row if spot.box}
    for arrow in arrows:
        axis.add_patch(arrow_along(curve(arrow, areas, tops, heights, rows)))
    for box in boxes:
        draw(axis, box, areas[box])
        if box in ends:
            x, y, w, h = areas[box]
            axis.add_patch(arrow_along(Path([(x + w / 2, y + h), (x + w / 2, y + h + 0.26)])))
    return figure


def name(box):
    """A box's lines in one."""
    return " ".join(box.lines)


def width_of(box):
    """Inches that a box needs for its longest line."""
    lines = [(line, SIZE) for line in box.lines] + [(box.shape, SMALL)]
    return max(TextPath((0, 0), text, size, prop=FontProperties()).get_extents().width for text, size in lines) / 72 + (
        0.5 if box.kind == "merge" else 2 * MARGIN + 0.06
    )


def height_of(spot):
    """Inches of a box: its lines, and one of its shape."""
    return LINE * (len(spot.box.lines) + 1) + MARGIN if spot.box else 0


def area(spot, top, row_height, row):
    """Left, top, width and height of a box; a concatenation is as wide as what comes together in it."""
    left, right, height = spot.x - spot.width / 2, spot.x + spot.width / 2, height_of(spot)
    if is_bar(spot.box):
        at = row.index(spot)
        lowest = row[at - 1].x + row[at - 1].width / 2 + SPACE if at else -100
        highest = row[at + 1].x - row[at + 1].width / 2 - SPACE if at + 1 < len(row) else 100
        left = max(lowest, min(left, *(other.x - LANE / 2 for other in spot.ahead)))
        right = min(highest, max(right, *(other.x + LANE / 2 for other in spot.ahead)))
    return left, top + (row_height - height) / 2, right - left, height


def is_bar(box):
    """Whether a box is a concatenation."""
    return type(box.layers[0]).__name__ == "Concatenate"


def draw(axis, box, place):
    """A box with its lines, and the shape below them."""
    x, y, w, h = place
    colour, edge, ink, round_by = LOOKS[box.kind]
    style = f"round,pad=0,rounding_size={round_by}"
    axis.add_patch(FancyBboxPatch((x, y), w, h, boxstyle=style, facecolor=colour, edgecolor=edge, lw=0.9, zorder=2))
    for i, line in enumerate(box.lines):
        axis.text(x + w / 2, y + MARGIN / 2 + LINE * (i + 0.5), line, ha="center", va="center", size=SIZE, color=ink)
    pale = "#DDDDDD" if box.kind == "merge" else "#666666"
    axis.text(x + w / 2, y + h - MARGIN / 2 - LINE / 2, box.shape, ha="center", va="center", size=SMALL, color=pale)


def curve(arrow, areas, tops, heights, rows):
    """An arrow's path: straight down beside the boxes of the rows that it passes, curved between the rows."""
    source, *lanes, target = arrow
    x0, y0, w0, h0 = areas[source.box]
    x1, y1, w1, h1 = areas[target.box]
    start = inside((lanes or [target])[0].x, x0, w0) if is_bar(source.box) else x0 + w0 / 2
    last = (lanes or [source])[-1].x if lanes or not is_bar(source.box) else start
    path = Trail(start, y0 + h0)
    path.line(start, tops[source.row] + heights[source.row])
    for lane in lanes:
        path.sweep(lane.x, tops[lane.row])
        path.line(lane.x, tops[lane.row] + heights[lane.row])
    if lanes and target.box.kind == "merge" and not is_bar(target.box) and free(target, last, rows[target.row]):
        path.corner(x1 if last < target.x else x1 + w1, y1 + h1 / 2)
    else:
        end = inside(last, x1, w1) if len(target.ahead) > 1 else x1 + w1 / 2
        path.sweep(end, tops[target.row] - 0.1)  # the head stands upright
        path.line(end, y1)
    return Path(path.vertices, path.codes)


class Trail:
    """A path that goes down, from (x, y)."""

    def __init__(self, x, y):
        self.vertices, self.codes = [(x, y)], [Path.MOVETO]

    def line(self, x, y):
        """Straight on to (x, y)."""
        if (x, y) != self.vertices[-1]:
            self.vertices.append((x, y))
            self.codes.append(Path.LINETO)

    def sweep(self, x, y):
        """In a curve to (x, y), downwards at both ends."""
        before, above = self.vertices[-1]
        if abs(before - x) < 0.01:
            return self.line(x, y)
        middle = (above + y) / 2
        self.vertices += [(before, middle), (x, middle), (x, y)]
        self.codes += [Path.CURVE4] * 3

    def corner(self, x, y):
        """Down and around a corner, sideways into (x, y)."""
        before, above = self.vertices[-1]
        self.vertices += [(before, above + 0.8 * (y - above)), (before, y), (x, y)]
        self.codes += [Path.CURVE4] * 3


def inside(x, left, width):
    """The point of a box's side that is nearest to `x`, not at its corners."""
    return min(max(x, left + 0.13), left + width - 0.13)


def free(target, x, row):
    """Whether `x` lies beside a box, with no other box between."""
    others = [spot for spot in row if spot.box and spot is not target]
    between = any(min(x, target.x) - spot.width / 2 < spot.x < max(x, target.x) + spot.width / 2 for spot in others)
    return abs(x - target.x) > target.width / 2 and not between


def arrow_along(path):
    """An arrow with a small head at the path's end."""
    return FancyArrowPatch(path=path, arrowstyle="-|>,head_length=4,head_width=2", color=BLACK, lw=1.1, zorder=1)
