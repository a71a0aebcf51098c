"""This process's own sandbox, which stays from one submission to the next."""

import threading

from course.grade.sandbox import NoSandbox
from course.grade.worker import Limits, Worker

_here = threading.local()  # a sandbox talks to one thread


def grade(assignment: bytes, submission: bytes, limits: Limits) -> dict:
    """`Worker.grade`, in a new sandbox if the old one has ended. Raises NoSandbox where none can be had."""
    try:
        return _worker().grade(assignment, submission, limits)
    except NoSandbox:
        if _here.__dict__.pop("worker", None) is None:  # it did not even start
            raise
    return _worker().grade(assignment, submission, limits)


def _worker():
    if not hasattr(_here, "worker"):
        _here.worker = Worker()
    return _here.worker
