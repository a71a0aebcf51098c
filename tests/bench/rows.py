"""What all benchmarks share: contenders that take turns, and rows of the table.

A row is printed as it comes out, which pytest's -s lets through; ``course bench`` shows them all in the end. No
benchmark asserts a time.
"""

import gc
import json
import os
import statistics
import time

ROUNDS = 11


def compare(what, ours, peers, rounds=ROUNDS):
    """Record the time that `ours`, a function, takes, beside that of each of `peers`, {name: function}."""
    seconds = interleaved({"ours": ours, **peers}, rounds)
    for name in peers:
        record(what, duration(statistics.median(seconds["ours"])), name, ratios(seconds["ours"], seconds[name]))


def interleaved(contenders, rounds=ROUNDS):
    """Seconds of each of several functions in each round, {name: [seconds]}: they take turns.

    A first round, which compiles and fills caches, is not counted. What one leaves behind is cleared away before the
    next one's time starts.
    """
    seconds = {name: [] for name in contenders}
    for _ in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return {name: values[1:] for name, values in seconds.items()}


def ratios(ours, theirs):
    """What each round says of the two."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def record(what, ours, against="", ratios=()):
    """Print a row, and keep it for the table of ``course bench``.

    Args:
        what: what is measured: "vgg16: training step".
        ours: what came out, with its unit: "12 ms".
        against: the peer, which did the same in the same run; none where a figure stands alone.
        ratios: ours to the peer's, a number for each round.
    """
    spread = f"{statistics.median(ratios):.3g} ({min(ratios):.3g} to {max(ratios):.3g})" if ratios else ""
    print(f"\n{what:45} {ours:>16}   {against:40} {spread}", end="")
    if kept := os.environ.get("COURSE_BENCH_ROWS"):
        row = {"what": what, "ours": ours, "against": against, "ratios": list(ratios)}
        with open(kept, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def duration(seconds):
    """A time as people read it."""
    for unit, in_one in (("s", 1), ("ms", 1000)):
        if seconds * in_one >= 1:
            return f"{seconds * in_one:.1f} {unit}"
    return f"{seconds * 1e6:.1f} µs"
