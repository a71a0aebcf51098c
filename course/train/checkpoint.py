"""Checkpoints on a disk that may fail: each is whole or not there, carries its checksum, and has one before it."""

import contextlib
import errno
import hashlib
import io
import json
import os
import shutil

import numpy as np

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write(folder, step, arrays, about):
    """Write the checkpoint of step `step`. Takes the memory of one copy of the arrays.

    Args:
        folder: a ``pathlib.Path``; made where it is not there.
        step: number of steps done.
        arrays: dict of NumPy arrays.
        about: what JSON can hold.

    Returns the file's path. Raises RuntimeError as `replace` does.
    """
    memory = io.BytesIO()
    np.savez(memory, about=np.frombuffer(json.dumps(about).encode(), "uint8"), **arrays)
    content = memory.getbuffer()
    path = folder / f"step-{step:010d}.checkpoint"
    replace(path, hashlib.sha256(content).hexdigest().encode() + b"\n", content)
    return path


def replace(path, *parts):
    """Write a file; whenever the machine stops, it is there with all parts, or what was there before is.

    They are written under another name, brought to the disk (``fsync``), and renamed.
    Raises RuntimeError where that cannot be done: what happened, and what to do; no half of it stays.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
        _sync(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise RuntimeError(_trouble(path, sum(map(len, parts)), error)) from error


def newest(folder, say):
    """The newest checkpoint that is whole: (path, arrays, about), or None.

    Args:
        folder: a ``pathlib.Path``, there or not.
        say: called with a line for each one that is damaged.
    """
    for path in sorted(folder.glob("step-*.checkpoint"), reverse=True):
        try:
            return path, *read(path)
        except ValueError as error:
            say(f"{error}: on from the one before it, or from the start")
    return None


def read(path):
    """Arrays and `about` of a checkpoint. Raises ValueError where it is not what was written."""
    digest, _, content = path.read_bytes().partition(b"\n")
    if hashlib.sha256(content).hexdigest().encode() != digest:
        raise ValueError(f"{path} is damaged, its checksum is another")
    with np.load(io.BytesIO(content)) as file:
        arrays = dict(file)
    return arrays, json.loads(arrays.pop("about").tobytes())


def prune(folder, keep):
    """Remove all checkpoints but those of the paths `keep`, and what a write that was killed has left."""
    for path in folder.glob("step-*"):
        if path not in keep:
            path.unlink(missing_ok=True)


def _sync(folder):
    """Bring a rename to the disk, where folders can be opened (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _trouble(path, size, error):
    folder = path.parent
    before = "the checkpoint before is whole: " if folder.is_dir() and any(folder.glob("step-*.checkpoint")) else ""
    what = f"{path}, {size:,} bytes, cannot be written: {error.strerror}"
    if error.errno in FULL:
        free = shutil.disk_usage(folder).free if folder.is_dir() else 0
        return f"{what} ({free:,} are free); {before}make room, then start the same command again"
    return f"{what}; {before}mend that, then start the same command again"
