"""Every lab: its form, and what it earns when it really runs in a kernel, untouched and solved."""

import copy
import re

import nbclient
import pytest
from grading import LABS, ROOT, answer, by_hand, grade, notebook, points, settings
from nbgrader.utils import determine_grade

from course import backend

pytestmark = pytest.mark.parametrize("lab", LABS)


def executed(lab, folder):
    """The code cells of a lab after a run from top to bottom, errors and all."""
    nb = copy.deepcopy(notebook(lab, folder))
    nbclient.NotebookClient(
        nb, timeout=300, allow_errors=True, resources={"metadata": {"path": str(ROOT / folder / lab)}}
    ).execute()
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def grades(cells):
    """What nbgrader gives for cells that have run."""
    return {s["question"]: determine_grade(cell)[0] for cell in cells if (s := settings(cell)).get("grade")}


def errors(cell):
    return [output for output in cell.outputs if output.output_type == "error" or output.get("name") == "stderr"]


def test_untouched_it_scores_0_and_says_why(lab):
    if backend.name() != ("tensorflow", "jax", "torch")[(LABS.index(lab) + 1) % 3]:
        pytest.skip("the labs take turns, untouched as solved, each on another backend")
    cells = executed(lab, "labs")
    assert all(cell.execution_count for cell in cells)
    assert grades(cells) == dict.fromkeys(points(lab), 0)
    for cell in cells:
        for error in errors(cell):
            assert error.evalue == f"{settings(cell)['question']}: not done yet"
            assert len(error.traceback) == 1
    assert "not attempted" in cells[-1].outputs[0].text


def test_solved_it_has_all_points(lab):
    if backend.name() != ("tensorflow", "jax", "torch")[LABS.index(lab) % 3]:
        pytest.skip("the labs take turns: tests/grade grades this one in the sandbox")
    cells = executed(lab, "solutions")
    assert [error for cell in cells for error in errors(cell)] == []
    assert grades(cells) == points(lab)


@pytest.mark.once
def test_form(lab):
    nb = notebook(lab)
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
    assert nb.metadata.kernelspec == {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    ids = [cell.id for cell in nb.cells]
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in ids)
    for question in points(lab):
        name = question.replace("_", "-")
        first = ids.index(f"{name}-question")
        assert ids[first : first + 3] == [f"{name}-question", name, f"{name}-test"]
        _, solution, test = nb.cells[first : first + 3]
        assert settings(solution)["solution"] and not settings(solution)["grade"]
        assert settings(test)["locked"] and "raises-exception" in test.metadata.tags
        assert test.source.startswith(f"check.{question}({question})\n### BEGIN HIDDEN TESTS\n")
        assert f"def {question}(" in answer(lab, question)
    assert sum(points(lab).values()) + sum(by_hand(lab).values()) == 100
    [question] = by_hand(lab)
    [cell] = [cell for cell in nb.cells if settings(cell)["by_hand"]]
    assert cell.cell_type == "markdown" and "### BEGIN SOLUTION" in cell.source
    for cell in nb.cells:
        assert cell.cell_type == "code" or settings(cell)["by_hand"] or len(cell.source.split()) <= 120, cell.id


@pytest.mark.once
def test_stored_outputs_are_those_of_a_clean_run(lab):
    counts = []
    for cell in notebook(lab).cells:
        assert "execution" not in cell.metadata, "no time stamps"
        if cell.cell_type == "code":
            counts.append(cell.execution_count)
            assert errors(cell) == []
            for output in cell.outputs:
                shown = output.get("text", "") + output.get("data", {}).get("text/plain", "")
                assert not re.search(r"/home|/tmp|/usr|\bat 0x", shown)
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.once
def test_no_cell_needs_the_modules_that_hold_the_answers(lab):
    """Where submissions are graded they are not there: `tests/grade` grades each lab so."""
    modules = notebook(lab).metadata.course.answer_modules
    assert modules
    source = "\n".join(cell.source for cell in notebook(lab).cells if cell.cell_type == "code")
    assert not any(module.split(".")[-1] in source for module in modules)


@pytest.mark.once
def test_the_helper_tells_right_from_wrong(lab):
    for question in points(lab):
        text = f"def {question}(*arguments, **options):\n    raise NotImplementedError"
        assert grade(lab, only={question}, **{question: text})[question] == 0
