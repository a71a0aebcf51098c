"""Marks given by hand: kept beside the results, each with what it was given for, and added to what the tests gave."""

import json
from pathlib import Path

from course.grade import notebook
from course.grade.files import file_name, replace
from course.grade.graded import digest

FILE = "marks.json"
EARLIER = "[on an earlier answer] "  #: before a comment that the formgrader shows beside a newer answer


def keep(out: Path, found: dict[str, dict]) -> int:
    """Keep what `gradebook.read` found, each mark under the answer that it was given for; returns how many."""
    marks = kept(out)
    for student, questions in found.items():
        for question, mark in questions.items():
            marks.setdefault(student, {}).setdefault(question, {})[mark.pop("answer")] = mark
    replace(Path(out, FILE), json.dumps(marks, indent=1))
    return sum(map(len, found.values()))


def kept(out: Path) -> dict[str, dict]:
    """What `keep` has kept, by student's file name, question and answer. Raises ValueError for a damaged file."""
    path = Path(out, FILE)
    if not path.exists():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is damaged ({error}): delete it, and import the marks again") from None


def added(results: list[dict], assignment: bytes, contents: dict[str, bytes], marks: dict[str, dict]) -> list[dict]:
    """The results with what a person decides: ``by_hand`` (points, None until marked), ``of_by_hand``, ``comments``.

    A mark counts as long as the answer is the one that was marked. A mark for a question with tests takes their place.
    Where nothing was written, or nothing can be read, there is nothing to mark: 0 points.
    """
    source = json.loads(assignment)
    return [_added(r, source, contents.get(r["student"], b""), marks.get(file_name(r["student"]), {})) for r in results]


def _added(result, source, content, marks):
    of = notebook.by_hand(source)
    answers = {} if result["status"].startswith("unreadable") else notebook.answers_in(source, content)
    empty = {question for question in of if answers.get(question, "").strip() in ("", notebook.UNTOUCHED)}
    made = {"by_hand": {question: 0 if question in empty else None for question in of}, "of_by_hand": of}
    made |= {"comments": {}, "points": dict(result["points"]), "notes": list(result["notes"])}
    for question, by_answer in marks.items():
        mark = by_answer.get(digest(answers.get(question, "")))
        if mark is None or (mark["points"] is None and mark["comment"].startswith(EARLIER)):
            made["notes"].append(f"{question}: the answer has changed since it was marked")
        if mark is None:
            continue
        if mark["comment"]:
            made["comments"][question] = mark["comment"]
        if mark["points"] is not None:
            made["by_hand" if question in of else "points"][question] = mark["points"]
    return result | made
