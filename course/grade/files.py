"""Files of the grader: named after students, and replaced whole."""

import hashlib
import os
from pathlib import Path


def file_name(student: str) -> str:
    """A student's name as a file's: letters of any script stay, what a file system may not like goes."""
    kept = "".join(c if c.isalnum() or c in "-_ ." else f"%{ord(c):x}" for c in student).strip(". ")
    if kept and kept == student and len(kept.encode()) < 120:
        return kept
    digest = hashlib.sha256(student.encode(errors="backslashreplace")).hexdigest()[:12]  # two names stay two
    return f"{kept.encode()[:100].decode(errors='ignore') or 'student'}-{digest}"


def replace(path: Path, text: str) -> None:
    """Write beside it, then rename: a file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_text(text, encoding="utf-8", errors="backslashreplace")
    os.replace(beside, path)
