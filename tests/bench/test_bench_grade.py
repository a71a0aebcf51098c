"""Grading against ``nbgrader autograde`` on the same submissions, and what many cost.

What a start costs, of nbgrader's command and of our workers, stands in rows of its own.
"""

import json
import os
import subprocess
import sys
import threading
import time
from functools import partial
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from rows import duration, record

from course.grade import batch
from course.grade.submissions import Submission
from course.grade.worker import Worker

ROOT = Path(__file__).parents[2]
LABS = {"lab01_convolution": (10, 110), "lab07_resnet": (10, 40)}  # NumPy, Keras: a small and a larger class
THEIRS, MANY = (1, 4), 500
NUMPY, KERAS = LABS


def source(lab):
    return (ROOT / "solutions" / lab / f"{lab}.ipynb").read_bytes()


def class_(lab, size):
    """Solved labs, no two the same file."""
    book = json.loads(source(lab))
    for n in range(size):
        book["cells"][-1]["source"] = f"check.summary()  # student {n}"
        yield Submission(f"student{n:03}", json.dumps(book).encode())


def seconds_ours(lab, jobs, size, out):
    """Seconds for a class of this size; each student solved the lab."""
    start = time.perf_counter()
    results = batch.grade(source(lab), list(class_(lab, size)), out, jobs=jobs)
    seconds = time.perf_counter() - start
    assert all(r["points"] == r["of"] for r in results)
    return seconds


def seconds_theirs(lab, size, folder):
    """The same by their own command, as their documentation has it."""
    for place in (folder / "source" / lab, *(folder / "submitted" / s.student / lab for s in class_(lab, size))):
        place.mkdir(parents=True)
        (place / f"{lab}.ipynb").write_bytes(source(lab))
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.ExecutePreprocessor.timeout = 300\n")
    nbgrader = [sys.executable, "-m", "nbgrader"]
    quiet = {"cwd": folder, "capture_output": True, "text": True, "env": os.environ | {"COURSE_OFFLINE": "1"}}
    made = subprocess.run([*nbgrader, "generate_assignment", lab], **quiet)
    assert made.returncode == 0, made.stderr[-2000:]
    start = time.perf_counter()
    done = subprocess.run([*nbgrader, "autograde", lab], **quiet)
    seconds = time.perf_counter() - start
    graded = len(list((folder / "autograded").glob("*/*/*.ipynb")))
    assert graded == size, done.stderr[-2000:]
    return seconds


def taken_apart(seconds, sizes, folder):
    """Seconds of the start, and of each submission: what the two classes have in common, and by what they differ."""
    small, large = (seconds(size, folder / str(size)) for size in sizes)
    each = (large - small) / (sizes[1] - sizes[0])
    return max(small - sizes[0] * each, 0), each


@pytest.mark.parametrize("lab", LABS)
def test_bench_against_nbgrader(lab, tmp_path):
    """One round: what is compared takes seconds to minutes, a start and several submissions each."""
    their_start, theirs = taken_apart(partial(seconds_theirs, lab), THEIRS, tmp_path / "theirs")
    our_start, one = taken_apart(partial(seconds_ours, lab, 1), LABS[lab], tmp_path / "one")
    _, two = taken_apart(partial(seconds_ours, lab, 2), LABS[lab], tmp_path / "two")
    what = f"grading {lab}"
    record(f"{what}, start", duration(our_start), f"nbgrader autograde, {duration(their_start)}")
    record(f"{what}, a submission", duration(one), f"nbgrader autograde, {duration(theirs)}", [one / theirs])
    record(f"{what}, a submission, two workers", duration(two), f"one worker, {duration(one)}", [two / one])


def test_bench_memory_of_a_worker():
    worker = Worker()
    record("a worker's memory, idle", f"{_memory(worker.zygote.process.pid) >> 20} MiB")
    with _Peak(worker.zygote.process.pid) as peak:
        for one in class_(KERAS, 3):
            worker.grade(source(KERAS), one.content)
    worker.close()
    record(f"a worker's memory, {KERAS}, at most", f"{peak.value >> 20} MiB")


def test_bench_many(tmp_path):
    """Time and memory by hundreds: neither grows with what has been graded before."""
    marks = []

    def progress(done, total):
        if done % 100 == 0:
            marks.append((time.perf_counter(), peak.take()))

    with _Peak(os.getpid()) as peak:
        batch.grade(source(NUMPY), list(class_(NUMPY, MANY)), tmp_path, jobs=2, progress=progress)
    for n, ((before, _), (after, most)) in enumerate(pairwise(marks), start=1):
        what = f"{NUMPY}, submissions {100 * n - 99} to {100 * n} of {MANY}, two workers"
        record(what, duration(after - before), f"all processes' memory at most {most >> 20} MiB")


class _Peak:
    """The most memory that a process and all that it started hold together, watched from a thread."""

    def __init__(self, pid):
        self.pid, self.value, self.ends = pid, 0, threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self):
        while not self.ends.wait(0.5):
            self.value = max(self.value, _memory(self.pid))

    def take(self):
        value, self.value = self.value, 0
        return value

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()


def _memory(pid):
    """What the processes hold alone, and their part of what they share."""
    total = 0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue  # it has ended meanwhile
    return total
