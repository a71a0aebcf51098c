"""The ``course`` command: look at the machine, open, run and release notebooks."""

import os
import subprocess
import sys
from functools import partial
from importlib import util
from typing import Annotated

import typer

from course.backend import require
from course.cli import bench, checkout, labs, training
from course.cli.common import Backend, in_one_line

app = typer.Typer(
    help="A course on convolutional networks, in Keras 3.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


def main() -> None:
    """Entry point of the ``course`` command."""
    app()


@app.command()
def doctor() -> None:
    """Show what this machine has, and how to mend what is wrong.

    The exit code is 1 if the course cannot run here, else 0.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from course.cli.machine import examine

    console = Console()
    with console.status("Looking at this machine"):
        report = examine()

    facts = Table.grid(padding=(0, 3))
    for name, value in report.facts.items():
        facts.add_row(Text(name, style="bold"), Text(value, overflow="fold"))
    console.print(facts)

    console.print()
    advice = Table.grid(padding=(0, 1))
    for line in report.advice or ["All is well. Start with:  course open"]:
        advice.add_row("•", Text(line, overflow="fold"))
    console.print(advice)
    raise typer.Exit(0 if report.runs else 1)


@app.command("open")
def open_(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="Number of a notebook (1), or a lab (lab01).")] = "00",
    extra: Annotated[
        list[str] | None,
        typer.Argument(metavar="EXTRA", help="After --: options passed on to JupyterLab.", show_default=False),
    ] = None,
    backend: Backend = None,
) -> None:
    """Open a notebook or a lab in JupyterLab.

    Example: course open 1 --backend jax -- --no-browser --port 9999
    """
    extra = extra or []
    if what.startswith("-"):  # `course open -- --no-browser`
        what, extra = "00", [what, *extra]
    with in_one_line():
        backend = require(backend)
        path = checkout.find(what)
        if util.find_spec("jupyterlab") is None:
            raise ModuleNotFoundError("JupyterLab is not installed; install it with:  pip install -r requirements.txt")

    name = checkout.relative(path)
    if os.name == "posix" and os.geteuid() == 0:
        typer.echo("You are root, as in a container: JupyterLab gets --allow-root.")
        extra = ["--allow-root", *extra]
    typer.echo(f"Opening {name} on {backend}. Ctrl+C, twice, stops JupyterLab.")
    # Without root_dir the file browser ends at the notebook's folder: no way from a notebook to its lab.
    folder = f"--ServerApp.root_dir={checkout.root()}"
    # And without a browser, the address that JupyterLab prints is to lead to the notebook.
    address = f"--LabApp.default_url=/lab/tree/{name}"
    command = [sys.executable, "-m", "jupyterlab", name, folder, address, *extra]
    process = subprocess.Popen(command, cwd=checkout.root(), env=os.environ | {"KERAS_BACKEND": backend})
    raise typer.Exit(_wait(process))


def _wait(process: subprocess.Popen) -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass  # JupyterLab has got Ctrl+C as well: it asks, cleans up, and ends by itself


@app.command()
def run(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="NN", help="Numbers of notebooks (0 1 2), labs (lab01), or paths.", show_default=False),
    ] = None,
    backend: Backend = None,
    all_: Annotated[bool, typer.Option("--all", help="All notebooks of the course.")] = False,
    save: Annotated[bool, typer.Option("--save", help="Store the outputs of each notebook that passes.")] = False,
) -> None:
    """Run notebooks from the first cell to the last, without a browser.

    Files stay as they are, unless --save is given. The exit code is 1 if a notebook fails.
    """
    with in_one_line():
        backend = require(backend)
        paths = list(checkout.notebooks().values()) if all_ else []
        paths = list(dict.fromkeys([*paths, *map(checkout.find, what or [])]))
        if not paths:
            raise ValueError("nothing to run: give numbers of notebooks (course run 0 1), labs (lab01), or --all")
        if save and any(path in checkout.labs().values() for path in paths):
            raise ValueError("labs/ is made by course release: the outputs of a lab are not stored there")

    try:
        results = _run_all(paths, backend, save)
    except KeyboardInterrupt:
        typer.echo("course: stopped", err=True)
        raise typer.Exit(130) from None
    _show(results, save)
    raise typer.Exit(1 if any(result.error for result in results) else 0)


def _run_all(paths: list, backend: str, save: bool) -> list:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from course.cli import execute

    results = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("cells"),
        TimeElapsedColumn(),
    )
    console = Console()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        for path in paths:
            bar = bars.add_task(path.stem, total=None)
            results.append(execute.run(path, backend, save, partial(bars.update, bar)))
            bars.remove_task(bar)
    return results


def _show(results: list, save: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Notebook")
    table.add_column("Seconds", justify="right")
    table.add_column("Result")
    for result in results:
        passed = "[green]passed[/]" + ", outputs stored" * save
        if result.allowed:
            passed = f"[yellow]ran[/], {result.allowed} cells failed that may"
        table.add_row(result.path.stem, f"{result.seconds:.1f}", "[red]failed[/]" if result.error else passed)
    Console().print(table)

    for result in results:
        if result.error:
            typer.echo(f"\n{checkout.relative(result.path)}, {result.error}")


app.command()(labs.release)
app.command()(labs.check)
app.command()(labs.grade)
app.command()(training.train)
app.command()(bench.bench)


@app.command()
def models(
    pattern: Annotated[str, typer.Argument(metavar="PATTERN", help="As in file names: 'resnet*'.")] = "*",
    write: Annotated[bool, typer.Option("--write", help="Replace the table in README.md by that of all.")] = False,
    backend: Backend = None,
) -> None:
    """List networks: paper, year, parameters, multiply-adds, lecture decks.

    Each is built at full size and counted, a second or so each.
    """
    from course.cli import zoo

    with in_one_line():
        os.environ["KERAS_BACKEND"] = require(backend)
        lines = []
        for line in zoo.rows("*" if write else pattern):
            typer.echo(line if lines else zoo.HEADER + line, nl=False)
            lines.append(line)
        if not lines:
            zoo.no_such(pattern)
        if write:
            readme = checkout.root() / "README.md"
            readme.write_text(zoo.replace(readme.read_text(encoding="utf-8"), lines), encoding="utf-8")
            typer.echo("Wrote README.md")
