"""On a machine with a GPU: each notebook that trains, whole, with the GPU's settings; data sets are downloaded."""

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
GPU = [device for device in backend.devices() if device.startswith("gpu")]


@pytest.mark.skipif(not GPU, reason=f"needs a GPU; {backend.name()} has {', '.join(backend.devices())}")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_with_the_gpus_settings(path, monkeypatch):
    monkeypatch.setenv("COURSE_BUDGET", "gpu")
    result = execute.run(path, backend.name(), save=False, progress=lambda completed, total: None)
    assert not result.error, f"{path.name}, {result.error}"
    assert not result.allowed
