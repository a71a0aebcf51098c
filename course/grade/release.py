"""From ``solutions/`` to ``labs/``: the same notebooks without solutions and hidden tests."""

import difflib
import logging
import re
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def release(lab: str | None = None, root: Path | None = None) -> list[Path]:
    """Generate the released form of `lab`, or of all labs, and return the folders written.

    `lab` is "lab01_convolution", "lab01" or "01"; `root` holds ``solutions/`` and ``labs/`` (default: this checkout).
    Releasing all labs also removes released labs that have no source any more. The old labs stay as they are
    until every new one is complete. Raises ValueError for an unknown lab, FileNotFoundError if there is none,
    RuntimeError if generation fails, a released file would hold an answer, or a file of somebody's own would be lost.
    """
    root = Path(root or ROOT).resolve()
    sources = sorted(p.parent.name for p in root.glob("solutions/lab*/*.ipynb") if p.stem == p.parent.name)
    if not sources:
        raise FileNotFoundError(f"no lab to release: expected solutions/labNN_topic/labNN_topic.ipynb in {root}")
    names = sources if lab is None else [find(str(lab), sources)]
    labs = root / "labs"

    # Beside the target, so that the swap at the end is a rename.
    with tempfile.TemporaryDirectory(prefix=".labs-", dir=root) as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        old.mkdir()
        for name in names:
            _generate(root / "solutions" / name, new / name)
            _refuse_to_leak(new / name)
            _refuse_to_lose(labs / name, new / name)
        labs.mkdir(exist_ok=True)
        stale = {p.name for p in labs.glob("lab*") if p.is_dir()} - set(sources) if lab is None else set()
        try:
            for name in [*names, *sorted(stale)]:
                if (labs / name).exists():
                    (labs / name).rename(old / name)
                if name in names:
                    (new / name).rename(labs / name)
        except BaseException:  # an interruption too: put back what was moved away
            for was in old.iterdir():
                shutil.rmtree(labs / was.name, ignore_errors=True)
                was.rename(labs / was.name)
            raise
    return [labs / name for name in names]


def find(lab: str, names: list[str]) -> str:
    """The lab that a short name means: "01", "lab01" or its whole name. Raises ValueError, which lists them."""
    number = re.fullmatch(r"(?:lab)?(\d+)", lab)
    short = f"lab{int(number[1]):02}" if number else lab
    for name in names:
        if short in (name, name.split("_")[0]):
            return name
    near = difflib.get_close_matches(lab, names, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"unknown lab {lab!r}: {hint}The labs are {', '.join(names)}")


def _generate(source, target):
    """Run nbgrader on one lab, in a folder of its own: it deletes the old lab when it fails."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import Config
    from traitlets.log import get_logger

    with tempfile.TemporaryDirectory() as work:
        shutil.copytree(source, Path(work, "solutions", source.name))
        # Without a gradebook: a release is made of the source alone.
        steps = [step for step in GenerateAssignment.preprocessors.default() if step is not SaveCells]
        config = Config(
            CourseDirectory=Config(root=work, source_directory="solutions", release_directory="labs"),
            Exchange=Config(root=work, cache=work),
            GenerateAssignment=Config(no_database=True, preprocessors=steps),
        )

        # nbgrader's log comes back in its answer; nothing of it belongs on the user's screen.
        log = get_logger()
        before = log.level, log.propagate, log.handlers
        log.propagate, log.handlers = False, [logging.NullHandler()]
        try:
            result = NbGraderAPI(config=config).generate_assignment(source.name)
        finally:
            log.level, log.propagate, log.handlers = before
        if not result["success"]:
            raise RuntimeError(f"{source.name}: nbgrader could not generate it: {_reason(result)}")
        shutil.copytree(Path(work, "labs", source.name), target)


def _refuse_to_leak(target):
    """A backup or a text copy beside the source notebook would be released with every answer in it."""
    for file in target.rglob("*"):
        if file.is_file() and any(mark in file.read_bytes() for mark in (b"BEGIN SOLUTION", b"BEGIN HIDDEN TESTS")):
            raise RuntimeError(f"{file.relative_to(target.parent)} holds solutions or hidden tests: remove its source")


def _refuse_to_lose(old, new):
    """Somebody's own files in a released lab are not ours to delete."""
    names = {file.relative_to(old) for file in old.rglob("*") if file.is_file()} if old.exists() else set()
    mine = sorted(str(name) for name in names if not (new / name).exists() and ".ipynb_checkpoints" not in name.parts)
    if mine:
        raise RuntimeError(f"labs/{old.name} holds files that a release does not make: {', '.join(mine)}; move them")


def _reason(result):
    """The error itself, out of nbgrader's log with its traceback."""
    text = result.get("log") or result["error"]
    errors = re.findall(r"^ *([\w.]*(?:Error|Exception)\b.*)$", text, flags=re.MULTILINE)
    return errors[-1] if errors else text
