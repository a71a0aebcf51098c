"""The table of networks, counted and not typed: on the screen, or in README."""

import re

LINE = "| {:28} | {:21} | {:4} | {:>11} | {:>15} | {} |\n"  # in columns, for those who read it as it stands
HEADER = LINE.format("network", "paper", "year", "parameters", "multiply-adds", "decks") + "|---|---|--:|--:|--:|---|\n"


def rows(pattern="*"):
    """Lines of the table for the networks whose names fit `pattern`, each built at full size when it is asked for."""
    import keras

    from course import measure, models

    for name in models.list_models(pattern):
        with measure.without_weights():
            net = models.create(name)
        yield row(name, net)
        keras.utils.clear_session(free_memory=False)  # a full collection each time takes longer than all else


def no_such(pattern):
    """Raise ValueError, with the nearest names, because no network fits `pattern`."""
    from course import models

    near = models.registry.nearest(pattern)
    hint = f"did you mean {' or '.join(near)}?" if near else "course models lists all"
    raise ValueError(f"no network is named {pattern!r}; {hint}")


def row(name, net):
    """The line of network `name`, built as `net`."""
    from course import measure, models

    entry = models.entry(name)
    authors = entry.paper.removesuffix(f" {entry.year}")
    counts = f"{measure.parameters(net):,}", f"{measure.macs(net):,}"
    return LINE.format(f"`{name}`", authors, entry.year, *counts, ", ".join(entry.decks) or "–")


def names_in(text):
    """Names of the networks in a table that is part of `text`."""
    return re.findall(r"^\| `(\w+)` +\|", text.partition(HEADER)[2], flags=re.MULTILINE)


def replace(text, lines):
    """`text` with its table of networks replaced by one of `lines`.

    Raises ValueError if `text` has no such table.
    """
    head, found, rest = text.partition(HEADER)
    if not found:
        raise ValueError(f"README.md has no table of networks, which begins with {HEADER.splitlines()[0]!r}")
    return head + HEADER + "".join(lines) + re.sub(r"\A(\|.*\n)*", "", rest)
