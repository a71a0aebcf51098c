"""Marks given by hand: through nbgrader's gradebook and back, lost by nothing, each for the answer that was marked."""

import csv
import json
from functools import cache

import nbformat
import pytest
from nbgrader.api import Gradebook, get_alembic_version
from small_lab import POINTS, QUESTIONS, SECRET, SOURCE, cell, find, submission
from test_report import EVIL

from course.grade import gradebook, marks, report
from course.grade.files import file_name
from course.grade.graded import graded

LAB = "lab99_small"


def wrote(words="Because I say so.", **answers):
    """A submission with words in it."""

    def change(book):
        find(book, "in-words")["source"] = words
        return book

    return submission(change, **answers)


def result(student, status="graded", **points):
    of = dict.fromkeys(QUESTIONS, POINTS)
    return {
        "student": student, "status": status, "points": of | points, "of": of,
        "messages": dict.fromkeys(points, "a hidden test failed"), "cells": [], "notes": [],
    }  # fmt: skip


class Class:
    """What one run of the command does after grading, and a person with the formgrader between two runs."""

    def __init__(self, out):
        self.out = out
        self.contents = {"ada": wrote(), "böb/x": wrote("No."), "eve": submission(), "odd": b"{", "nobody": b""}
        nothing = dict.fromkeys(QUESTIONS, 0)
        self.results = [
            result("ada", count=0), result("böb/x"), result("eve"),
            result("odd", "unreadable: it is no JSON", **nothing), result("nobody", "missing", **nothing),
        ]  # fmt: skip

    def run(self, take=False):
        if take:
            marks.keep(self.out, gradebook.read(self.out, LAB))
        results = marks.added(self.results, SOURCE, self.contents, marks.kept(self.out))
        report.write(self.out, LAB, SOURCE, self.contents, results)
        gradebook.write(self.out, LAB, SOURCE, self.contents, results)
        rows = list(csv.DictReader((self.out / "grades.csv").read_text().splitlines()))
        return {row["student"]: row for row in rows}

    @property
    def book(self):
        return Gradebook(f"sqlite:///{self.out / 'formgrader' / 'gradebook.db'}")

    def mark(self, student, question="in-words", points=4, comment="Well said."):
        with self.book as book:
            grade = book.find_grade(question, LAB, LAB, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            book.find_comment(question.removesuffix("-test"), LAB, LAB, student).manual_comment = comment
            book.db.commit()


@pytest.fixture(autouse=True, scope="module")
def once():
    """A new gradebook asks another process for the version of its tables, which takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nbgrader.api.get_alembic_version", cache(get_alembic_version))
        yield


@pytest.fixture
def course(tmp_path):
    made = Class(tmp_path)
    made.run()
    return made


def test_the_gradebook_has_what_the_tests_gave(course):
    with course.book as book:
        found = {s["student"]: s for s in book.submission_dicts(LAB)}
        assert {name: s["score"] for name, s in found.items()} == {
            "ada": 30,
            file_name("böb/x"): 40,
            "eve": 40,
            "odd": 0,
        }
        assert found["ada"]["max_score"] == 45
        assert found["ada"]["needs_manual_grade"] and not found["eve"]["needs_manual_grade"], "eve wrote nothing"
        assert "nobody" not in found and "nobody" in {s.id for s in book.students}
    assert (course.out / "formgrader" / "source" / LAB / f"{LAB}.ipynb").read_bytes() == SOURCE
    for name in found:
        nbformat.validate(nbformat.read(course.out / "formgrader/autograded" / name / LAB / f"{LAB}.ipynb", 4))


def test_marks_come_back(course):
    course.mark("ada")
    assert course.run()["ada"]["in_words"] == "", "taken when asked for, not before"
    row = course.run(take=True)["ada"]
    assert (row["in_words"], row["score"], row["of"]) == ("4", "34", "45")
    assert course.run()["ada"] == row, "and kept from then on"
    assert "Well said." in (course.out / "feedback" / "ada.html").read_text()
    assert course.run()["eve"]["in_words"] == "0"
    with course.book as book:
        grade = book.find_grade("in-words", LAB, LAB, "ada")
        assert grade.manual_score == 4 and not grade.needs_manual_grade, "and the gradebook still has them"


def test_a_mark_is_for_the_answer_that_was_marked(course):
    course.mark("ada")
    course.run(take=True)
    course.contents["ada"] = wrote("Something else.")
    row = course.run()["ada"]
    assert row["in_words"] == "" and row["notes"] == "in_words: the answer has changed since it was marked"
    again = course.run(take=True)["ada"]
    assert again == row, "the old mark does not come back for the new answer, and the note stays"
    with course.book as book:
        assert book.find_grade("in-words", LAB, LAB, "ada").needs_manual_grade
    course.mark("ada", points=2)
    assert course.run(take=True)["ada"]["in_words"] == "2"


def test_in_another_labs_notebook_there_is_nothing_to_mark(course):
    course.results[0] = result("ada", "unreadable: it has no answer cell of this lab", **dict.fromkeys(QUESTIONS, 0))
    assert course.run()["ada"]["in_words"] == "0", "though words can be found in it"


def test_an_answer_that_comes_while_one_is_marked(course):
    """Marked is what the formgrader shows, whatever has been handed in meanwhile."""
    course.mark("ada")
    course.contents["ada"] = wrote("Handed in again, before the marks are taken.")
    row = course.run(take=True)["ada"]
    assert row["in_words"] == "" and "changed since" in row["notes"]


def test_a_person_overrules_a_test(course):
    course.mark("ada", "count-test", 7, "Right but for a typo.")
    row = course.run(take=True)["ada"]
    assert (row["count"], row["score"], row["of"]) == ("7", "37", "45")
    assert "Right but for a typo." in (course.out / "feedback" / "ada.html").read_text()


def test_a_run_that_is_killed_while_it_writes(course, monkeypatch):
    """The mark is for the old answer, whatever was written last."""
    course.mark("ada")
    course.run(take=True)
    course.contents["ada"] = wrote("Something else.")
    for stop in ("_fill", "replace"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(gradebook, stop, stopped(getattr(gradebook, stop)))
            course.run()
        assert course.run(take=True)["ada"]["in_words"] == ""


def stopped(function):
    """Do it for what is not Ada's, and stop there."""

    def run(*args):
        if any("ada" in str(arg) for arg in args[:4]):
            raise KeyboardInterrupt
        return function(*args)

    return run


def test_a_comment_on_an_earlier_answer_says_so(course):
    course.mark("ada")
    course.contents["ada"] = wrote("Something else.")
    course.run()
    course.run(take=True)
    shown = (course.out / "feedback" / "ada.html").read_text()
    assert "[on an earlier answer] Well said." in shown


def test_marks_of_an_earlier_answer_stay(course):
    course.mark("ada")
    course.run(take=True)
    first, course.contents["ada"] = course.contents["ada"], wrote("Something else.")
    course.run(take=True)
    course.contents["ada"] = first
    assert course.run()["ada"]["in_words"] == "4", "the first one was handed in again"


def test_extra_credit_for_what_tests_gave(course):
    with course.book as book:
        book.find_grade("double-test", LAB, LAB, "ada").extra_credit = 2
        book.db.commit()
    assert course.run(take=True)["ada"]["double"] == "12"
    assert "90–100 %" in (course.out / "summary.html").read_text()


def test_a_folder_is_for_one_lab_with_its_questions(course):
    gradebook.fits(course.out, LAB, SOURCE)
    book = json.loads(SOURCE)
    book["cells"].append(cell("markdown", "?", "more", grade=True, solution=True, locked=False, points=1))
    with pytest.raises(ValueError, match="was graded with other questions of lab99_small"):
        gradebook.fits(course.out, LAB, json.dumps(book).encode())
    with pytest.raises(ValueError, match="holds what was graded of lab99_small: give lab98_other a folder of its own"):
        gradebook.fits(course.out, "lab98_other", SOURCE)


def test_nothing_graded_yet(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no gradebook in .*grade first"):
        gradebook.read(tmp_path, LAB)


def test_damaged_marks(tmp_path):
    (tmp_path / marks.FILE).write_text('{"ada": ')
    with pytest.raises(ValueError, match=r"marks\.json is damaged .*import the marks again"):
        marks.kept(tmp_path)


def test_what_the_marker_sees_runs_nothing_and_tells_nothing():
    words = f"{EVIL}\n![x](https://example.org/x.png)\n~~~~\n$a<b$\n" + "long " * 100
    book = graded(json.loads(SOURCE), wrote(words, count=f"# {EVIL}"), result("ada"))
    nbformat.validate(nbformat.from_dict(book))
    assert SECRET not in json.dumps(book)
    [shown] = [c["source"] for c in book["cells"] if c["id"] == "in-words"]
    first, *lines, last = shown.splitlines()
    assert first == last == "~~~~~" and EVIL.split(">")[0] in lines[0] and max(map(len, lines)) <= 100
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter().from_notebook_node(nbformat.from_dict(book))
    assert "<script>alert" not in html and "onerror=alert(1)>" not in html and 'example.org/x.png"' not in html
