"""One submission at a time, in a sandbox: a process that forks a judge for each, and students' processes."""

import json
import select
import socket
import struct
import sys
import time
from dataclasses import asdict, dataclass

from course.grade import notebook, sandbox


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Seconds, bytes, and numbers."""

    cell: float = 60  #: seconds that one cell, one test, or one call of a test may take
    total: float = 600  #: seconds for the whole submission
    memory: int = 4 << 30  #: of each process
    file: int = 64 << 20
    folder: int = 128 << 20
    processes: int = 256  #: threads count


class Zygote:
    """A process in the sandbox that has Keras imported and forks when asked to."""

    def __init__(self):
        self.control, theirs = socket.socketpair()
        start = f"import sys; sys.path.insert(0, {str(sandbox.PACKAGE.parent)!r})\n"
        start += "from course.grade import zygote; zygote.main()"
        self.process = sandbox.start([sys.executable, "-I", "-c", start, str(theirs.fileno())], theirs.fileno())
        theirs.close()
        self.lines = self.control.makefile("rb")
        if self.lines.readline() != b"ready\n":
            raise sandbox.NoSandbox(f"the sandbox did not start: {self.process.stderr.read().decode()[-500:]}")

    def fork(self, role, modules, limits):
        """A new process for which `modules` are not there; returns its number and our end of the socket to it."""
        ours, theirs = socket.socketpair()
        files = [str(sandbox.file_of(module)) for module in modules]
        order = {"do": "fork", "role": role, "modules": modules, "hidden": files, "limits": limits}
        with theirs:
            answer = self._ask(order, [theirs.fileno()])
        return answer["number"], ours

    def kill(self, number):
        """End a fork and all that it started."""
        self._ask({"do": "kill", "number": number})

    def _ask(self, order, files=()):
        try:
            socket.send_fds(self.control, [json.dumps(order).encode()], files)
            answer = json.loads(self.lines.readline() or b'{"error": "the sandbox has ended"}')
        except OSError as error:
            answer = {"error": f"the sandbox has ended: {error}"}
        if "error" in answer:
            raise sandbox.NoSandbox(answer["error"])
        return answer

    def close(self):
        """End all."""
        self.control.close()
        self.process.kill()
        self.process.wait()


class Worker:
    """Grades submissions one after the other."""

    def __init__(self):
        self.zygote = Zygote()

    def grade(self, source: bytes, submission: bytes, limits: Limits | None = None) -> dict:
        """The pure function at the heart of grading: a lab, a submission and limits in; points and messages out.

        Returns status, points, of (both by question), messages (by question), cells (pairs of a cell's name and what
        it said), notes. All of it is JSON.
        """
        limits = limits or Limits()
        hidden = json.loads(source)["metadata"]["course"]["answer_modules"]
        forked = asdict(limits) | {"seconds": int(limits.total) + 1}
        result = {
            "status": "crashed",
            "points": {},
            "of": notebook.points(json.loads(source)),
            "messages": {},
            "cells": [],
            "notes": [],
        }
        student = None
        judge, talk = self.zygote.fork("judge", [], forked | {"memory": 2 * limits.memory})
        end = time.monotonic() + limits.total
        try:
            talk.settimeout(limits.total)
            talk.sendall(struct.pack("<dII", limits.cell, len(source), len(submission)) + source + submission)
            for message in _lines(talk, end):
                if message.get("ask") == "student":
                    if student is not None:
                        self.zygote.kill(student)
                    student, ours = self.zygote.fork("student", hidden, forked)
                    socket.send_fds(talk, [b"s"], [ours.fileno()])
                    ours.close()
                elif "question" in message:
                    result["points"][message["question"]] = message["points"]
                    result["messages"][message["question"]] = message["message"]
                elif "cell" in message:
                    result["cells"].append([message["cell"], message["said"]])
                elif "notes" in message:
                    result["notes"] += message["notes"]
                elif "status" in message:
                    result["status"] = message["status"]
        except (TimeoutError, BrokenPipeError, ConnectionResetError) as error:
            result["status"] = "timed out" if isinstance(error, TimeoutError) else "crashed"
        finally:
            if student is not None:
                self.zygote.kill(student)
            self.zygote.kill(judge)
            talk.close()
        for question in result["of"]:
            result["points"].setdefault(question, 0)
            result["messages"].setdefault(question, f"not reached: grading {result['status']}")
        return result

    def close(self):
        """End the sandbox and all in it."""
        self.zygote.close()


def _lines(sock, end):
    """Messages until the judge ends; raises TimeoutError."""
    text = b""
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([sock], [], [], left)[0]:
            raise TimeoutError
        part = sock.recv(1 << 16)
        if not part:
            return
        text += part
        *lines, text = text.split(b"\n")
        yield from map(json.loads, lines)
