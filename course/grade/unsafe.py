"""Without a sandbox: the visible tests alone, in a process that knows nothing to hide, and every row says so."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from course.grade import check, notebook
from course.grade.worker import Limits

NOTE = "visible tests only, run without a sandbox"


def grade(assignment: bytes, submission: bytes, limits: Limits) -> dict:
    """What `Worker.grade` returns, as far as visible tests tell: status "unsandboxed".

    The student's code runs as the user who grades. It can read and write that user's files and forge its own points.
    """
    source = json.loads(assignment)
    of = notebook.points(source)
    result = {"status": "unsandboxed", "points": dict.fromkeys(of, 0), "of": of, "messages": {}, "cells": []}
    try:
        plan, notes = notebook.steps(source, notebook.read(submission))
    except notebook.Unreadable as error:
        return result | {"status": f"unreadable: {error}", "notes": [NOTE]}
    steps = [asdict(step) | {"source": step.visible} for step in plan]
    with tempfile.TemporaryDirectory() as folder:
        task, answer = Path(folder, "task.json"), Path(folder, "answer.json")
        task.write_text(json.dumps([source["metadata"]["course"]["answer_modules"], steps]))
        status = _run(["-m", __name__, str(task), str(answer)], folder, limits.total)
        found = _read(answer)
    if status:
        result |= {"status": status}
    for question in of:
        result["messages"][question] = str(found.get(question, f"not reached: {status or 'its process ended'}"))
        result["points"][question] = of[question] if found.get(question) == "" else 0
    return result | {"notes": [*notes, NOTE]}


def _run(arguments, folder, seconds):
    """Run Python in a folder of its own; returns "" or what became of it."""
    environment = os.environ | {
        "COURSE_OFFLINE": "1",
        "MPLBACKEND": "Agg",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    null = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, stdin=null, stdout=null,
                               stderr=null, start_new_session=True)  # fmt: skip
    try:
        process.wait(seconds)
        return "" if process.returncode == 0 else "crashed"
    except subprocess.TimeoutExpired:
        return "timed out"
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
        process.wait()


def _read(path):
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def main() -> None:
    """In the process of its own: run the steps, and write what each question's visible tests say."""
    from course.grade.student import Hidden

    task, answer = map(Path, sys.argv[1:])
    modules, steps = json.loads(task.read_text())
    sys.meta_path.insert(0, Hidden(modules))
    found = {each.question: each.message for each in check.run(notebook.Step(**step) for step in steps)}
    answer.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
