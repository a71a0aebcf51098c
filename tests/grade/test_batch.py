"""Many submissions: one result for each student, each file graded once, and nothing twice after an interruption."""

import json
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest
from small_lab import POINTS, QUESTIONS, SOURCE, submission

from course.grade import batch, sandbox, workers
from course.grade.submissions import Submission
from course.grade.worker import Limits, Zygote

CLASS = [
    Submission("ada", submission()),
    Submission("bob", submission(count="def count():\n    return 2")),
    Submission("eve", b"{"),
    Submission("nobody", problem="missing"),
    Submission("twin", submission()),
]


@pytest.fixture
def calls(monkeypatch):
    """Grading without a sandbox: points by the length of the text; the list of what was graded."""
    made = []

    def graded(task, to_do, jobs, scheduler):
        for place, text in to_do.items():
            made.append(text)
            yield (
                place,
                {
                    "status": "graded",
                    "points": {"double": len(text)},
                    "of": {},
                    "messages": {},
                    "cells": [],
                    "notes": [],
                },
            )

    monkeypatch.setattr(batch, "_graded", graded)
    return made


def test_a_class(worker, tmp_path):
    """In processes of their own, as grading does it; the same as one after the other here."""
    shown = []
    results = batch.grade(SOURCE, CLASS, tmp_path, jobs=2, progress=lambda *done: shown.append(done))
    assert [result["student"] for result in results] == ["ada", "bob", "eve", "nobody", "twin"]
    assert [sum(result["points"].values()) for result in results] == [40, 30, 0, 0, 40]
    assert [result["status"].split(":")[0] for result in results] == [
        "graded",
        "graded",
        "unreadable",
        "missing",
        "graded",
    ]
    assert all(result["of"] == dict.fromkeys(QUESTIONS, POINTS) for result in results)
    for one, result in zip(CLASS, results, strict=True):
        if not one.problem:
            assert {"student": one.student} | worker.grade(SOURCE, one.content) == result
    assert shown == [(n, 3) for n in range(4)], "the twins' file is one"


def test_nothing_is_graded_twice(calls, tmp_path):
    first = batch.grade(SOURCE, CLASS, tmp_path)
    assert sorted(calls) == sorted({one.content for one in CLASS if not one.problem})
    calls.clear()
    assert batch.grade(SOURCE, CLASS, tmp_path) == first
    assert calls == []
    changed = [*CLASS[:1], Submission("bob", b"another")]
    batch.grade(SOURCE, changed, tmp_path)
    assert calls == [b"another"]


def test_an_interrupted_run_goes_on(calls, tmp_path, monkeypatch):
    def stop(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.grade(SOURCE, CLASS, tmp_path, progress=stop)
    assert len(calls) == 2
    batch.grade(SOURCE, CLASS, tmp_path)
    assert len(calls) == 3 and len(set(calls)) == 3


KEPT = {"crashed": False, "timed out": False, "graded": True, "unreadable: x": True}


@pytest.mark.parametrize("status", KEPT)
def test_what_may_be_the_machines_fault_is_graded_again(monkeypatch, tmp_path, status):
    made = []

    def graded(task, to_do, *_):
        made.extend(to_do)
        return ((place, {"status": status}) for place in to_do)

    monkeypatch.setattr(batch, "_graded", graded)
    assert [batch.grade(SOURCE, CLASS[:1], tmp_path)[0]["status"] for _ in range(2)] == [status] * 2
    assert len(made) == 2 - KEPT[status]


def test_a_sandbox_that_has_ended_is_made_anew(monkeypatch):
    ended = []

    class Sandbox:
        def grade(self, *_):
            if not ended:
                raise sandbox.NoSandbox("the sandbox has ended")
            return {"status": "graded"}

        def close(self):
            ended.append(self)

    monkeypatch.setattr(workers, "Worker", Sandbox)
    monkeypatch.setattr(workers, "_here", SimpleNamespace())
    assert workers.grade(SOURCE, b"", Limits()) == {"status": "graded"}
    assert len(ended) == 1 and workers._here.worker is not ended[0]


def test_one_that_ends_while_it_is_asked_is_said_to_have_ended():
    ours, theirs = socket.socketpair()
    zygote = Zygote.__new__(Zygote)
    zygote.control, zygote.lines = ours, ours.makefile("rb")
    theirs.close()
    with pytest.raises(sandbox.NoSandbox, match="the sandbox has ended"):
        zygote.fork("judge", [], {})


def test_where_there_is_no_sandbox_the_batch_can_be_imported():
    """As on Windows, which has no such modules."""
    code = "import sys; sys.modules.update(resource=None, fcntl=None, pwd=None); import course.grade.batch"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_half_a_result_is_none(calls, tmp_path):
    whole = batch.grade(SOURCE, CLASS, tmp_path)
    for place in (tmp_path / "results").iterdir():
        place.write_text(place.read_text()[:20])
    calls.clear()
    assert batch.grade(SOURCE, CLASS, tmp_path) == whole
    assert len(calls) == 3


def test_a_result_belongs_to_all_that_it_depends_on(monkeypatch):
    other = json.dumps(json.loads(SOURCE) | {"metadata": {}}).encode()
    keys = {
        batch.key(SOURCE, b"1", Limits()),
        batch.key(other, b"1", Limits()),
        batch.key(SOURCE, b"2", Limits()),
        batch.key(SOURCE, b"1", Limits(cell=9)),
    }
    monkeypatch.setattr(batch, "versions", lambda: ["another"])
    keys.add(batch.key(SOURCE, b"1", Limits()))
    assert len(keys) == 5


def test_names_of_labs(tmp_path):
    for name in ("lab01_one", "lab02_two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.ipynb").write_text("{}")
    assert batch.assignment("2", tmp_path) == tmp_path / "lab02_two" / "lab02_two.ipynb"
    with pytest.raises(ValueError, match=r"unknown lab 'lab03'.*lab01_one, lab02_two"):
        batch.assignment("lab03", tmp_path)
