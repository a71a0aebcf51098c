"""nbgrader's gradebook: filled with what the tests gave, so that its formgrader serves for marks given by hand.

``OUT/formgrader`` is a course folder of nbgrader's: ``gradebook.db`` and ``autograded/STUDENT/LAB/LAB.ipynb``. One
process writes it, after all submissions are graded.
"""

import json
import warnings
from pathlib import Path

from course.grade import notebook
from course.grade.files import file_name, replace
from course.grade.graded import graded
from course.grade.marks import EARLIER

FOLDER = "formgrader"


def fits(out: Path, lab: str, assignment: bytes) -> None:
    """Raise ValueError if the folder holds another lab, or this one with other questions: before anything runs."""
    for other in Path(out, FOLDER, "source").glob("*/*.ipynb"):
        if other.stem != lab:
            raise ValueError(f"{out} holds what was graded of {other.stem}: give {lab} a folder of its own")
        before, now = (_questions(json.loads(text)) for text in (other.read_bytes(), assignment))
        if before != now:
            raise ValueError(
                f"{out} was graded with other questions of {lab}: grade into another folder; marks given by hand stay "
                f"in {Path(out, FOLDER)}"
            )


def write(out: Path, lab: str, assignment: bytes, contents: dict[str, bytes], results: list[dict]) -> None:
    """Put each result into the gradebook and each graded notebook beside it; marks given by hand stay.

    A mark for an answer that has changed since is shown again for marking. The folder `fits`.
    """
    folder, source = Path(out, FOLDER), json.loads(assignment)
    replace(folder / "source" / lab / f"{lab}.ipynb", assignment.decode())  # the formgrader lists what has a source
    with _open(folder) as book:
        cells = _describe(book, lab, source)
        for result in results:
            name = file_name(result["student"])
            book.update_or_create_student(name, last_name=result["student"])
            if result["status"] == "missing":
                continue
            before = _seen(folder, lab, name)
            made = graded(source, contents.get(result["student"], b""), result)
            changed = {cell for cell, answer in _answers(made).items() if answer != before.get(cell, answer)}
            _fill(book, lab, name, result, cells, changed)  # first: a mark never stands beside an answer that is newer
            replace(folder / "autograded" / name / lab / f"{lab}.ipynb", json.dumps(made))


def read(out: Path, lab: str) -> dict[str, dict]:
    """What was given by hand: ``{student's file name: {question: {"points", "comment", "answer"}}}``.

    `points` is None where only a comment was written; `answer` is the `graded.digest` of what was marked. Raises
    FileNotFoundError where nothing has been graded yet.
    """
    folder = Path(out, FOLDER)
    if not (folder / "gradebook.db").exists():
        raise FileNotFoundError(f"no gradebook in {folder}: grade first, then mark in the formgrader")
    found = {}
    with _open(folder) as book:
        for submission in book.assignment_submissions(lab):
            [submitted] = submission.notebooks
            answers = {notebook.question(k): v for k, v in _seen(folder, lab, submission.student.id).items()}
            marks = found.setdefault(submission.student.id, {})
            for grade in submitted.grades:
                given = grade.manual_score is not None or grade.extra_credit
                if given and not grade.needs_manual_grade:
                    points = grade.auto_score if grade.manual_score is None else grade.manual_score
                    _mark(marks, grade.name, answers)["points"] = (points or 0) + (grade.extra_credit or 0)
            for comment in submitted.comments:
                if comment.manual_comment:
                    _mark(marks, comment.name, answers)["comment"] = comment.manual_comment
    return found


def _mark(marks, name, answers):
    question = notebook.question(name)
    return marks.setdefault(question, {"points": None, "comment": "", "answer": answers.get(question, "")})


def _open(folder):
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{folder.resolve() / 'gradebook.db'}")


def _describe(book, lab, source):
    """The lab and its cells in the gradebook; their settings by name."""
    cells = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in source["cells"] if "nbgrader" in cell["metadata"]
    }
    settings = {name: cell["metadata"]["nbgrader"] for name, cell in cells.items()}
    graded_cells = {name: each for name, each in settings.items() if each.get("grade")}
    book.update_or_create_assignment(lab)
    kernel = json.dumps(source["metadata"].get("kernelspec", {}))
    book.update_or_create_notebook(lab, lab, kernelspec=kernel)
    for name, each in graded_cells.items():
        kind = cells[name]["cell_type"]
        book.update_or_create_grade_cell(name, lab, lab, max_score=float(each["points"]), cell_type=kind)
    for name, each in settings.items():
        if each.get("solution"):
            book.update_or_create_solution_cell(name, lab, lab)
    return settings


def _fill(book, lab, name, result, cells, changed):
    """One student's row: points of tests; words without an answer have none, others wait for a person."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own of SQLAlchemy, and nobody's to act upon
        [submitted] = book.update_or_create_submission(lab, name).notebooks
    empty = {question for question, points in result["by_hand"].items() if points == 0}
    for grade in submitted.grades:
        question = notebook.question(grade.name)
        if cells[grade.name].get("solution"):
            grade.auto_score = 0.0 if question in empty else None
            if grade.manual_score is None:
                grade.needs_manual_grade = grade.auto_score is None
        else:
            grade.auto_score = float(result["points"].get(question, 0))
            if grade.manual_score is None:
                grade.needs_manual_grade = False
        answer_cell = grade.name if cells[grade.name].get("solution") else grade.name.removesuffix("-test")
        if (grade.manual_score is not None or grade.extra_credit) and answer_cell in changed:
            grade.needs_manual_grade = True
    for comment in submitted.comments:
        if comment.name in changed and comment.manual_comment:
            comment.manual_comment = EARLIER + comment.manual_comment.removeprefix(EARLIER)
    book.db.commit()


def _seen(folder, lab, name):
    """The answers' digests in the notebook that the marker sees, by cell; none where there is none."""
    try:
        return _answers(json.loads((folder / "autograded" / name / lab / f"{lab}.ipynb").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _questions(source):
    return notebook.points(source), notebook.by_hand(source)


def _answers(book):
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["course"]["answer"]
        for cell in book["cells"]
        if "course" in cell["metadata"]
    }
