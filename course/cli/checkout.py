"""Where the checkout is, and which notebook a short name such as ``1`` or ``lab01`` stands for."""

import difflib
import re
from pathlib import Path


def root() -> Path:
    """The folder of the checkout: the one that holds the package."""
    return Path(__file__).resolve().parents[2]


def folder(name: str) -> Path:
    """A folder of the checkout. Raises FileNotFoundError where the package is installed without its checkout."""
    path = root() / name
    if not path.is_dir():
        if name == "solutions":
            raise FileNotFoundError("this copy has no solutions/: labs are released from the instructors' copy")
        raise FileNotFoundError(
            f"no {name}/ beside the package: install it from the course's checkout:  pip install -e ."
        )
    return path


def notebooks() -> dict[str, Path]:
    """The course's notebooks in order, by short name: ``{"00": notebooks/00_start_here.ipynb, …}``."""
    return _by_short_name(folder("notebooks").glob("[0-9][0-9]_*.ipynb"))


def labs() -> dict[str, Path]:
    """The students' labs in order, by short name: ``{"lab01": labs/lab01_…/lab01_….ipynb}``."""
    return _by_short_name(path for path in (root() / "labs").glob("lab*/lab*.ipynb") if path.stem == path.parent.name)


def find(what: str) -> Path:
    """Notebook or lab that `what` names: ``"1"``, ``"01"``, ``"lab01"``, its file name in full, or a path to one.

    Raises ValueError, which lists the valid names and the nearest, and FileNotFoundError as `folder` does.
    """
    if what.endswith(".ipynb") and Path(what).is_file():
        return Path(what).resolve()
    known = notebooks() | labs()
    number = re.fullmatch(r"(lab)?(\d+)", what)
    short = f"{number[1] or ''}{int(number[2]):02}" if number else what
    by_name = known | {path.stem: path for path in known.values()}
    if short in by_name:
        return by_name[short]

    near = [] if number else difflib.get_close_matches(short, by_name, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"no notebook or lab {what!r}: {hint}there are {', '.join(known) or 'none'}")


def relative(path: Path) -> str:
    """`path` as people read it: from the checkout on, or from the home folder on."""
    for folder, prefix in ((root(), ""), (Path.home(), "~/")):
        if path.is_relative_to(folder):
            return prefix + path.relative_to(folder).as_posix()
    return str(path)


def _by_short_name(paths) -> dict[str, Path]:
    return {path.stem.partition("_")[0]: path for path in sorted(paths)}
