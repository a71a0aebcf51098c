"""Every lab: each wrong answer loses by the hidden tests alone, and what the visible checks miss of them is listed.

`tests/grade` tries all answers, the right ones too, as submissions are graded.
"""

import importlib

import pytest
from grading import LABS, SHARE, answer, by_hand, grade, notebook, points

ANSWERS = {lab: importlib.import_module(f"{lab[:5]}_answers") for lab in LABS}


def replaced(lab, question, text):
    """In a wrong answer, `right` is the solution: it says in a line what is wrong with it."""
    return f"{answer(lab, question)}\nright = {question}\n{text}"


QUESTIONS = [pytest.param(lab, question, id=f"{lab[:5]} {question}") for lab in LABS for question in points(lab)]


@pytest.mark.parametrize("lab", LABS)
def test_points_are_shown_as_they_are_given(lab):
    checks = importlib.import_module(f"course.checks.{lab[:5]}").lab
    assert checks.points == points(lab)
    assert checks.by_hand == by_hand(lab)
    assert list(checks.answered_by) == notebook(lab).metadata.course.answer_modules


@pytest.mark.parametrize("which, least", [("WRONG", 5), ("RIGHT", 2)])
@pytest.mark.parametrize("lab", LABS)
def test_every_question_has_enough_answers(lab, which, least):
    groups = getattr(ANSWERS[lab], which)
    assert {question: len(group) >= least for question, group in groups.items()} == dict.fromkeys(points(lab), True)


@pytest.mark.once
@pytest.mark.parametrize("lab, question", QUESTIONS[::SHARE])
def test_an_answer_that_gives_up_loses(lab, question):
    for text in "raise SystemExit", "raise NotImplementedError", "return float('nan')", "return None":
        gives_up = f"def {question}(*args, **options):\n    {text}"
        assert grade(lab, only={question}, **{question: gives_up})[question] == 0


@pytest.mark.once
@pytest.mark.parametrize("lab", LABS)
def test_the_solution_has_all_points_and_the_library_none(lab):
    """Where a module that holds the answers has been imported, no question passes, the first or a later one.

    An empty module stands for it: imported anew, the real one would register its layers with Keras a second time.
    """
    first = next(iter(points(lab)))
    for module in notebook(lab).metadata.course.answer_modules:
        imported = f"import sys, types\nsys.modules[{module!r}] = types.ModuleType({module!r})"
        assert set(grade(lab, **{first: f"{imported}\n{answer(lab, first)}"}).values()) == {0}
    assert grade(lab) == points(lab)  # and a submission does not suffer for one before it


@pytest.mark.once
@pytest.mark.parametrize("lab, question", QUESTIONS[::SHARE])
def test_visible_checks_alone_see_the_likely_faults(lab, question):
    """What they let pass, for the hidden tests to catch, is listed."""
    answers, passed = ANSWERS[lab], set()
    for what, text in answers.WRONG[question].items():
        if grade(lab, hidden=False, only={question}, **{question: replaced(lab, question, text)})[question]:
            passed.add(what)
    assert passed == answers.MISSED.get(question, set())


@pytest.mark.once
@pytest.mark.parametrize("lab, question", QUESTIONS[::SHARE])
def test_hidden_tests_stand_alone(lab, question):
    """Without the visible check, which may be cut out or replaced, the hidden tests still tell wrong from right."""
    assert grade(lab, visible=False, only={question})[question]
    for what, text in ANSWERS[lab].WRONG[question].items():
        text = replaced(lab, question, text)
        assert not grade(lab, visible=False, only={question}, **{question: text})[question], what
