"""Many submissions: each graded once, and kept by what it depends on, so that a killed run goes on where it was."""

import concurrent.futures
import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import platform
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

from course.grade import notebook, unsafe, workers
from course.grade.files import replace
from course.grade.release import find
from course.grade.submissions import Submission
from course.grade.worker import Limits

AGAIN = ("crashed", "timed out")  #: may be the machine's fault: a later run tries once more


def grade(assignment: bytes, submissions: list[Submission], out: Path, *, jobs: int = 1,
          scheduler: str | None = None, sandboxed: bool = True, limits: Limits | None = None,
          progress=lambda done, total: None) -> list[dict]:  # fmt: skip
    """The result of each submission, in their order: student, status, points and the rest of `Worker.grade`.

    Results lie in ``out/results``, named by a hash of the lab, the submission, limits and versions. What is there
    already is not graded again. `jobs` processes share the work, or the workers of the dask `scheduler`. With
    ``sandboxed=False`` the visible tests alone run, by `unsafe.grade`.
    """
    limits = limits or Limits()
    store = Path(out, "results")
    store.mkdir(parents=True, exist_ok=True)
    one = workers.grade if sandboxed else unsafe.grade
    places = {
        s.student: store / f"{key(assignment, s.content, limits, one)}.json" for s in submissions if not s.problem
    }
    to_do = {}
    for submission in submissions:
        place = places.get(submission.student)
        if place is not None and (_kept(place) or {"status": AGAIN[0]})["status"] in AGAIN:
            to_do.setdefault(place, submission.content)  # equal files are graded once
    progress(0, len(to_do))
    task = partial(one, assignment, limits=limits)
    for n, (place, result) in enumerate(_graded(task, to_do, jobs, scheduler), start=1):
        replace(place, json.dumps(result))
        progress(n, len(to_do))
    of = notebook.points(json.loads(assignment))
    nothing = {"points": dict.fromkeys(of, 0), "of": of, "messages": {}, "cells": [], "notes": []}
    return [
        {"student": s.student, **(nothing | {"status": s.problem} if s.problem else _kept(places[s.student]))}
        for s in submissions
    ]


def assignment(lab: str, solutions: Path) -> Path:
    """The source of a lab by its short name; raises ValueError for an unknown one."""
    names = sorted(p.parent.name for p in solutions.glob("lab*/*.ipynb") if p.stem == p.parent.name)
    name = find(lab, names)
    return solutions / name / f"{name}.ipynb"


def key(assignment: bytes, submission: bytes, limits: Limits, one=workers.grade) -> str:
    """What a result depends on, as a name."""
    parts = [assignment, submission, json.dumps([asdict(limits), one.__module__, versions()]).encode()]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:40]


@cache
def versions() -> list[str]:
    """The versions, and the course's own files, on which results depend."""
    names = ("keras", "numpy", "scipy", "tensorflow", "tensorflow-cpu", "jax", "torch")
    known = [
        f"{d.metadata['Name']} {d.version}" for d in importlib.metadata.distributions() if d.metadata["Name"] in names
    ]
    package = Path(__file__).parents[1]
    own = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(package.rglob("*.py")))).hexdigest()
    return [*sorted(set(known)), f"Python {platform.python_version()}", own, os.environ.get("KERAS_BACKEND", "")]


def _graded(task, to_do, jobs, scheduler):
    """Pairs of place and result, as they come. What has come is not lost if a later one fails."""
    if not to_do:
        return
    if scheduler:
        yield from _elsewhere(task, to_do, scheduler)
        return
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(
        min(jobs, len(to_do)), context, workers.end_with, (os.getpid(),)
    ) as pool:
        futures = {pool.submit(task, text): place for place, text in to_do.items()}
        try:
            for future in concurrent.futures.as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # an interruption does not wait for the rest
            raise


def _elsewhere(task, to_do, scheduler):
    """The same on dask's workers, each of which has to be what this machine is: the results are kept as ours."""
    from dask.distributed import Client, as_completed

    with Client(scheduler, timeout=10) as client:
        if not client.scheduler_info()["workers"]:
            raise RuntimeError(f"no worker has joined the scheduler at {scheduler} yet")
        [assigned] = client.scatter([(task, versions())], broadcast=True)
        futures = {client.submit(_call, assigned, text, pure=False, retries=2): p for p, text in to_do.items()}
        for future, result in as_completed(list(futures), with_results=True):
            yield futures[future], result


def _call(assigned, text):
    task, theirs = assigned
    if theirs != versions():
        odd = sorted(set(theirs) ^ set(versions()))
        raise RuntimeError(f"the worker {platform.node()} has other versions or another backend: {', '.join(odd)}")
    return task(text)


def _kept(place):
    """A result of before, or None; half a file counts as none."""
    try:
        return json.loads(place.read_text())
    except (OSError, ValueError):
        return None
