"""Networks by name, with the paper that each comes from."""

import difflib
import fnmatch
import functools
import re
from dataclasses import dataclass
from inspect import signature

from course.models.arguments import check_positive
from course.models.signature import bind, signature_of

DECKS = ("boaz", "nnda", "backprop", "comp541", "various")

_ENTRIES = {}


@dataclass(frozen=True)
class Entry:
    """What is known of a network before it is built."""

    builder: callable
    paper: str
    year: int
    decks: tuple


def register(paper: str, decks: str = "", like=(), fixes: tuple = ()):
    """Make a builder known to `create` and `list_models` under its own name; use as a decorator.

    `help` then shows all of its arguments, and a wrong one is refused with the name of the nearest.

    Args:
        paper: authors and year, "He et al. 2015".
        decks: keys of the lecture decks that show the network, "boaz comp541"; "" where it goes beyond them.
        like: builder of the family, or several in a row, whose arguments this one takes too and hands on.
        fixes: those among them that are settled here.

    Raises ValueError where the name is taken, the year is missing or a deck is unknown.
    """
    year = paper.split()[-1]
    keys = tuple(key for key in DECKS if key in decks.split())
    if not year.isdigit() or len(keys) != len(decks.split()):
        raise ValueError(f"register({paper!r}, {decks!r}): a paper ends in its year; decks are {', '.join(DECKS)}")

    def add(builder):
        if builder.__name__ in _ENTRIES:
            raise ValueError(f"a network named {builder.__name__!r} is registered already")
        arguments = signature_of(builder, like, fixes)

        @functools.wraps(builder)
        def build(*given, **named):
            bound = bind(builder.__name__, arguments, given, named)
            if "classes" in bound:
                check_positive(classes=bound["classes"])  # before anything is built
            return builder(**bound)

        build.__signature__ = arguments
        _ENTRIES[builder.__name__] = Entry(build, paper, int(year), keys)
        return build

    return add


def entry(name: str) -> Entry:
    """Builder, paper, year and decks of the network `name`.

    Raises ValueError for an unknown name, naming the nearest.
    """
    if not isinstance(name, str) or name not in _ENTRIES:
        near = nearest(str(name))
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"there are: {', '.join(list_models())}"
        raise ValueError(f"unknown network {name!r}: {hint}")
    return _ENTRIES[name]


def nearest(name: str) -> list[str]:
    """Names of networks that look like `name`, large letters or small: at most three."""
    return difflib.get_close_matches(name.lower(), _ENTRIES, n=3)


def create(name: str, /, **arguments):
    """Build the network `name`, with its builder's arguments: ``create("lenet5", classes=26)``.

    Raises ValueError for an unknown name, naming the nearest, and as the builder does.
    """
    return entry(name).builder(**arguments)


def trunk_of(name: str, /, **arguments):
    """Build the network `name` as a part of a larger one.

    Raises ValueError for one that does not classify images, and as `create` does.
    """
    if "include_top" not in signature(entry(name).builder).parameters:
        raise ValueError(f"trunk={name!r}: must be a network that classifies images, such as 'vgg16' or 'resnet50'")
    return create(name, **arguments)


def list_models(pattern: str = "*") -> list[str]:
    """Names that `create` knows, by alphabet and number; `pattern` as in file names: ``"resnet*"``."""
    return sorted(
        fnmatch.filter(_ENTRIES, pattern),
        key=lambda name: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)],
    )
