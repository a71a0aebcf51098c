"""Runs in the sandbox: imports Keras once, runs no operation, and forks for each submission.

Python started anew would import Keras for seconds; a fork of this process has it at once. (A fork of a process that has
run an operation hangs, on every backend.) Commands come by a socket, a JSON object each, with a socket in tow.
"""

import json
import os
import signal
import socket
import sys

from course.grade import isolate


def main() -> None:
    """Serve the worker until it closes the socket whose number is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    import keras  # noqa: F401
    import numpy as np  # noqa: F401
    import scipy.ndimage
    import scipy.signal  # noqa: F401

    from course.grade import judging, student  # noqa: F401

    isolate.adopt_orphans()
    control.sendall(b"ready\n")
    alive = set()
    while True:
        text, sockets, _, _ = socket.recv_fds(control, 1 << 16, 1)
        if not text:
            break
        command = json.loads(text)
        alive -= _ended(alive)
        if command["do"] == "kill":
            if command["number"] in alive:
                os.kill(command["number"], signal.SIGKILL)
                os.waitpid(command["number"], 0)
                alive.discard(command["number"])
            control.sendall(b"{}\n")
            continue
        theirs = socket.socket(fileno=sockets[0])
        try:
            number = isolate.fork(lambda: _serve(command, theirs, control), command["hidden"], command["limits"])  # noqa: B023
            alive.add(number)
            control.sendall(json.dumps({"number": number}).encode() + b"\n")
        except OSError as error:
            control.sendall(json.dumps({"error": str(error)}).encode() + b"\n")
        theirs.close()
    for number in alive:
        os.kill(number, signal.SIGKILL)


def _serve(command, sock, control):
    control.close()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # nobody reads them, and a pipe that is full would stop all
        os.dup2(null, stream)
    if command["role"] == "student":
        from course.grade.student import Student

        Student(sock, command["modules"]).serve()
    else:
        from course.grade.judging import serve

        serve(sock)


def _ended(alive):
    ended = set()
    for number in alive:
        with __import__("contextlib").suppress(ChildProcessError):
            if os.waitpid(number, os.WNOHANG)[0]:
                ended.add(number)
    return ended


if __name__ == "__main__":
    main()
