"""The judge's process: reads the task, asks for students' processes, reports question by question."""

import json
import signal
import socket
import struct

from course.grade import judge, notebook


def serve(control: socket.socket) -> None:
    """Grade one submission; every message to the worker is a line of JSON."""
    seconds, *sizes = struct.unpack("<dII", _exactly(control, 16))
    source, submission = (_exactly(control, size) for size in sizes)

    def report(message):
        control.sendall(json.dumps(message).encode() + b"\n")

    def new_student():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})  # what was asked for is also taken
        try:
            report({"ask": "student"})
            _, sockets, _, _ = socket.recv_fds(control, 1, 1)
            return socket.socket(fileno=sockets[0])
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})

    try:
        judge.grade(json.loads(source), notebook.read(submission), new_student, report, seconds)
    except notebook.Unreadable as error:
        report({"status": f"unreadable: {error}"})
        return
    report({"status": "graded"})


def _exactly(sock, size):
    found = bytearray()
    while len(found) < size:
        part = sock.recv(size - len(found))
        if not part:
            raise SystemExit
        found += part
    return bytes(found)
