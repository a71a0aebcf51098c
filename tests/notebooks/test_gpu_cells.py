"""The GPU's way through each notebook that trains, on any machine: its settings, two steps of each training.

Whether the code runs is what this shows, and not what the numbers come to; tests/gpu runs the same in full. Only on
PyTorch, which does not compile what takes two steps: what differs from the CPU's way is settings, the same on each.
Every third notebook, or with COURSE_WHOLE=1 all: half precision takes a CPU minutes.
"""

import os
from pathlib import Path

import nbformat
import pytest

from course import backend
from course.cli import execute

ROOT = Path(__file__).parents[2]


def trains(path):
    cells = nbformat.read(path, as_version=4).cells
    return any("train.budget(" in cell.source for cell in cells if cell.cell_type == "code")


NOTEBOOKS = [path for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if trains(path)]
TRIED = NOTEBOOKS if os.environ.get("COURSE_WHOLE") else NOTEBOOKS[::3]


def run(path):
    return execute.run(path, backend.name(), save=False, progress=lambda completed, total: None)


@pytest.fixture(autouse=True)
def rehearsal(monkeypatch):
    monkeypatch.setenv("COURSE_BUDGET", "rehearsal")
    monkeypatch.setenv("COURSE_OFFLINE", "1")


def rehearsal_of(path):
    @pytest.mark.skipif(backend.name() != "torch", reason="rehearsed on torch")
    class Rehearsal:
        def test_the_gpus_cells_run(self):
            result = run(path)
            assert not result.error, f"{path.name}, {result.error}"
            assert not result.allowed

    return Rehearsal


# A class each, since pytest's workers share out classes, and not the tests of one (loadscope).
globals().update({f"Test{path.stem}": rehearsal_of(path) for path in TRIED})


def test_notebooks_that_train_are_found():
    assert {"00_start_here", "05_lenet"} <= {path.stem for path in NOTEBOOKS}
    assert "01_convolution" not in {path.stem for path in NOTEBOOKS}


def test_a_cell_that_fails_on_a_gpu_alone_is_named(tmp_path):
    cells = [
        "import os; from course import train",
        "plan = train.budget(cpu={'n': 1}, gpu={'n': 0})",
        "assert train.rehearsing() and os.environ['COURSE_OFFLINE'] == '1'",
        "1 / plan.n",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(book, tmp_path / "broken.ipynb")
    assert run(tmp_path / "broken.ipynb").error == "cell 4 of 4:  1 / plan.n\nZeroDivisionError: division by zero"
