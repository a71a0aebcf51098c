"""The visible tests of a student's own notebook, run in this process: for the student, before handing in."""

import contextlib
import io
import linecache
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course.grade import notebook
from course.grade.shell import NoShell, as_python


@dataclass(frozen=True)
class Checked:
    """How a question stands: `passed`, or the message that says why not; None where words are no program's to judge."""

    question: str
    points: float
    passed: bool | None
    message: str


def check(path: Path) -> list[Checked]:
    """Run a lab's cells from the first to the last, as saved, and report each question.

    Raises notebook.Unreadable for a file that is no notebook. What cells print is dropped, and figures are not drawn.
    """
    cells = notebook.read(path.read_bytes())["cells"]
    found = run(filter(None, (notebook.own_step(cell, number) for number, cell in enumerate(cells))))
    for question, points, text in notebook.own_words(cells):
        message = "not answered yet" if text in ("", notebook.UNTOUCHED) else "your instructor reads it"
        found.append(Checked(question, points, None, message))
    return found


def run(steps: Iterable[notebook.Step]) -> list[Checked]:
    """Run steps one after the other in this process, and report each test."""
    names = {"__name__": "__main__", "display": lambda *things: None, "get_ipython": NoShell}
    found, faults = [], {}
    for step in steps:
        message = _run(step, names)
        if step.kind == "test":
            message = faults.get(step.question, message) if message else ""
            found.append(Checked(step.question, step.points, not message, message))
        elif message:
            faults[notebook.question(step.name)] = message
    return found


def _run(step, names):
    """What went wrong in a cell, in a line; "" if nothing."""
    file = f"<{step.name}>"
    linecache.cache[file] = len(step.source), None, step.source.splitlines(keepends=True), file
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(as_python(step.source), file, "exec"), names)
    except SyntaxError as error:
        return f"{type(error).__name__} in line {error.lineno}: {error.msg}: {(error.text or '').strip()}"
    except Exception as error:
        return str(error) if isinstance(error, AssertionError) and str(error) else f"{type(error).__name__}: {error}"
    except SystemExit:
        return "the cell ends the program"
    return ""
