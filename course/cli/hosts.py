"""A training on many hosts ends in words, however it ends."""

import os
import signal
import sys
from contextlib import contextmanager

import typer

from course import backend

LOST = (
    "a host was lost, or this process was killed: start the same command again on all hosts, and it goes on from the "
    "last checkpoint"
)


@contextmanager
def together(hosts):
    """Run the body as one of many hosts, where `hosts` says which (``backend.join_hosts``); None: alone, as it is.

    When a host is lost, JAX ends the others in the middle of whatever they do: a process beside this one says then
    what has happened. After an error this process ends at once: Python would wait for hosts that wait for this one.
    """
    if hosts is None:
        yield
        return
    backend.check_hosts(hosts)
    over = _watch()  # before JAX starts threads
    try:
        backend.join_hosts(hosts)
        yield
    except KeyboardInterrupt:
        over()
        os._exit(130)
    except (ValueError, OSError, RuntimeError) as error:
        over()
        lost = isinstance(error, RuntimeError) and type(error) is not RuntimeError  # JAX's own kind
        typer.echo(f"course: {LOST} ({error})" if lost else f"course: {error}", err=True)
        sys.stdout.flush()
        os._exit(1 if isinstance(error, RuntimeError) else 2)
    over()


def _watch():
    """Start a process that speaks when this one ends before it has called the function that is returned."""
    sys.stdout.flush()
    sys.stderr.flush()
    end, begin = os.pipe()
    if os.fork():
        os.close(end)
        return lambda: os.write(begin, b"over")
    os.close(begin)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one that trains
    if not os.read(end, 1):
        os.write(2, f"course: {LOST}\n".encode())
    os._exit(0)
