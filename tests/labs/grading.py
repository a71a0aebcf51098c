"""Grade a lab inside this process, in milliseconds: for trying many answers against its tests."""

import contextlib
import io
import os
import sys
from functools import cache
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
LABS = sorted(path.name for path in (ROOT / "solutions").glob("lab*") if path.is_dir())
#: Within the process every third answer is tried, or with COURSE_WHOLE=1 each; as submissions are graded, each one is.
SHARE = 1 if os.environ.get("COURSE_WHOLE") else 3


@cache
def notebook(lab: str, folder: str = "solutions"):
    """The notebook of a lab: its source form, or with folder="labs" the released one."""
    return nbformat.read(ROOT / folder / lab / f"{lab}.ipynb", as_version=4)


def settings(cell) -> dict:
    """nbgrader's settings of a cell, with the question it belongs to, named as its function."""
    found = dict(cell.metadata.get("nbgrader", {}))
    found["by_hand"] = found.get("grade", False) and found["solution"]
    found["grade"] = found.get("grade", False) and not found["solution"]  # by tests
    return found | {"question": found.get("grade_id", "").removesuffix("-test").replace("-", "_")}


def points(lab: str) -> dict[str, int]:
    """The points of each question that tests grade."""
    return {s["question"]: s["points"] for s in map(settings, notebook(lab).cells) if s["grade"]}


def by_hand(lab: str) -> dict[str, int]:
    """The points of each question that is answered in words."""
    return {s["question"]: s["points"] for s in map(settings, notebook(lab).cells) if s["by_hand"]}


def answer(lab: str, question: str) -> str:
    """The solution of a question."""
    [text] = [c.source for c in notebook(lab).cells if (s := settings(c)).get("solution") and s["question"] == question]
    return text


def grade(lab: str, visible: bool = True, hidden: bool = True, only=None, **answers: str) -> dict[str, int]:
    """Points per question of the solution, with `answers` (question: source) in the place of its own.

    Cells tagged "ungraded" are left out: they draw. With visible=False the hidden tests judge alone, with hidden=False
    the visible checks; `only` names the questions whose tests run, of several. The library's answers count as not
    imported, whatever other tests have done.
    """
    assert answers.keys() <= points(lab).keys(), f"no such question: {answers.keys() - points(lab).keys()}"
    with _not_imported(notebook(lab).metadata.course.answer_modules):
        return _grade(lab, visible, hidden, only or points(lab), answers)


def _grade(lab, visible, hidden, only, answers):
    namespace, result = {"__name__": "__main__"}, {}
    for cell in notebook(lab).cells:
        if cell.cell_type != "code" or "ungraded" in cell.metadata.get("tags", []):
            continue
        cell_is, text = settings(cell), cell.source
        if cell_is["grade"] and cell_is["question"] not in only:
            continue
        if cell_is.get("solution"):
            text = answers.get(cell_is["question"], text)
        elif cell_is.get("grade") and not visible:
            text = text[text.index("### BEGIN HIDDEN TESTS") :]
        elif cell_is.get("grade") and not hidden:
            text = text[: text.index("### BEGIN HIDDEN TESTS")]
        error = _error(text, cell_is.get("grade_id", cell.id), namespace)
        if cell_is.get("grade"):
            result[cell_is["question"]] = 0 if error else cell_is["points"]
        elif error:
            raise error
    return result


@contextlib.contextmanager
def _not_imported(modules):
    """These modules, and those in them, as if nobody had imported them; what the body imports is forgotten after it."""

    def matching():
        return [name for name in sys.modules if any(f"{name}.".startswith(f"{module}.") for module in modules)]

    def forget():
        """The modules, and the roots as their parents knew them: ``from parent import child`` would find them still."""
        roots = {}
        for name in modules:
            parent, _, child = name.rpartition(".")
            if parent in sys.modules and child in vars(sys.modules[parent]):
                roots[parent, child] = vars(sys.modules[parent]).pop(child)
        return {name: sys.modules.pop(name) for name in matching()}, roots

    before, roots = forget()
    try:
        yield
    finally:
        forget()
        sys.modules.update(before)
        for (parent, child), known in roots.items():
            setattr(sys.modules[parent], child, known)


def _error(text, name, namespace):
    """What the text raises, if anything, when it runs."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(_compiled(text, name), namespace)
        except (Exception, SystemExit) as error:
            return error
    return None


@cache
def _compiled(text, name):
    return compile(text, name, "exec")
