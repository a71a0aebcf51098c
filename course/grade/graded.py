"""A graded notebook for the formgrader: our cells, the student's answers as plain text, and what the tests said.

The formgrader shows it as a page of the instructor's own server, so nothing of the student's in it is rendered: no
Markdown, no HTML, no output. Of the tests it holds the visible part, for whatever is made of it may reach students.
"""

import hashlib
import textwrap

from course.grade import notebook

LONG = 20_000  #: characters of an answer that are shown, at most


def graded(source: dict, submission: bytes, result: dict) -> dict:
    """The notebook, format 4.5. Each answer's cell has ``metadata.course.answer``, the `digest` of what it answers."""
    answers = notebook.answers_in(source, submission)
    cells = [_cell(cell, number, answers, result) for number, cell in enumerate(source["cells"])]
    metadata = {
        name: source["metadata"][name] for name in ("kernelspec", "language_info") if name in source["metadata"]
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def digest(answer: str) -> str:
    """A short name for the text of an answer: marks given by hand belong to it."""
    return hashlib.sha256(answer.encode(errors="replace")).hexdigest()[:16]


def _cell(cell, number, answers, result):
    settings = cell["metadata"].get("nbgrader", {})
    question = notebook.question(settings.get("grade_id", ""))
    made = {"cell_type": cell["cell_type"], "id": cell.get("id", f"cell-{number}"), "metadata": {}}
    made["source"] = "".join(cell["source"])
    if settings:
        made["metadata"]["nbgrader"] = settings
    if cell["cell_type"] == "code":
        made |= {"execution_count": None, "outputs": []}
    if settings.get("solution"):
        answer = answers.get(question, "")
        made["metadata"]["course"] = {"answer": digest(answer)}
        made["source"] = answer[:LONG] if cell["cell_type"] == "code" else _as_text(answer[:LONG])
    elif settings.get("grade"):
        made["source"] = made["source"].partition(notebook.HIDDEN)[0]
        points, of = result["points"].get(question, 0), result["of"].get(question, 0)
        said = result["messages"].get(question) or "all tests passed"
        text = f"{points:g} of {of:g}: {said}\n"
        made["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    return made


def _as_text(answer):
    """Words as a block of plain text, in lines that fit a page."""
    lines = [part for line in answer.splitlines() for part in textwrap.wrap(line, 100) or [""]]
    fence = "~" * 4
    while any(fence in line for line in lines):
        fence += "~"
    return "\n".join([fence, *lines, fence])
