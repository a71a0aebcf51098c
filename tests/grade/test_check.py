"""What a student sees of the own lab before handing in: each question, and why its visible checks fail."""

import json

import pytest
from small_lab import cell, find, submission
from typer.testing import CliRunner

from course.cli import app
from course.grade import notebook
from course.grade.check import check


def checked(tmp_path, change=None, **answers):
    path = tmp_path / "mine.ipynb"
    path.write_bytes(submission(change, **answers))
    return {found.question: found.message for found in check(path)}


RIGHT = {"double": "", "total": "", "block": "", "count": "", "in_words": "not answered yet"}


def test_a_solved_lab(tmp_path):
    assert checked(tmp_path) == RIGHT


def test_each_fault_is_said(tmp_path):
    answers = {
        "double": "def double(x):\n    return x",
        "total": "def total(x)\n    return 3",
        "block": "def block(x, filters):\n    raise NotImplementedError()",
        "count": "def count():\n    return missing",
    }
    found = checked(tmp_path, **answers)
    assert found["double"] == "double([1, 2]) is wrong"
    assert found["total"].startswith("SyntaxError in line 1: expected ':': def total(x)")
    assert found["block"].startswith("NotImplementedError")
    assert found["count"] == "NameError: name 'missing' is not defined"


@pytest.mark.parametrize(
    "line", ["%matplotlib inline", "%%time\nx = 1", "!true", "keras?", "get_ipython().run_line_magic('x', '')"]
)
def test_magics_do_nothing(tmp_path, line):
    assert checked(tmp_path, lambda book: book["cells"].insert(1, cell("code", line, "mine")) or book) == RIGHT


def test_cells_that_draw_are_left_out(tmp_path):
    drawing = cell("code", "raise RuntimeError", "drawing")
    drawing["metadata"]["tags"] = ["ungraded"]
    assert checked(tmp_path, lambda book: book["cells"].append(drawing) or book) == RIGHT


def test_an_answer_that_exits_ends_nothing(tmp_path):
    assert checked(tmp_path, count="raise SystemExit") == RIGHT | {"count": "the cell ends the program"}


def test_words_are_named_and_left_to_the_instructor(tmp_path):
    def write(book):
        find(book, "in-words")["source"] = "Because."
        return book

    path = tmp_path / "mine.ipynb"
    path.write_bytes(submission(write))
    *_, words = check(path)
    assert (words.question, words.points, words.passed) == ("in_words", 5, None)
    assert words.message == "your instructor reads it"

    def write_below(book):
        place = book["cells"].index(find(book, "in-words"))
        book["cells"].insert(place + 1, cell("markdown", "Because.", "mine"))
        return book

    path.write_bytes(submission(write_below))
    assert check(path)[-1].message == "your instructor reads it", "as it is graded"


@pytest.mark.parametrize("points", ["five", [], -5, None])
def test_points_that_the_student_has_spoilt(tmp_path, points):
    def spoil(book):
        for name in ("count-test", "in-words"):
            find(book, name)["metadata"]["nbgrader"]["points"] = points
        return book

    path = tmp_path / "mine.ipynb"
    path.write_bytes(submission(spoil))
    assert "30 of 30 points" in run("check", path).output


def test_a_notebook_with_words_alone_is_no_lab(tmp_path):
    def leave(book):
        book["cells"] = [find(book, "in-words")]
        return book

    path = tmp_path / "mine.ipynb"
    path.write_bytes(submission(leave))
    assert run("check", path).exit_code == 2


def test_no_notebook(tmp_path):
    (tmp_path / "x.ipynb").write_text("[]")
    with pytest.raises(notebook.Unreadable):
        check(tmp_path / "x.ipynb")


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_the_command(tmp_path):
    path = tmp_path / "mine.ipynb"
    path.write_bytes(submission())
    good = run("check", path)
    assert good.exit_code == 0 and good.output.count("passed") == 4
    assert "40 of 40 points by visible checks" in good.output and "in_words" in good.output
    path.write_bytes(submission(count="def count():\n    return -1"))
    bad = run("check", path)
    assert bad.exit_code == 1 and "count is not positive" in bad.output and "30 of 40 points" in bad.output
    path.write_text(json.dumps({"cells": []}))
    assert run("check", path).exit_code == 2
    path.write_text("{")
    broken = run("check", path)
    assert broken.exit_code == 2 and "mine.ipynb: it is no JSON" in broken.output.replace("\n", " ")


def test_the_command_grades(worker, tmp_path):
    """Lab 01, a folder of three: a solution, nonsense, nothing; where no words are, there are none to mark."""
    from test_labs_graded import content

    for name, text in {"ada": content("solutions", "lab01_convolution"), "bob": b"{"}.items():
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "lab01_convolution.ipynb").write_bytes(text)
    (tmp_path / "in" / "eve").mkdir()
    done = run("grade", "1", tmp_path / "in", "--out", tmp_path / "out")
    assert done.exit_code == 0 and "1 of 3 graded" in done.output and "2 files were new" in done.output
    lines = (tmp_path / "out" / "grades.csv").read_text().splitlines()
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["ada", "90", "100", "graded"],
        ["bob", "0", "100", lines[2].split(",")[3]],
        ["eve", "0", "100", "missing"],
    ]  # fmt: skip
    assert lines[2].split(",")[3].startswith("unreadable: it is no JSON: ")
    assert sorted(path.name for path in (tmp_path / "out" / "feedback").iterdir()) == [
        "ada.html",
        "bob.html",
        "eve.html",
    ]


@pytest.mark.parametrize("arguments, says", [(("7x", "."), "unknown lab"), (("1", "nowhere"), "nowhere: not there")])
def test_what_was_mistyped_is_said(worker, tmp_path, arguments, says):
    done = run("grade", *arguments, "--out", tmp_path / "out")
    assert done.exit_code == 2 and says in done.output
