"""The command that measures: the benchmarks of tests/bench, and a table of what came out."""

import difflib
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import typer

from course.backend import require
from course.cli import checkout
from course.cli.common import Backend, in_one_line

ON_REQUEST = ("notebooks",)  # a quarter of an hour: runs when its name is written out
CAPTION = "Ratios are ours to theirs, of pairs measured in turns: the median, and the lowest to the highest."


def bench(
    pattern: Annotated[str, typer.Argument(metavar="PATTERN", help="As in file names: 'sc*'; all, if none.")] = "*",
    extra: Annotated[
        list[str] | None,
        typer.Argument(metavar="EXTRA", help="After --: options passed on to pytest.", show_default=False),
    ] = None,
    backend: Backend = None,
) -> None:
    """Measure the course against its peers, and show a table of ratios with their spread.

    The peers are measured in the same run, in turns. The notebooks, which take long, run by name alone: course bench
    notebooks -- -k 05. The exit code is pytest's: 1 if a benchmark fails, which is never for its time.
    """
    with in_one_line():
        os.environ["KERAS_BACKEND"] = backend = require(backend)
        paths = find(pattern)

    typer.echo(f"{heading(backend)}\n")
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "rows.jsonl"
        code = _measure(paths, extra or [], kept)
        rows = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()] if kept.exists() else []
    _show(rows)
    raise typer.Exit(code)


def find(pattern: str) -> list[Path]:
    """Files of the benchmarks whose names fit `pattern`: "scratch" is tests/bench/test_bench_scratch.py.

    Raises ValueError, which lists the names and the nearest, where none does.
    """
    files = sorted((checkout.folder("tests") / "bench").glob("test_bench_*.py"))
    known = {path.stem.removeprefix("test_bench_"): path for path in files}
    fitting = [name for name in known if fnmatchcase(name, pattern) and (name == pattern or name not in ON_REQUEST)]
    if not fitting:
        near = difflib.get_close_matches(pattern, known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"no benchmark is named {pattern!r}: {hint}there are {', '.join(known)}")
    return [known[name] for name in fitting]


def heading(backend: str) -> str:
    """Under what the figures come out: backend, versions, device, cores, load, date."""
    import psutil

    from course.cli.machine import BACKENDS, devices, version

    title, distributions = BACKENDS[backend]
    versions = {title: next(filter(None, map(version, distributions)), "")}
    versions |= {"Keras": version("keras"), "NumPy": version("numpy"), "PyTorch": version("torch")}
    said = ", ".join(f"{name} {number}" for name, number in versions.items() if number)
    return (
        f"{said}, Python {platform.python_version()}\n"
        f"{', '.join([*devices(), *_chips()])}, {psutil.cpu_count()} cores, load before {psutil.getloadavg()[0]:.1f}, "
        f"{date.today():%Y-%m-%d}"
    )


def _chips() -> list[str]:
    """Names of the processor, and of NVIDIA's GPUs, as far as the system tells them."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        found = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")][:1]
    except OSError:
        found = [platform.processor()]
    try:
        ask = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
        found += subprocess.run(ask, capture_output=True, text=True).stdout.splitlines()
    except OSError:
        pass  # there is none
    return [name for name in found if name]


def _measure(paths: list, extra: list, kept: Path) -> int:
    """Run pytest on the benchmarks in a process of its own, which writes its rows to `kept`; return its exit code."""
    command = [sys.executable, "-m", "pytest", "-o", "addopts=", "-q", "-s", "-rs", *extra, *map(str, paths)]
    environment = os.environ | {
        "COURSE_BENCH_ROWS": str(kept),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # no benchmark needs them
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",  # or JAX takes most of a GPU's memory, of which the peers need some
    }
    try:
        return subprocess.run(command, cwd=checkout.root(), env=environment).returncode
    except KeyboardInterrupt:
        return 130  # what has been measured is shown


def _show(rows: list) -> None:
    """Print the table in Markdown, which is easy to read and to keep."""
    from statistics import median

    from rich import box
    from rich.console import Console
    from rich.table import Table

    if not rows:
        typer.echo("\nNo row was recorded: above it says why.")
        return
    table = Table("Measured", box=box.MARKDOWN)
    for title in ("Ours", "Against", "Ratio", "Spread"):
        table.add_column(title, justify="left" if title == "Against" else "right")
    for row in rows:
        ratios = row["ratios"]
        ratio = _short(median(ratios)) if ratios else ""
        spread = f"{_short(min(ratios))} to {_short(max(ratios))}" if ratios[1:] else ""
        table.add_row(row["what"], row["ours"], row["against"], ratio, spread)
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 160  # or the cells of a file are broken as for a small screen
    console.print(table)
    typer.echo(CAPTION)


def _short(ratio: float) -> str:
    return f"{ratio:.{2 if ratio >= 0.1 else 3}f}"
