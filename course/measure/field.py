"""Arithmetic of receptive fields along one axis."""

from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple


class Fields(NamedTuple):
    """First and last pixel that each unit of an axis sees, None for a unit that sees nothing.

    Transposed convolutions and pooling make units take turns: `table` has one turn, and the next is `step` pixels
    further. Without them a turn is one unit, and the step the stride. Beyond its ends the axis goes on for ever.
    """

    table: tuple = ((0, 0),)
    step: int = 1

    def __call__(self, unit: int):
        """First and last pixel of a unit, counted from 0, or None."""
        turns, place = divmod(unit, len(self.table))
        seen = self.table[place]
        return seen and (seen[0] + turns * self.step, seen[1] + turns * self.step)

    @property
    def stride(self) -> Fraction:
        """Pixels from one unit to the next, on average over a turn."""
        return Fraction(self.step, len(self.table))

    @property
    def size(self) -> int:
        """Pixels that a unit sees, the largest of a turn."""
        return max((last - first + 1 for first, last in filter(None, self.table)), default=0)

    def middle(self, turn):
        """Mean centre of the first `turn` units; None where any sees nothing."""
        seen = [self(unit) for unit in range(turn)]
        return None if None in seen else sum(first + last for first, last in seen) / (2 * turn)


def through(window, fields):
    """Fields of the units that read, through a window, units of given fields."""
    forth, turn = window.rate.as_integer_ratio()  # `turn` units of the output move the window by `forth` of the input
    turns = len(fields.table) // gcd(len(fields.table), forth)
    table = tuple(hull(fields(place) for place in window.reads(unit)) for unit in range(turns * turn))
    return Fields(table, turns * forth * fields.step // len(fields.table))


def merged(branches):
    """Fields of units that read the units at their place of several branches, and whether all have the same centres.

    Raises ValueError for branches of different strides.
    """
    if len({fields.stride for fields in branches}) > 1:
        raise ValueError(" and ".join(str(fields.stride) for fields in branches))
    turn = lcm(*(len(fields.table) for fields in branches))
    table = tuple(hull(fields(unit) for fields in branches) for unit in range(turn))
    aligned = len({fields.middle(turn) for fields in branches} - {None}) == 1
    return Fields(table, int(turn * branches[0].stride)), aligned


def hull(seen):
    """From the first pixel of all to the last."""
    seen = [one for one in seen if one]
    return (min(first for first, _ in seen), max(last for _, last in seen)) if seen else None
