"""Where the boxes of a graph stand: in rows by their depth, side by side without overlap, and lanes for long arrows."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog

LANE = 0.26  # inches that an arrow takes which passes beside a box
SPACE = 0.16  # between two boxes in a row


@dataclass(eq=False)
class Spot:
    """A place in a row: of a box, or of an arrow that passes by (`box` is None).

    Attributes: `box`, `row`, `width` (inches), `x` (its middle), `ahead` and `behind` (spots of the neighbouring rows
    that an arrow leads from and to).
    """

    box: object
    row: int
    width: float
    x: float = 0.0
    ahead: list = field(default_factory=list)
    behind: list = field(default_factory=list)


def arrange(boxes, width_of):
    """Rows of spots, and for each arrow the spots that it passes: (source, lanes …, target).

    A box stands one row below the lowest of those that it reads. Within the rows the order is the one, of those
    tried, in which fewest arrows cross.

    Args:
        boxes: in the order of computing, with `sources`.
        width_of: function of a box to inches.
    """
    row = {}
    for box in boxes:
        row[box] = 1 + max((row[source] for source in box.sources), default=-1)
    spot = {box: Spot(box, row[box], width_of(box)) for box in boxes}
    ordered = inputs_first(boxes, row)
    rows = [[spot[box] for box in ordered if row[box] == r] for r in range(1 + max(row.values()))]
    arrows = []
    # Long arrows last: their lanes come to stand outside those of the short ones.
    for source, box in sorted(((s, b) for b in boxes for s in b.sources), key=lambda pair: row[pair[1]] - row[pair[0]]):
        lanes = [Spot(None, r, LANE) for r in range(row[source] + 1, row[box])]
        for lane in lanes:
            rows[lane.row].append(lane)
        arrows.append((spot[source], *lanes, spot[box]))
        for one, next_one in pairwise(arrows[-1]):
            one.behind.append(next_one)
            next_one.ahead.append(one)
    rows = order(rows)
    place(rows, arrows)
    return rows, arrows


def inputs_first(boxes, row):
    """The boxes, each behind what it reads; a sum's longest way first, so that its shortcuts stand on the right."""
    found, layers = {}, {}
    for box in boxes:
        layers[box] = len(box.layers) + max((layers[source] for source in box.sources), default=0)

    def visit(box):
        if box in found:
            return
        keep = type(box.layers[0]).__name__ == "Concatenate"
        for source in box.sources if keep else sorted(box.sources, key=lambda s: (-row[s], -layers[s])):
            visit(source)
        found[box] = True

    for box in boxes[::-1]:
        visit(box)
    return list(found)


def order(rows):
    """The rows sorted by the mean place of what they read, then of what reads them, again and again; the best of it."""
    best, fewest = rows, crossings(rows)
    for attempt in range(8):
        rows = [list(row) for row in rows]
        down = attempt % 2 == 0
        for row in rows[1:] if down else rows[-2::-1]:
            neighbours = rows[row[0].row + (-1 if down else 1)]
            at = {spot: i for i, spot in enumerate(neighbours)}
            middle = {}
            for i, spot in enumerate(row):
                found = [at[other] for other in (spot.ahead if down else spot.behind)]
                middle[spot] = sum(found) / len(found) if found else i
            row.sort(key=middle.get)
        if crossings(rows) < fewest:
            best, fewest = rows, crossings(rows)
    return best


def crossings(rows):
    """How many pairs of arrows between neighbouring rows cross."""
    count = 0
    for upper, lower in pairwise(rows):
        at = {spot: i for i, spot in enumerate(lower)}
        ends = [(i, at[end]) for i, spot in enumerate(upper) for end in spot.behind]
        count += sum((a - c) * (b - d) < 0 for n, (a, b) in enumerate(ends) for c, d in ends[:n])
    return count


def place(rows, arrows):
    """Set each spot's `x`, in inches: as many arrows as can be stand upright, in a row nothing overlaps.

    A linear program, as in Gansner, Koutsofios, North, Vo 1993, "A technique for drawing directed graphs", section 4:
    the least sum of weighted sideways ways of all arrows, with the distances within rows as bounds.
    """
    spots = [spot for row in rows for spot in row]
    at = {spot: i for i, spot in enumerate(spots)}
    ways = []  # (weight, {spot: coefficient}): what the weight is for is the sum's absolute value
    for source, target, weight in pulls(arrows):
        ways.append((weight, {source: 1.0, target: -1.0}))
    around = shortcuts(arrows)
    for spot in spots:
        for near in (spot.ahead, spot.behind):
            branches = [other for other in near if (spot, other) not in around]
            if len(branches) > 2:  # in the middle above, or below, of many
                ways.append((5.0, {spot: 1.0, **dict.fromkeys(branches, -1 / len(branches))}))

    count = len(spots)
    above, limits = [], []  # rows of the matrix of what must be at most `limits`
    for w, (_, parts) in enumerate(ways):
        for sign in (1, -1):  # |sum| <= its variable
            line = np.zeros(count + len(ways))
            for spot, coefficient in parts.items():
                line[at[spot]] += sign * coefficient
            line[count + w] = -1
            above.append(line)
            limits.append(0.0)
    for row in rows:
        for left, right in pairwise(row):
            line = np.zeros(count + len(ways))
            line[at[left]], line[at[right]] = 1, -1
            above.append(line)
            limits.append(-(left.width + right.width) / 2 - SPACE)
    if not above:
        return
    costs = [0.0] * count + [weight for weight, _ in ways]
    bounds = [(0, 100)] * count + [(0, None)] * len(ways)
    found = linprog(costs, np.array(above), limits, bounds=bounds).x
    for spot, x in zip(spots, found, strict=False):
        spot.x = float(x)


def pulls(arrows):
    """How strongly the ends of each part of an arrow want to stand one below the other: (spot, spot, weight).

    Lanes are straight; the longest way through the graph is rather straight than others; a shortcut moves no box,
    nor does one of many branches, which `place` takes together.
    """
    last = max(target.row for *_, target in arrows) if arrows else 0
    rest = {}  # box's spot -> rows below it on the longest way
    for source, *_, target in sorted(arrows, key=lambda arrow: -arrow[0].row):
        rest[source] = max(rest.get(source, 0), 1 + rest.get(target, 0))
    around = shortcuts(arrows)
    for source, *lanes, target in arrows:
        longest = source.row + 1 + rest.get(target, 0) == last and not lanes
        loose = max(len(source.behind), len(target.ahead)) > 2 or (source, (lanes or [target])[0]) in around
        for one, other in pairwise((source, *lanes, target)):
            inner = one.box is None and other.box is None
            yield one, other, 8.0 if inner else 0.05 if loose else 2.0 if longest else 1.0


def shortcuts(arrows):
    """Ends of the arrows that leave a fork and go straight to a merge, beside all boxes between: pairs of spots."""
    found = set()
    for source, *lanes, target in arrows:
        if lanes and len(source.behind) > 1 and len(target.ahead) > 1:
            found |= {(source, lanes[0]), (target, lanes[-1])}
    return found
