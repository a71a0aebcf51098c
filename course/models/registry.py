"""Networks by name, with the paper that each comes from."""

import difflib
import fnmatch
from dataclasses import dataclass

DECKS = ("boaz", "nnda", "backprop", "comp541", "various")

_ENTRIES = {}


@dataclass(frozen=True)
class Entry:
    """What is known of a network before it is built."""

    builder: callable
    paper: str
    year: int
    decks: tuple


def register(paper: str, decks: str = ""):
    """Make a builder known to `create` and `list_models` under its own name; use as a decorator.

    Args:
        paper: authors and year, "He et al. 2015".
        decks: keys of the lecture decks that show the network, "boaz comp541"; "" where it goes beyond them.

    Raises ValueError where the name is taken, the year is missing or a deck is unknown.
    """
    year = paper.split()[-1]
    keys = tuple(key for key in DECKS if key in decks.split())
    if not year.isdigit() or len(keys) != len(decks.split()):
        raise ValueError(f"register({paper!r}, {decks!r}): a paper ends in its year; decks are {', '.join(DECKS)}")

    def add(builder):
        if builder.__name__ in _ENTRIES:
            raise ValueError(f"a network named {builder.__name__!r} is registered already")
        _ENTRIES[builder.__name__] = Entry(builder, paper, int(year), keys)
        return builder

    return add


def entry(name: str) -> Entry:
    """Builder, paper, year and decks of the network `name`.

    Raises ValueError for an unknown name, naming the nearest.
    """
    if name not in _ENTRIES:
        near = difflib.get_close_matches(str(name), _ENTRIES, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"unknown network {name!r}: {hint}There are: {', '.join(list_models())}")
    return _ENTRIES[name]


def create(name: str, /, **arguments):
    """Build the network `name`, with its builder's arguments: ``create("lenet5", classes=26)``.

    Raises ValueError for an unknown name, naming the nearest, and as the builder does.
    """
    return entry(name).builder(**arguments)


def list_models(pattern: str = "*") -> list[str]:
    """Names that `create` knows, in order of the alphabet; `pattern` as in file names: ``"resnet*"``."""
    return sorted(fnmatch.filter(_ENTRIES, pattern))
