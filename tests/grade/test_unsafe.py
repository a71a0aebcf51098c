"""Without a sandbox: a refusal that says the way out, and visible tests alone for those who insist."""

import csv

import pytest
from small_lab import SECRET, SOURCE, cell, submission
from test_check import run
from test_labs_graded import content

from course.grade import batch, sandbox, unsafe
from course.grade.submissions import Submission
from course.grade.worker import Limits

LAB = "lab01_convolution"
LIGHT = SOURCE.replace(b"import keras\\n", b"")  # whose processes start in a moment


def test_visible_tests_alone(tmp_path):
    """What they catch, what they miss, the library's answers, and a cell of the student's own, in one submission."""
    helper = cell("code", "def twice(x):\n    return 2 * x", "mine")
    text = submission(
        lambda book: book["cells"].insert(2, helper) or book,
        double="def double(x):\n    return twice(x)",
        total="def total(x):\n    return 2",
        block="from course import scratch\nblock = scratch.conv2d",
        count="def count():\n    return 2",
    )
    results = batch.grade(SOURCE, [Submission("ada", text), Submission("odd", b"{")], tmp_path, sandboxed=False)
    assert results[0]["points"] == {"double": 10, "total": 0, "block": 0, "count": 10}
    assert results[0]["messages"]["total"] == "total of ones is wrong"
    assert "holds the answers" in results[0]["messages"]["block"]
    assert set(results[1]["points"].values()) == {0}
    assert [r["status"].split(":")[0] for r in results] == ["unsandboxed", "unreadable"]
    assert all(unsafe.NOTE in r["notes"] for r in results)
    assert SECRET not in str(results)


@pytest.mark.parametrize("text, seconds, status", [
    ("while True:\n    pass", 5, "timed out"),
    ("import os\nos._exit(3)", 100, "crashed"),
    ("import os\nos.kill(os.getpid(), 9)", 100, "crashed"),
])  # fmt: skip
def test_what_ends_or_does_not_end(text, seconds, status):
    result = unsafe.grade(LIGHT, submission(count=text), Limits(total=seconds))
    assert result["status"] == status and set(result["points"].values()) == {0}
    assert result["messages"]["double"] == f"not reached: {status}"


def test_results_with_and_without_a_sandbox_are_kept_apart():
    assert batch.key(SOURCE, b"1", Limits(), unsafe.grade) != batch.key(SOURCE, b"1", Limits())


@pytest.fixture
def no_bubblewrap(monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    (tmp_path / "in" / "ada").mkdir(parents=True)
    (tmp_path / "in" / "ada" / f"{LAB}.ipynb").write_bytes(content("solutions", LAB))
    return tmp_path


def test_the_command_refuses(no_bubblewrap, monkeypatch):
    done = run("grade", "1", no_bubblewrap / "in", "--out", no_bubblewrap / "out")
    assert done.exit_code == 1 and "install bubblewrap" in done.output and "--unsafe" in done.output
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    done = run("grade", "1", no_bubblewrap / "in", "--out", no_bubblewrap / "out")
    assert done.exit_code == 1 and "grade on Linux" in done.output and not (no_bubblewrap / "out").exists()


def test_the_command_marks_each_row(no_bubblewrap):
    done = run("grade", "1", no_bubblewrap / "in", "--out", no_bubblewrap / "out", "--unsafe")
    assert done.exit_code == 0, done.output
    [row] = csv.DictReader((no_bubblewrap / "out" / "grades.csv").read_text().splitlines())
    assert (row["score"], row["status"], row["notes"]) == ("90", "unsandboxed", unsafe.NOTE)
