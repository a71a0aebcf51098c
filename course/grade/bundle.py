"""What students get, in one file: the course without its answers and tests."""

import os
import zipfile
from pathlib import Path

GIVEN = ("README.md", "LICENSE", "requirements.txt", "pyproject.toml", "course", "notebooks")
SECRET = (b"BEGIN SOLUTION", b"BEGIN HIDDEN TESTS")
OWN = "course/grade/"  # the grader speaks of both marks, and holds neither
DATE = (2020, 1, 1, 0, 0, 0)  # the same files make the same bytes


def pack(target: Path, root: Path, labs: list[str]) -> int:
    """Write the zip, and return how many files are in it: the library, the notebooks, and these of ``labs/``.

    All files lie in one folder, so that it unpacks into one. Raises RuntimeError, and writes nothing, if one of them
    holds a solution or a hidden test.
    """
    places = [*GIVEN, *(f"labs/{name}" for name in labs), *(p.relative_to(root) for p in root.glob(".github/*.png"))]
    files = sorted(file for place in places for file in _files(root / place))
    for file in files:
        name = file.relative_to(root).as_posix()
        if not name.startswith(OWN) and any(mark in file.read_bytes() for mark in SECRET):
            raise RuntimeError(f"{name} holds solutions or hidden tests: it belongs into solutions/")
    beside = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                info = zipfile.ZipInfo(f"cnn-course/{file.relative_to(root).as_posix()}", DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, file.read_bytes())
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    return len(files)


def _files(place):
    """A file, or those of a folder, without what programs leave behind."""
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise FileNotFoundError(f"{place}: not there, so it cannot be packed")
    found = [path for path in place.rglob("*") if path.is_file()]
    return [p for p in found if not any(part.startswith((".", "__pycache__")) for part in p.relative_to(place).parts)]
