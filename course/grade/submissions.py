"""Finding who handed in what: a folder of student folders, a folder of notebooks, or a learning platform's zip."""

import lzma
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

SIZE = 64 << 20  #: bytes of one notebook, at most
MANY = 100_000  #: entries of an archive, at most


@dataclass(frozen=True)
class Submission:
    """What one student handed in: the notebook's bytes, or a problem in words."""

    student: str
    content: bytes = b""
    problem: str = ""


@dataclass(frozen=True)
class _Found:
    path: PurePosixPath
    read: object  # a function that gives the bytes, or raises OSError, ValueError


def find(paths: list[Path], lab: str) -> list[Submission]:
    """One submission for each student, in order of their names.

    A path is a folder of student folders (nbgrader's ``submitted/`` too), a folder of notebooks, a notebook, or
    the zip that Moodle, Canvas and their like make. Links are not followed. Raises ValueError for a path that is
    none of these, or with nobody in it.
    """
    students: dict[tuple[str, str], list[_Found]] = {}
    for path in map(Path, paths):
        found = _in_zip(path) if zipfile.is_zipfile(path) else _in_folder(path)
        for student, files in found.items():
            students.setdefault(student, []).extend(files)
    if not students:
        raise ValueError(f"no submission in {', '.join(map(str, paths))}: expected student folders, notebooks or a zip")
    called = {}
    for (name, n), files in students.items():
        name = f"{name} ({n})" if n else name  # also where nobody else has the name yet: marks hang on it
        while name in called:  # somebody is called so already
            name += " (another)"
        called[name] = files
    return [_choose(student, called[student], lab) for student in sorted(called)]


def _choose(student, files, lab):
    if not files:
        return Submission(student, problem="missing")
    named = [file for file in files if file.path.stem == lab] or [f for f in files if lab[:5] in f.path.stem.lower()]
    chosen = named or files
    if len(chosen) > 1:
        names = ", ".join(sorted(str(file.path) for file in chosen))
        return Submission(student, problem=f"unreadable: {len(chosen)} notebooks, which one counts? {names}"[:500])
    try:
        content = chosen[0].read()
    except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError) as error:
        return Submission(student, problem=f"unreadable: {error}"[:500])
    return Submission(student, content)


def _in_folder(path):
    """Student -> files. A notebook in the folder itself belongs to the student of its name."""
    if path.is_file() and _is_notebook(path):
        return {_student(path.stem): [_file(path, path.parent)]}
    if not path.is_dir():
        raise ValueError(f"{path}: expected a folder, a notebook or a zip" if path.exists() else f"{path}: not there")
    found = {}
    for entry in sorted(path.iterdir()):
        if entry.name.startswith((".", "__MACOSX")):
            continue
        if entry.is_dir() and not entry.is_symlink():
            student = _student(entry.name)
            notebooks = [f for f in sorted(entry.rglob("*")) if _is_notebook(f) and not _hidden(f.relative_to(entry))]
            found.setdefault(student, []).extend(_file(file, path) for file in notebooks)
        elif _is_notebook(entry):
            student = _student(entry.stem)
            found.setdefault(student, []).append(_file(entry, path))
    return found


def _file(file, root):
    def read():
        mode = file.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise ValueError("it is a link, or no file")
        inside = file.resolve().is_relative_to(root.resolve())
        if not inside:
            raise ValueError("it lies behind a link")
        if file.stat().st_size > SIZE:
            raise ValueError(f"it has {file.stat().st_size >> 20} MiB, more than {SIZE >> 20}")
        return file.read_bytes()

    return _Found(PurePosixPath(file.relative_to(root).as_posix()), read)


def _in_zip(path):
    found = {}
    archive = zipfile.ZipFile(path)
    entries = archive.infolist()
    if len(entries) > MANY:
        raise ValueError(f"{path}: {len(entries):,} entries, more than {MANY:,}")
    for entry in entries:
        name = PurePosixPath(_name(entry))
        if not name.parts or name.parts[0] == "__MACOSX":
            continue
        inside = len(name.parts) > 1 or entry.is_dir()
        student = _student(name.parts[0] if inside else name.stem)
        files = found.setdefault(student, []) if inside or _is_notebook(name) else []
        if _is_notebook(name) and not entry.is_dir() and not _hidden(name):
            files.append(_Found(name, lambda entry=entry: _unpacked(archive, entry)))
    return found


def _name(entry):
    """An entry's name: archivers of Linux and macOS write UTF-8 without saying so, and it is read as that of DOS."""
    try:
        return entry.filename if entry.flag_bits & 0x800 else entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename


def _unpacked(archive, entry):
    """An entry's bytes; reading stops at the limit, whatever size the archive claims."""
    with archive.open(entry) as file:
        content = file.read(SIZE + 1)
    if len(content) > SIZE:
        raise ValueError(f"it has more than {SIZE >> 20} MiB")
    return content


def _is_notebook(path):
    return path.suffix.lower() == ".ipynb"


def _hidden(path):
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def _student(name):
    """Name and number of the student of a folder or a file, as platforms write them.

    "Ada Lovelace_4711_assignsubmission_file_" is Ada Lovelace, 4711: two of a name are told apart by their numbers.
    """
    name = name.encode(errors="backslashreplace").decode()  # a name of no encoding
    moodle = re.match(r"(.+?)_(\d+)_assignsubmission_", name)
    canvas = re.match(r"([^_]+)(?:_LATE)?_(\d+)_\d+_", name)
    if known := moodle or canvas:
        return known[1], known[2]
    return re.sub(r"(^|[_ -]+)lab\d\d.*$", "", name, flags=re.IGNORECASE) or name, ""
