"""Submissions written to cheat get what they deserve, and the honest one beside each of them gets its points."""

import json

import psutil
import pytest
from hostile import HOSTILE, UNREADABLE
from small_lab import POINTS, QUESTIONS, SECRET, SOURCE, submission

from course.grade import report
from course.grade.worker import Limits

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
    "lost, answers, change", [pytest.param(*(*entry, None)[:3], id=name) for name, entry in HOSTILE.items()]
)
def test_points_as_deserved(worker, lost, answers, change):
    handed_in = submission(change, **answers)
    result = worker.grade(SOURCE, handed_in, LIMITS)
    assert {question for question, points in result["points"].items() if points != POINTS} == lost, result
    assert result["of"] == FULL
    seen = json.dumps(result) + report.page("small", SOURCE, handed_in, {"student": "s", **result})
    assert SECRET not in seen, "a hidden test leaks"
    assert "<script" not in seen and "<img" not in seen.replace(json.dumps(result), "")


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable(worker, content):
    result = worker.grade(SOURCE, content, LIMITS)
    assert result["status"].startswith("unreadable: ")
    assert set(result["points"].values()) == {0}
