"""Many submissions: each graded once, and kept by what it depends on, so that a killed run goes on where it was."""

import concurrent.futures
import hashlib
import importlib.metadata
import json
import multiprocessing
import os
from dataclasses import asdict
from functools import cache
from pathlib import Path

from course.grade.release import find
from course.grade.submissions import Submission
from course.grade.worker import Limits, Worker, questions


def grade(assignment: bytes, submissions: list[Submission], out: Path, *, jobs: int = 1, scheduler: str | None = None,
          limits: Limits | None = None, progress=lambda done, total: None) -> list[dict]:  # fmt: skip
    """The result of each submission, in their order: student, status, points and the rest of `Worker.grade`.

    Results lie in ``out/results``, named by a hash of the lab, the submission, limits and versions. What is there
    already is not graded again. `jobs` processes share the work, or the workers of the dask `scheduler`.
    """
    limits = limits or Limits()
    store = Path(out, "results")
    store.mkdir(parents=True, exist_ok=True)
    places = {s.student: store / f"{key(assignment, s.content, limits)}.json" for s in submissions if not s.problem}
    to_do = {}
    for submission in submissions:
        place = places.get(submission.student)
        if place is not None and _kept(place) is None:
            to_do.setdefault(place, submission.content)  # equal files are graded once
    progress(0, len(to_do))
    for n, (place, result) in enumerate(_graded(assignment, to_do, jobs, scheduler, limits), start=1):
        _keep(place, result)
        progress(n, len(to_do))
    nothing = {"points": dict.fromkeys(questions(assignment), 0), "of": questions(assignment)}
    nothing |= {"messages": {}, "cells": [], "notes": []}
    return [
        {"student": s.student, **(nothing | {"status": s.problem} if s.problem else _kept(places[s.student]))}
        for s in submissions
    ]


def assignment(lab: str, solutions: Path) -> Path:
    """The source of a lab by its short name; raises ValueError for an unknown one."""
    names = sorted(p.parent.name for p in solutions.glob("lab*/*.ipynb") if p.stem == p.parent.name)
    name = find(lab, names)
    return solutions / name / f"{name}.ipynb"


def key(assignment: bytes, submission: bytes, limits: Limits) -> str:
    """What a result depends on, as a name."""
    parts = [assignment, submission, json.dumps([asdict(limits), versions()]).encode()]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:40]


@cache
def versions() -> list[str]:
    """The versions, and the course's own files, on which results depend."""
    names = ("keras", "numpy", "scipy", "tensorflow", "tensorflow-cpu", "jax", "torch")
    known = [
        f"{d.metadata['Name']} {d.version}" for d in importlib.metadata.distributions() if d.metadata["Name"] in names
    ]
    package = Path(__file__).parents[1]
    files = sorted([*package.glob("grade/*.py"), *package.glob("checks/*.py")])
    own = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return [*sorted(set(known)), own, os.environ.get("KERAS_BACKEND", "")]


def task(assignment: bytes, submission: bytes, limits: Limits) -> dict:
    """One submission, graded in this process's own sandbox, which stays for the next."""
    return _worker().grade(assignment, submission, limits)


@cache
def _worker():
    return Worker()


def _graded(assignment, to_do, jobs, scheduler, limits):
    """Pairs of place and result, as they come."""
    if not to_do:
        return
    if scheduler:
        from dask.distributed import Client, as_completed

        with Client(scheduler) as client:
            futures = {
                client.submit(task, assignment, text, limits, pure=False): place for place, text in to_do.items()
            }
            for future in as_completed(futures):
                yield futures[future], future.result()
        return
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(min(jobs, len(to_do)), context) as pool:
        futures = {pool.submit(task, assignment, text, limits): place for place, text in to_do.items()}
        for future in concurrent.futures.as_completed(futures):
            yield futures[future], future.result()


def _kept(place):
    """A result of before, or None; half a file counts as none."""
    try:
        return json.loads(place.read_text())
    except (OSError, ValueError):
        return None


def _keep(place, result):
    """Write beside it, then rename: a result is there whole or not at all."""
    beside = place.with_suffix(f".{os.getpid()}.new")
    beside.write_text(json.dumps(result))
    os.replace(beside, place)
