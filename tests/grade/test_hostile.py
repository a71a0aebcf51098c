"""Submissions written to cheat get what they deserve, and the honest one beside each of them gets its points."""

import json
import py_compile
import subprocess
from pathlib import Path

import numpy as np
import psutil
import pytest
import quickest
from hostile import HOSTILE, UNREADABLE
from small_lab import POINTS, QUESTIONS, SECRET, SOURCE, submission

from course import backend
from course.grade import marks, report, sandbox
from course.grade.graded import graded
from course.grade.worker import Limits

# All submissions on one backend, a sample of them on the others.
SHARE = 1 if backend.name() == quickest.FOR_LABS else {"tensorflow": 8}.get(backend.name(), 32)
LIMITS = Limits(cell=4, total=40, memory=1 << 30, file=4 << 20, folder=16 << 20, processes=64)
FULL = dict.fromkeys(QUESTIONS, POINTS)


def processes(worker):
    """All that runs in the sandbox, but for its first process and the one that forks."""
    _, _, *others = psutil.Process(worker.zygote.process.pid).children(recursive=True)
    return [process for process in others if process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(autouse=True)
def an_honest_one_beside_it(worker):
    yield
    assert worker.grade(SOURCE, submission(), LIMITS)["points"] == FULL
    assert processes(worker) == []


@pytest.mark.parametrize(
    "lost, answers, change", [pytest.param(*(*entry, None)[:3], id=name) for name, entry in HOSTILE.items()][::SHARE]
)
def test_points_as_deserved(worker, lost, answers, change):
    handed_in = submission(change, **answers)
    result = worker.grade(SOURCE, handed_in, LIMITS)
    assert {question for question, points in result["points"].items() if points != POINTS} == lost, result
    assert result["of"] == FULL
    [shown] = marks.added([{"student": "s", **result}], SOURCE, {"s": handed_in}, {})
    seen = json.dumps(result) + report.page("small", SOURCE, handed_in, shown)
    seen += json.dumps(graded(json.loads(SOURCE), handed_in, shown)["cells"])
    assert SECRET not in seen, "a hidden test leaks"
    assert "<script" not in report.page("small", SOURCE, handed_in, shown)


def test_what_hidden_tests_ask_for_is_told_by_no_later_answer(worker):
    """One that writes down all that it is asked, and says it where messages are shown."""
    spy = "SEEN = []\ndef double(x):\n    SEEN.append(x.tolist())\n    return 2 * x"
    tell = "def {}(*args):\n    raise ValueError(repr(SEEN))"
    result = worker.grade(
        SOURCE, submission(double=spy, total=tell.format("total"), count=tell.format("count")), LIMITS
    )
    assert result["points"]["double"] == POINTS
    assert "[[1, 2]]" in result["messages"]["count"], "the visible test's own"
    hidden = np.random.default_rng(7).normal(size=5)
    assert not any(f"{x:.4f}" in json.dumps(result) for x in hidden)


@pytest.mark.once
@pytest.mark.parametrize("place", ["/x", "/dev/x", str(sandbox.PACKAGE.parent / "x.py")])
def test_nothing_that_submissions_share_can_be_written(worker, place):
    done = subprocess.run(sandbox.command("/usr/bin/touch", place), capture_output=True, text=True)
    assert done.returncode and "Read-only file system" in done.stderr


@pytest.mark.once
def test_a_module_with_answers_is_not_there_compiled_either(worker):
    """A file of the library that is not shown, and what Python has made of it."""
    module = Path(sandbox.file_of("course.train.metrics"))
    compiled = Path(py_compile.compile(module))
    assert compiled.exists()
    source = json.loads(SOURCE)
    source["metadata"]["course"]["answer_modules"] = ["course.train.metrics"]
    look = f"""
def count():
    import os
    for path in {[str(module), str(compiled)]!r}:
        if os.path.exists(path) and open(path, "rb").read():
            return 3
    return 2
"""
    result = worker.grade(json.dumps(source).encode(), submission(count=look), LIMITS)
    assert result["points"] == FULL | {"count": 0}


@pytest.mark.once
@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable(worker, content):
    result = worker.grade(SOURCE, content, LIMITS)
    assert result["status"].startswith("unreadable: ")
    assert set(result["points"].values()) == {0}
