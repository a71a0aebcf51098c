"""Files of the grader: named after students, and replaced whole."""

import hashlib
import os
from pathlib import Path


def file_name(student: str) -> str:
    """A student's name as a file's: letters of any script stay, what a file system may not like goes."""
    kept = "".join(c if c.isalnum() or c in "-_ ." else f"%{ord(c):x}" for c in student).strip(". ")
    if len(kept) > 120:  # two long names stay two
        kept = f"{kept[:100]}-{hashlib.sha256(student.encode()).hexdigest()[:12]}"
    return kept or "student"


def replace(path: Path, text: str) -> None:
    """Write beside it, then rename: a file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
