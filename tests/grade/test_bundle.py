"""What students get: a course that works, and in it no solution and no hidden test."""

import os
import subprocess
import sys
import zipfile

import nbformat
import pytest
from test_check import run
from test_release import ROOT, secret_and_given

from course.checks.lab01 import lab
from course.grade import bundle

LABS = sorted(p.name for p in (ROOT / "labs").glob("lab*"))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """Opened as a student does; what was packed are the labs as they stand."""
    place = tmp_path_factory.mktemp("students")
    bundle.pack(place / "all.zip", ROOT, LABS)
    with zipfile.ZipFile(place / "all.zip") as archive:
        archive.extractall(place)
    return place / "cnn-course"


def test_what_is_in_it(unpacked):
    assert sorted(path.name for path in unpacked.iterdir()) == [
        ".github", "LICENSE", "README.md", "course", "labs", "notebooks", "pyproject.toml", "requirements.txt",
    ]  # fmt: skip
    assert sorted(path.name for path in (unpacked / "labs").iterdir()) == LABS
    assert not [path for path in unpacked.rglob("*") if {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)]


def test_nothing_secret_is_in_it(unpacked):
    """No line of a solution or a hidden test that says something, unless students are given it anyway."""
    texts = {path: path.read_bytes().decode(errors="replace") for path in unpacked.rglob("*") if path.is_file()}
    lines = {
        path: {line.strip().strip('",').removesuffix("\\n") for line in text.splitlines()}
        for path, text in texts.items()
    }
    library = set().union(*(found for path, found in lines.items() if path.suffix == ".py"))
    for name in LABS:
        book = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
        hidden = [cell.source.partition("BEGIN HIDDEN TESTS")[2] for cell in book.cells]
        assert sum(map(bool, hidden)) >= 9
        tests = {line.strip() for text in hidden for line in text.splitlines() if len(line.strip()) > 30}
        secret, given = secret_and_given(name)
        for path, found in lines.items():
            if path.suffix == ".ipynb" and path.parent.name == name:
                assert not {line for line in secret if len(line) > 12} & found - given - library, path
            assert len(tests & found - given) <= len(tests) // 10, f"{path} holds hidden tests of {name}"
    for path, text in texts.items():
        if "grade" not in path.parts:
            assert "BEGIN HIDDEN TESTS" not in text and "BEGIN SOLUTION" not in text, path


def test_a_student_can_work_with_it(unpacked):
    """The library of the bundle itself, on its own lab."""
    code = "from course.cli import main; main()"
    command = [sys.executable, "-c", code, "check", "lab01"]
    done = subprocess.run(
        command, cwd=unpacked, env=os.environ | {"PYTHONPATH": str(unpacked)}, capture_output=True, text=True
    )
    assert done.returncode == 1 and done.stdout.count("not done yet") == len(lab.points), done.stderr
    command[3:] = ["release"]
    done = subprocess.run(
        command, cwd=unpacked, env=os.environ | {"PYTHONPATH": str(unpacked)}, capture_output=True, text=True
    )
    assert done.returncode == 2 and "released from the instructors' copy" in done.stderr


def test_the_same_labs_make_the_same_file(tmp_path):
    for name in ("a.zip", "b.zip"):
        bundle.pack(tmp_path / name, ROOT, LABS[:1])
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {n.split("/")[2] for n in archive.namelist() if n.startswith("cnn-course/labs/")} == {LABS[0]}


@pytest.mark.parametrize("mark", ["### BEGIN SOLUTION", "### BEGIN HIDDEN TESTS"])
def test_an_answer_beside_the_lessons_is_not_given_away(tmp_path, mark):
    for name in bundle.GIVEN:
        (tmp_path / name).mkdir()
    (tmp_path / "notebooks" / "backup.txt").write_text(mark)
    with pytest.raises(RuntimeError, match=r"notebooks/backup\.txt holds solutions or hidden tests"):
        bundle.pack(tmp_path / "all.zip", tmp_path, [])
    assert not list(tmp_path.glob("*.zip*"))


def test_a_lab_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"lab77.*not there"):
        bundle.pack(tmp_path / "all.zip", ROOT, ["lab77_missing"])
    assert not list(tmp_path.glob("*.zip*"))


def test_the_command(tmp_path, monkeypatch):
    """Labs are released first, so that what is packed is what the sources are now."""
    made = []
    monkeypatch.setattr("course.grade.release", lambda lab, root: made.append(lab) or [ROOT / "labs" / LABS[0]])
    done = run("release", "lab01", "--bundle", tmp_path / "students.zip")
    assert done.exit_code == 0 and "students.zip: " in done.output and made == ["lab01"], done.output
    assert zipfile.is_zipfile(tmp_path / "students.zip")
