"""Wrong answers to every question, through the sandbox as submissions go: each loses its points; right ones keep them.

A submission has a wrong answer to each question that no other wrong one in it is built on, so that few submissions try
them all; `tests/labs` tries the hidden tests on each alone.
"""

import importlib
import json
import re
import sys
from functools import cache
from pathlib import Path

import pytest
import quickest

from course import backend

sys.path.insert(0, str(Path(__file__).parents[1] / "labs"))
from grading import LABS, answer, notebook, points, settings

# All wrong answers on one backend; on each of the others a sample of one lab of NumPy and one of Keras.
ALL = backend.name() == quickest.FOR_LABS
HERE = LABS if ALL else {"tensorflow": LABS[::5], "jax": LABS[1::5]}.get(backend.name())
# Right ones are tried on TensorFlow, too, a few to each lab: there most labs are graded.
RIGHT_HERE = LABS if backend.name() == "tensorflow" else HERE
SHARE = {"WRONG": 1 if ALL else 16, "RIGHT": 1 if ALL else 4}


@cache
def answers(lab):
    return importlib.import_module(f"{lab[:5]}_answers")


def related(lab):
    """Pairs of questions of which one is built on the other."""
    built = getattr(answers(lab), "BUILT_ON", {})
    return {pair for one, others in built.items() for other in others for pair in ((one, other), (other, one))}


def rounds(lab, which):
    """Lists of (question, what, text), in each of which no question is built on another, and none comes twice."""
    groups = getattr(answers(lab), which)
    waiting = {question: list(group.items())[:: SHARE[which]] for question, group in groups.items()}
    found = []
    while any(waiting.values()):
        chosen = []
        for question in sorted(waiting, key=lambda q: -len(waiting[q])):
            if waiting[question] and not any((question, other) in related(lab) for other, *_ in chosen):
                chosen.append((question, *waiting[question].pop()))
        found.append(chosen)
    return found


def submitted(lab, replaced):
    """The solved lab with some answers replaced, without the tests."""
    book = json.loads(json.dumps(notebook(lab)))
    for cell, known in zip(book["cells"], notebook(lab).cells, strict=True):
        if settings(known).get("solution") and settings(known)["question"] in replaced:
            cell["source"] = replaced[settings(known)["question"]]
    return json.dumps(book).encode()


def wrong(lab, question, text):
    """In a wrong answer `right` is the solution; here each has one of its own, for they share their names."""
    own = f"right_{question}"
    return f"{answer(lab, question)}\n{own} = {question}\n" + re.sub(r"\bright\b", own, text)


def source(lab):
    return Path(__file__).parents[2].joinpath("solutions", lab, f"{lab}.ipynb").read_bytes()


@pytest.mark.parametrize("lab", HERE)
def test_wrong_answers_lose(worker, lab):
    survived, tried = [], 0
    for chosen in rounds(lab, "WRONG"):
        result = worker.grade(source(lab), submitted(lab, {q: wrong(lab, q, text) for q, _, text in chosen}))
        assert result["status"] == "graded"
        tried += len(chosen)
        survived += [(question, what) for question, what, _ in chosen if result["points"][question]]
        touched = {q for q, *_ in chosen} | {b for a, b in related(lab) for q, *_ in chosen if a == q}
        lost = {q for q, p in points(lab).items() if result["points"][q] != p}
        assert lost <= touched, "a wrong answer costs another question its points"
    print(f"{lab}: {tried - len(survived)} of {tried} wrong answers caught")
    assert survived == []


@pytest.mark.parametrize("lab", RIGHT_HERE)
def test_right_answers_keep(worker, lab):
    for chosen in rounds(lab, "RIGHT"):
        result = worker.grade(source(lab), submitted(lab, {question: text for question, _, text in chosen}))
        assert result["points"] == points(lab), {q: m for q, m in result["messages"].items() if m}
