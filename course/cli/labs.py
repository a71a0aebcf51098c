"""The commands for labs: release them, check one's own, grade what was handed in."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from course.backend import require
from course.cli import checkout
from course.cli.common import Backend, in_one_line


def release(
    lab: Annotated[
        str | None, typer.Argument(metavar="LAB", help="A lab (lab01); otherwise all of them.", show_default=False)
    ] = None,
    bundle: Annotated[
        str | None,
        typer.Option(metavar="FILE.zip", help="Also pack what students get: the course without answers and tests."),
    ] = None,
) -> None:
    """Make the students' labs in labs/ from solutions/.

    Solutions and hidden tests are taken out; the files written are listed.
    """
    with in_one_line():
        from course.grade import release as make
        from course.grade.bundle import pack

        made = make(lab, checkout.folder("solutions").parent)
        for path in made:
            typer.echo(f"Wrote {checkout.relative(path)}")
        if bundle:
            many = pack(Path(bundle), checkout.root(), [path.name for path in made])
            typer.echo(f"Wrote {bundle}: {many} files")


def check(
    what: Annotated[str, typer.Argument(metavar="LAB", help="A lab (lab01), or a path to your notebook.")],
    backend: Backend = None,
) -> None:
    """Run the visible checks of your lab, as you saved it.

    Hidden tests run at grading only. The exit code is 1 if a check fails.
    """
    with in_one_line():
        os.environ["KERAS_BACKEND"] = require(backend)
        path = checkout.find(what)
        from course.grade.check import check as checked
        from course.grade.notebook import Unreadable

        try:
            found = checked(path)
        except Unreadable as error:
            raise ValueError(f"{checkout.relative(path)}: {error}; save it in JupyterLab, and try again") from None
        if all(question.passed is None for question in found):
            raise ValueError(f"{checkout.relative(path)} has no questions: give a lab (lab01), or a path to yours")
    _show_checks(found)
    raise typer.Exit(0 if all(question.passed is not False for question in found) else 1)


def _show_checks(found: list) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Question")
    table.add_column("Points", justify="right")
    table.add_column("Visible checks", overflow="fold")
    for question in found:
        passed = Text("passed", style="green") if question.passed else Text(question.message)
        table.add_row(question.question, f"{question.points:g}", passed)
    Console().print(table)
    tested = [question for question in found if question.passed is not None]
    got, of = (sum(question.points for question in some) for some in ([q for q in tested if q.passed], tested))
    typer.echo(f"{got:g} of {of:g} points by visible checks. Hidden tests run when the lab is graded.")


def grade(
    lab: Annotated[str, typer.Argument(metavar="LAB", help="A lab (lab01).")],
    submissions: Annotated[list[str], typer.Argument(metavar="SUBMISSIONS", help="Folders, notebooks, or a zip.")],
    out: Annotated[str, typer.Option(metavar="DIR", help="Where results go; a killed run goes on there.")],
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Submissions graded at the same time.")] = 1,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler whose workers grade.", show_default=False)
    ] = None,
    import_manual: Annotated[
        bool, typer.Option("--import-manual", help="Also take the marks that were given in the formgrader.")
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Without a sandbox: visible tests only, in reach of all your files.")
    ] = False,
    backend: Backend = None,
) -> None:
    """Grade submissions, each shut in a sandbox: a table, a summary and a page for each student.

    One row for each student, always. Results of before are kept: only what changed is graded again. DIR/formgrader is
    nbgrader's course folder, for the questions answered in words; --import-manual reads the marks back.
    """
    with in_one_line():
        os.environ["KERAS_BACKEND"] = require(backend)
        from course.grade import batch, gradebook, marks, report, sandbox
        from course.grade.submissions import find

        if not scheduler and not unsafe:
            sandbox.command("true")  # where nothing can be shut in, say so before anything runs
        source = batch.assignment(lab, checkout.folder("solutions"))
        name, content, place = source.stem, source.read_bytes(), Path(out)
        found = find([Path(path) for path in submissions], name)
        contents = {s.student: s.content for s in found}
        gradebook.fits(place, name, content)
        taken = marks.keep(place, gradebook.read(place, name)) if import_manual else None
        how = {"jobs": jobs, "scheduler": scheduler, "sandboxed": not unsafe}
        with _progress() as (advance, bar):
            results = batch.grade(content, found, place, progress=advance, **how)
        results = marks.added(results, content, contents, marks.kept(place))
        report.write(place, name, content, contents, results)
        gradebook.write(place, name, content, contents, results)
    if taken is not None:
        typer.echo(f"{taken} marks taken from the formgrader")
    done = sum(result["status"] in ("graded", "unsandboxed") for result in results)
    typer.echo(f"{done} of {len(results)} graded: {place / 'grades.csv'}, summary.html, feedback/")
    typer.echo(f"{bar.total:g} files were new or had changed")
    waiting = sum(None in result["by_hand"].values() for result in results)
    if waiting:
        typer.echo(
            f"{waiting} with words to mark: cd {place / gradebook.FOLDER} && jupyter lab, menu Nbgrader, Formgrader"
        )


@contextmanager
def _progress():
    """A function of done and total that draws a bar with the time left, and the bar."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task("grading", total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total), bars.tasks[bar]
