"""The table, the pages and the summary: complete, and harmless to whoever opens them."""

import csv

import pytest
from small_lab import QUESTIONS, SOURCE, submission

from course.grade import report
from course.grade.files import file_name


def result(student, status="graded", notes=(), messages=None, **points):
    of = dict.fromkeys(QUESTIONS, 10)
    return {
        "student": student, "status": status, "points": dict.fromkeys(of, 0) | points, "of": of,
        "messages": messages or {}, "cells": [], "notes": list(notes),
        "by_hand": {"in_words": None}, "of_by_hand": {"in_words": 5}, "comments": {},
    }  # fmt: skip


def rows(results):
    return list(csv.reader(report.table(results).splitlines()))


def test_a_line_for_each_student():
    found = rows([result("ada", double=10, count=10), result("bob", status="missing", notes=["a", "b"])])
    assert found[0] == ["student", "score", "of", "status", "double", "total", "block", "count", "in_words", "notes"]
    assert found[1] == ["ada", "20", "45", "graded", "10", "0", "0", "10", "", ""]
    assert found[2] == ["bob", "0", "45", "missing", "0", "0", "0", "0", "", "a; b"]


def test_words_count_when_they_are_marked():
    marked = result("ada", double=10) | {"by_hand": {"in_words": 3.5}, "comments": {"in_words": "Say <why>."}}
    assert rows([marked])[1] == ["ada", "13.5", "45", "graded", "10", "0", "0", "0", "3.5", ""]
    shown = report.page("small", SOURCE, submission(), marked)
    assert "13.5 of 45 points" in shown and "in_words: 3.5 of 5" in shown and "Say &lt;why&gt;." in shown
    waiting = report.page("small", SOURCE, submission(), result("ada"))
    assert "0 of 45 points</strong>, 5 of them not marked yet" in waiting
    assert "in_words: not marked yet, of 5" in waiting
    assert "in_words" not in report.summary("small", [result("ada"), marked]), "while some are waiting"
    assert "in_words" in report.summary("small", [marked])


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(name):
    assert rows([result(name, notes=[name])])[1][0] == f"'{name}"
    assert rows([result("ada", notes=[name])])[1][-1] == f"'{name}"


def test_a_page_shows_points_messages_and_code():
    text = submission(count="def count():\n    return 1 < 2")
    shown = report.page("small", SOURCE, text, result("ada", double=10, messages={"count": "count: got True"}))
    assert "10 of 45 points" in shown and "double: 10 of 10" in shown and "count: 0 of 10" in shown
    assert "count: got True" in shown and "return 1 &lt; 2" in shown


EVIL = "<script>alert(1)</script><img src=//x onerror=alert(1)>"


def test_a_page_runs_nothing():
    text = submission(count=f"# {EVIL}")
    shown = report.page(EVIL, SOURCE, text, result(EVIL, status=EVIL, notes=[EVIL], messages={"count": EVIL}))
    shown += report.summary(EVIL, [result(EVIL, status=EVIL, notes=[EVIL]), result("ada", notes=[EVIL])])
    assert "<script" not in shown and "<img" not in shown
    assert shown.count("default-src 'none'") == 2
    assert "http" not in shown.replace("http-equiv", "")


def test_a_page_of_what_cannot_be_read():
    why = dict.fromkeys(QUESTIONS, "not reached")
    shown = report.page("small", SOURCE, b"{", result("ada", status="unreadable: no JSON", messages=why))
    assert "0 of 45 points" in shown and shown.count("unreadable: no JSON") == 1 and "not reached" not in shown


def test_the_summary_counts():
    shown = report.summary(
        "small", [result("ada", double=10), result("bob", double=10, total=10), result("eve", "missing")]
    )
    assert "3 students, 2 graded; mean 15.0, median 15.0 of 40 points" in shown
    assert "20–30 %" in shown
    assert shown.index("<td>block") < shown.index("<td>total") < shown.index("<td>double")
    assert "<td>eve<td>missing" in shown
    assert "0 students" in report.summary("small", [])


@pytest.mark.parametrize("student", ["../../etc/passwd", "a/b", "C:\\x", "..", "", "böb 王", "x" * 500, "nul\0"])
def test_names_stay_in_the_folder(tmp_path, student):
    report.write(tmp_path, "small", SOURCE, {student: submission()}, [result(student)])
    [page] = (tmp_path / "feedback").iterdir()
    assert page.suffix == ".html" and len(page.name) < 200 and not page.name.startswith(".")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feedback", "grades.csv", "summary.html"]


def test_pages_of_another_run_do_not_stay(tmp_path):
    for students in (["ada", "bob"], ["bob", "eve"]):
        report.write(tmp_path, "small", SOURCE, {}, [result(student) for student in students])
    assert {path.name for path in (tmp_path / "feedback").iterdir()} == {"bob.html", "eve.html"}


def test_two_names_are_two_files():
    names = (
        "a/b",
        "a_b",
        "a b",
        "a b.",
        "a b ",
        "a:b",
        "a%2fb",
        "x" * 200,
        "x" * 300,
        "王" * 60,
        "王" * 61,
        "",
        "\ud800",
    )
    files = [file_name(name) for name in names]
    assert len(set(files)) == len(names) and max(len(name.encode()) for name in files) < 200


def test_text_of_no_encoding_stops_nobody(tmp_path):
    odd = "\ud800"
    report.write(tmp_path, "small", SOURCE, {odd: submission(count=f"# {odd}")}, [result(odd, notes=[odd])])
    assert "\\ud800" in (tmp_path / "grades.csv").read_text()
