"""Networks by name."""

import difflib
import fnmatch

_BUILDERS = {}


def register(builder):
    """Make a builder known to `create` and `list_models` under its own name; use as a decorator.

    Raises ValueError where the name is taken.
    """
    if builder.__name__ in _BUILDERS:
        raise ValueError(f"a network named {builder.__name__!r} is registered already")
    _BUILDERS[builder.__name__] = builder
    return builder


def create(name: str, /, **arguments):
    """Build the network `name`, with its builder's arguments: ``create("lenet5", classes=26)``.

    Raises ValueError for an unknown name, naming the nearest, and as the builder does.
    """
    if name not in _BUILDERS:
        near = difflib.get_close_matches(str(name), _BUILDERS, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"unknown network {name!r}: {hint}There are: {', '.join(list_models())}")
    return _BUILDERS[name](**arguments)


def list_models(pattern: str = "*") -> list[str]:
    """Names that `create` knows, in order of the alphabet; `pattern` as in file names: ``"resnet*"``."""
    return sorted(fnmatch.filter(_BUILDERS, pattern))
