"""``course bench``: which benchmarks run, and the table of what they record."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.cli import app, bench, checkout, machine

ROOT = Path(__file__).parents[1]
BENCHMARK = """
from rows import compare, record

def test_bench_two():
    record("two: step", "12 ms", "a peer", [0.5, 1.25, 1.0])
    record("two: memory", "3 MiB")
    record("two: once", "9 ms", "budget, 1 s", [0.009])

def test_bench_turns():
    turns = []
    compare("turns", lambda: turns.append("a"), {"b": lambda: turns.append("b")}, rounds=2)
    assert turns == ["a", "b"] * 3
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Calls the command in a checkout with benchmarks "two", "broken" and "notebooks"."""
    folder = tmp_path / "tests/bench"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "tests/bench/rows.py", folder)
    (folder / "test_bench_two.py").write_text(BENCHMARK)
    (folder / "test_bench_broken.py").write_text("def test_bench_broken():\n    assert False\n")
    (folder / "test_bench_notebooks.py").write_text("")
    monkeypatch.setattr(checkout, "root", lambda: tmp_path)
    monkeypatch.setattr(machine, "devices", lambda: ["cpu:0"])
    return lambda *arguments: CliRunner().invoke(app, ["bench", *arguments])


def test_the_rows_come_out_as_a_table(course):
    result = course("tw*")
    assert result.exit_code == 0
    head, table = result.stdout.split("\n\n", 1)
    assert "Keras" in head and "cpu:0" in head and "cores" in head
    cells = [[cell.strip() for cell in line.strip().split("|")[1:-1]] for line in table.splitlines() if line[:1] == "|"]
    assert cells[0] == ["Measured", "Ours", "Against", "Ratio", "Spread"]
    assert cells[2:5] == [
        ["two: step", "12 ms", "a peer", "1.00", "0.50 to 1.25"],
        ["two: memory", "3 MiB", "", "", ""],
        ["two: once", "9 ms", "budget, 1 s", "0.009", ""],
    ]
    assert cells[5][0] == "turns" and cells[5][2] == "b"


def test_no_such_benchmark(course):
    result = course("tow")
    assert result.exit_code == 2 and result.stdout == ""
    there = "there are broken, notebooks, two"
    assert result.stderr == f"course: no benchmark is named 'tow': did you mean 'two'? {there}\n"


def test_what_takes_long_runs_by_name_alone(course):
    assert [path.stem for path in bench.find("*")] == ["test_bench_broken", "test_bench_two"]
    assert [path.stem for path in bench.find("notebooks")] == ["test_bench_notebooks"]


def test_a_benchmark_that_fails(course):
    result = course("broken")
    assert result.exit_code == 1 and "No row was recorded" in result.stdout


def test_options_of_pytest(course):
    result = course("two", "--", "-k", "turns")
    assert "| turns" in result.stdout and "two: step" not in result.stdout


def test_the_benchmarks_of_the_course_are_found():
    names = {path.stem.removeprefix("test_bench_") for path in bench.find("*")}
    assert {"gpu", "imports", "measure", "models", "scaling", "scratch"} <= names
