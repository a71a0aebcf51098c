"""Wall time of each notebook, run once and alone, imports included, beside what it may take on two cores."""

import pytest
from rows import record

from course import backend
from course.cli import checkout, execute

BUDGET = {  # seconds, on the slowest backend
    "00": 20, "01": 20, "02": 25, "03": 40, "04": 20, "05": 30, "06": 45, "07": 30, "08": 45,
    "09": 120, "10": 80, "11": 45, "12": 70, "13": 90, "14": 90, "15": 90, "16": 45, "17": 45,
}  # fmt: skip


def test_bench_every_notebook_has_a_budget():
    assert BUDGET.keys() == checkout.notebooks().keys()


@pytest.mark.parametrize("number", BUDGET)
def test_bench_notebook(number, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    result = execute.run(checkout.notebooks()[number], backend.name(), save=False, progress=lambda completed, total: 0)
    assert not result.error, result.error
    budget = BUDGET[number]
    record(f"notebook {result.path.stem}", f"{result.seconds:.1f} s", f"budget, {budget} s", [result.seconds / budget])
