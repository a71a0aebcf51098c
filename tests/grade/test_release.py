"""Releasing labs: the same bytes every time, nothing secret in them, and nothing lost when it fails."""

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.grade import release

ROOT = Path(__file__).parents[2]
NAME = "lab01_convolution"


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def secret_and_given(name):
    """The lines that say something in a lab's source: those of solutions and hidden tests, and all others."""
    found = {"secret": set(), "given": set()}
    where = "given"
    for cell in nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4).cells:
        for line in cell.source.splitlines():
            if "### BEGIN" in line or "### END" in line:
                where = "secret" if "BEGIN" in line else "given"
            elif len(line.strip()) > 2:
                found[where].add(line.strip())
    return found.values()


@pytest.fixture
def root(tmp_path):
    """A course of one lab, in a folder that a person would name."""
    root = tmp_path / "CNN course [2026] {draft}"
    shutil.copytree(ROOT / "solutions" / NAME, root / "solutions" / NAME)
    return root


def add(root, name, text='{"cells": ['):
    """Another lab; without a text of its own, one that is no notebook."""
    (root / "solutions" / name).mkdir()
    (root / "solutions" / name / f"{name}.ipynb").write_text(text)


def test_labs_are_what_release_makes(tmp_path):
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    written = release(root=tmp_path)
    assert written == [tmp_path / "labs" / p.name for p in sorted((ROOT / "solutions").glob("lab*"))]
    assert files(tmp_path / "labs") == files(ROOT / "labs")


def test_again_is_the_same(root):
    release(root=root)
    first = files(root)
    release(root=root)
    assert files(root) == first


@pytest.mark.parametrize("name", [p.name for p in sorted((ROOT / "solutions").glob("lab*"))])
def test_nothing_secret(name):
    for file in (ROOT / "labs" / name).rglob("*"):
        assert file.is_dir() or b"### BEGIN" not in file.read_bytes()
    released = nbformat.read(ROOT / "labs" / name / f"{name}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in released.cells)
    assert not any(marker in text for marker in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS"))
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in released.cells)
    public = {line.strip() for line in text.splitlines()}
    secret, given = secret_and_given(name)
    assert len(secret) > 40
    assert public & secret <= given


@pytest.mark.parametrize("lab", [NAME, "lab01", "01", "lab1", "1"])
def test_a_lab_has_short_names(root, lab):
    assert release(lab, root) == [root / "labs" / NAME]
    assert list(files(root / "labs")) == [f"{NAME}/{NAME}.ipynb"]


def test_unknown_lab(root):
    add(root, "lab02_backpropagation")
    with pytest.raises(ValueError, match=r"unknown lab 'lab01_convolutoin'.*did you mean 'lab01_convolution'"):
        release("lab01_convolutoin", root)
    with pytest.raises(ValueError, match=r"unknown lab '7'.*The labs are lab01_convolution, lab02_backpropagation"):
        release("7", root)
    assert not (root / "labs").exists()


def test_no_lab_at_all(tmp_path):
    (tmp_path / "labs" / NAME).mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="no lab to release"):
        release(root=tmp_path)
    assert (tmp_path / "labs" / NAME).exists()


def test_failure_leaves_the_old_labs(root):
    release(root=root)
    source = root / "solutions" / NAME / f"{NAME}.ipynb"
    good, before = source.read_text(), files(root / "labs")
    for broken in ('{"cells": [', good.replace("### END SOLUTION", "", 1), good.replace('"output-size-test"', '""')):
        source.write_text(broken)
        with pytest.raises(RuntimeError, match=f"{NAME}: nbgrader could not generate it: .*Error"):
            release(root=root)
        assert files(root / "labs") == before
        assert {p.name for p in root.iterdir()} == {"solutions", "labs"}


def test_all_or_none(root):
    release(root=root)
    before = files(root / "labs")
    source = root / "solutions" / NAME / f"{NAME}.ipynb"
    source.write_text(source.read_text().replace("Lab 01: Convolution", "Lab 01: Something new"))
    add(root, "lab02_broken")
    with pytest.raises(RuntimeError, match="lab02_broken"):
        release(root=root)
    assert files(root / "labs") == before
    release("01", root)
    assert files(root / "labs") != before


def test_stale_labs_go_when_all_are_released(root):
    (root / "labs" / "lab00_old").mkdir(parents=True)
    (root / "labs" / "labs.md").write_text("kept")
    release("01", root)
    assert (root / "labs" / "lab00_old").exists()
    release(root=root)
    assert {p.name for p in (root / "labs").iterdir()} == {NAME, "labs.md"}


def test_other_files_of_a_lab_come_along(root):
    (root / "solutions" / NAME / "measurements.csv").write_text("1,2\n")
    release(root=root)
    assert (root / "labs" / NAME / "measurements.csv").read_text() == "1,2\n"


@pytest.mark.parametrize("name", [f"{NAME}.py", f"{NAME}.ipynb~"])
def test_copies_of_the_source_are_not_released(root, name):
    release(root=root)
    before = files(root / "labs")
    copy = root / "solutions" / NAME / name
    copy.write_text("# %%\n### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION\n")
    with pytest.raises(RuntimeError, match="holds solutions or hidden tests"):
        release(root=root)
    assert files(root / "labs") == before


def test_files_of_ones_own_are_not_lost(root):
    release(root=root)
    (root / "labs" / NAME / "notes.txt").write_text("an evening's work")
    before = files(root / "labs")
    with pytest.raises(RuntimeError, match=r"notes\.txt; move them"):
        release(root=root)
    assert files(root / "labs") == before


def test_an_interrupted_swap_puts_the_old_labs_back(root, monkeypatch):
    release(root=root)
    before = files(root / "labs")
    rename = Path.rename

    def interrupted(path, target):
        if path.parent.name == "new":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        release(root=root)
    assert files(root / "labs") == before
    assert {p.name for p in root.iterdir()} == {"solutions", "labs"}


def test_says_nothing(root, capfd, caplog):
    caplog.set_level(logging.DEBUG, "traitlets")
    release(root=root)
    add(root, "lab02_broken")
    with pytest.raises(RuntimeError):
        release(root=root)
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_nbgrader_is_imported_when_needed():
    code = "import sys, course.grade; print(*{m.split('.')[0] for m in sys.modules} & {'nbgrader', 'numpy', 'keras'})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
