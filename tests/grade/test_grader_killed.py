"""A grader that is killed at any moment loses nothing: the next run goes on, and ends with the same table."""

import csv
import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from small_lab import POINTS, SOURCE, submission

MOMENTS, STUDENTS = 20, 30
GRADE = """
import sys
from pathlib import Path
from course.grade import batch, marks, report, submissions
out, folder = map(Path, sys.argv[1:])
found = submissions.find([folder], "lab99_small")
contents = {s.student: s.content for s in found}
source = Path(folder.parent, "source.ipynb").read_bytes()
results = marks.added(batch.grade(source, found, out), source, contents, {})
report.write(out, "lab99_small", source, contents, results)
"""


def of_numbers(book):
    """The lab without its question of Keras, which takes longest."""
    book = json.loads(book)
    book["cells"] = [cell for cell in book["cells"] if not cell["id"].startswith("block")]
    return json.dumps(book).encode()


@pytest.fixture
def class_(tmp_path):
    """A folder of 30 students: each has one question wrong or none, and no two the same file."""
    (tmp_path / "source.ipynb").write_bytes(of_numbers(SOURCE))
    for n in range(STUDENTS):
        folder = tmp_path / "in" / f"student{n:02}"
        folder.mkdir(parents=True)
        wrong = f"def count():\n    return {3 if n % 3 else 4}  # {n}"
        (folder / "lab99_small.ipynb").write_bytes(of_numbers(submission(count=wrong)))
    return tmp_path


def start(folder, out):
    command = [sys.executable, "-c", GRADE, str(out), str(folder / "in")]
    # A grader loads Keras in any case, and this one soonest; of the answers none asks for it.
    soonest = {"KERAS_BACKEND": "jax"} if importlib.util.find_spec("jax") else {}
    return subprocess.Popen(command, env=os.environ | soonest, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def undisturbed(folder, out):
    process = start(folder, out)
    began = time.monotonic()
    _, error = process.communicate(timeout=300)
    assert process.returncode == 0, error.decode()
    return time.monotonic() - began


def runs(process):
    """Whether it still does: what has ended and nobody has asked for does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_killed_at_random_moments(worker, class_):
    """Killed with all that it holds open; run after run on the same folder, and anew when a run has come to its end."""
    seconds = undisturbed(class_, class_ / "whole")
    table = (class_ / "whole" / "grades.csv").read_bytes()
    rows = list(csv.DictReader(table.decode().splitlines()))
    assert [int(row["score"]) for row in rows] == [3 * POINTS if n % 3 else 2 * POINTS for n in range(STUDENTS)]

    rng, ends, out = random.Random(0), 0, class_ / "killed0"
    for _ in range(MOMENTS):
        process = start(class_, out)
        time.sleep(rng.uniform(0, seconds))
        started = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.wait()
        end = time.monotonic() + 60
        while (alive := [each for each in started if runs(each)]) and time.monotonic() < end:
            time.sleep(0.05)
        assert alive == [], "something is left running"
        for place in (out / "results").glob("*.json"):
            json.loads(place.read_text())
        if (out / "grades.csv").exists():
            assert (out / "grades.csv").read_bytes() == table
            ends += 1
            out = class_ / f"killed{ends}"
    undisturbed(class_, out)
    assert (out / "grades.csv").read_bytes() == table
    assert Path(out, "results").is_dir() and len(list((out / "results").glob("*.json"))) == STUDENTS
