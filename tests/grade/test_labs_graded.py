"""The labs themselves, graded as submissions are: all points for the solution, none for the untouched lab."""

import json
from pathlib import Path

import pytest

from course import backend

ROOT = Path(__file__).parents[2]
LABS = sorted(path.parent.name for path in ROOT.glob("solutions/lab*/lab*.ipynb"))


def content(folder, lab):
    return (ROOT / folder / lab / f"{lab}.ipynb").read_bytes()


@pytest.mark.parametrize("lab", LABS)
def test_the_solution_has_all_points(worker, lab):
    if backend.name() == ("tensorflow", "jax", "torch")[LABS.index(lab) % 3]:
        pytest.skip("the labs take turns: tests/labs runs this one in a kernel")
    source = content("solutions", lab)
    solved = worker.grade(source, source)
    assert solved["points"] == solved["of"], {q: m for q, m in solved["messages"].items() if m}
    assert solved["status"] == "graded" and solved["notes"] == solved["cells"] == []


@pytest.mark.once
@pytest.mark.parametrize("lab", LABS)
def test_the_untouched_lab_has_none(worker, lab):
    untouched = worker.grade(content("solutions", lab), content("labs", lab))
    assert set(untouched["points"].values()) == {0}
    assert untouched["messages"] == {q: f"{q}: not done yet" for q in untouched["of"]}


@pytest.mark.once
@pytest.mark.parametrize("lab", LABS)
def test_what_holds_the_answers_is_not_there(worker, lab):
    book = json.loads(content("labs", lab))
    modules = book["metadata"]["course"]["answer_modules"]
    first = next(cell for cell in book["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
    for module in modules:
        first["source"] = f"import {module}"
        result = worker.grade(content("solutions", lab), json.dumps(book).encode())
        [(_, said)] = result["cells"]
        assert said.startswith("ImportError: course.") and "holds the answers of this lab" in said
