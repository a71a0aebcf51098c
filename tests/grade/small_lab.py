"""A lab of four questions and one in words, for the tests of grading, and what students hand in for it."""

import copy
import json

SECRET = "hidden-4711"

QUESTIONS = {
    "double": (
        "def double(x):\n    return 2 * x",
        'assert np.array_equal(double(np.array([1, 2])), [2, 4]), "double([1, 2]) is wrong"',
        f'x = np.random.default_rng(7).normal(size=5)\nassert np.allclose(double(x), 2 * x), "{SECRET}"',
    ),
    "total": (
        "def total(x):\n    return float(np.sum(x))",
        'assert total(np.ones(3)) == 3, "total of ones is wrong"',
        f"x = np.arange(9.0)\nkept = x.copy()\nassert total(x) == 36 and np.array_equal(x, kept), '{SECRET}'",
    ),
    "block": (
        'def block(x, filters):\n    return keras.layers.Conv2D(filters, 3, padding="same")(x)',
        'assert model_of(block, (4, 4, 1), 2).output_shape == (None, 4, 4, 2), "shape is wrong"',
        f"net = model_of(block, (5, 6, 3), 4)\nassert net.count_params() == 112, '{SECRET}'",
    ),
    "count": (
        "def count():\n    return 3",
        'assert count() > 0, "count is not positive"',
        f"assert count() == 3, '{SECRET}'",
    ),
}
POINTS = 10


def cell(kind, source, name=None, **settings):
    """A cell in nbgrader's form."""
    made = {"cell_type": kind, "id": name or "cell", "metadata": {}, "source": source}
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    if settings:
        made["metadata"]["nbgrader"] = {"grade_id": name, "schema_version": 3, "task": False} | settings
    return made


def lab() -> dict:
    """The source: solutions and hidden tests in it."""
    cells = [cell("markdown", "# A small lab", "title", grade=False, solution=False, locked=True)]
    cells.append(cell("code", "import keras\nimport numpy as np\n\nfrom course.checks import model_of", "imports"))
    for name, (answer, visible, hidden) in QUESTIONS.items():
        test = f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
        cells += [
            cell("markdown", f"## {name}", f"{name}-question", grade=False, solution=False, locked=True),
            cell("code", answer, name, grade=False, solution=True, locked=False),
            cell("code", test, f"{name}-test", grade=True, solution=False, locked=True, points=POINTS),
        ]
    cells += [
        cell("markdown", "## In your words", "in-words-question", grade=False, solution=False, locked=True),
        cell("markdown", "**5 points** Because.", "in-words", grade=True, solution=True, locked=False, points=5),
    ]
    return {
        "cells": cells,
        "metadata": {"course": {"answer_modules": ["course.scratch"]}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


SOURCE = json.dumps(lab()).encode()


def released() -> dict:
    """What a student gets, with all questions answered rightly."""
    book = copy.deepcopy(lab())
    for each in book["cells"]:
        each["source"] = each["source"].partition("\n### BEGIN HIDDEN")[0]
    find(book, "in-words")["source"] = "YOUR ANSWER HERE"
    return book


def find(book, name):
    """The cell of this name."""
    [found] = [each for each in book["cells"] if each["metadata"].get("nbgrader", {}).get("grade_id") == name]
    return found


def submission(change=None, **answers) -> bytes:
    """A solved lab with some answers replaced, and then changed as a notebook."""
    book = released()
    for name, text in answers.items():
        find(book, name)["source"] = text
    changed = change(book) if change else None
    return changed if isinstance(changed, bytes) else json.dumps(changed or book).encode()
