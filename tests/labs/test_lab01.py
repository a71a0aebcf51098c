"""Lab 01: every wrong answer loses its question's points and no other's, every right one keeps them."""

import pytest
from grading import answer, grade, points
from lab01_answers import RIGHT, WRONG

from course.checks import lab01

LAB = "lab01_convolution"
POINTS = points(LAB)
# conv2d may be built on windows, as the solution's is: it loses its points with it.
BUILT_ON = {"windows": {"conv2d"}}


def cases(answers):
    return [pytest.param(q, text, id=f"{q}: {what}") for q, group in answers.items() for what, text in group.items()]


def test_a_hundred_points_shown_as_they_are_given():
    assert sum(POINTS.values()) == 100
    assert lab01.lab.points == POINTS


def test_the_solution_has_all_points():
    assert grade(LAB) == POINTS


@pytest.mark.parametrize("answers, least", [(WRONG, 5), (RIGHT, 2)], ids=["wrong", "right"])
def test_every_question_has_enough_answers(answers, least):
    assert {q: len(group) >= least for q, group in answers.items()} == dict.fromkeys(POINTS, True)


@pytest.mark.parametrize("question, text", cases(WRONG))
def test_wrong(question, text):
    # In a wrong answer, `right` is the solution: it says in a line what is wrong with it.
    text = f"{answer(LAB, question)}\nright = {question}\n{text}"
    lost = {question} | BUILT_ON.get(question, set())
    result = grade(LAB, **{question: text})
    assert result[question] == 0
    assert {q for q in POINTS if result[q] != POINTS[q]} <= lost


@pytest.mark.parametrize("question, text", cases(RIGHT))
def test_right(question, text):
    assert grade(LAB, **{question: text}) == POINTS


@pytest.mark.parametrize("question", POINTS)
@pytest.mark.parametrize(
    "text", ["raise SystemExit", "raise NotImplementedError", "return None", "return float('nan')"]
)
def test_an_answer_that_gives_up_loses_one_question(question, text):
    result = grade(LAB, **{question: f"def {question}(*args, **options):\n    {text}"})
    assert {q for q in POINTS if result[q] != POINTS[q]} == {question} | BUILT_ON.get(question, set())


def test_the_library_is_no_answer():
    """One line that calls it, here or there, passes neither its question nor those after it."""
    text = "def {0}(*args, **options):\n    from course import scratch\n    return scratch.{0}(*args, **options)"
    result = grade(LAB, output_size=text.format("output_size"))
    assert set(result.values()) == {0}
    assert grade(LAB) == POINTS, "the next submission does not suffer"


MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "output_size": {"truncates towards zero where nothing fits", "knows the visible cases only"},
    "photo_kernels": {
        "blurs with the corners",
        "has a laplacian of half the corners",
        "spreads the sobel weights over the wrong rows",
    },
    "windows": {
        "repeats the first image",
        "repeats the first channel",
        "reshapes where it should transpose",
        "takes the image to be contiguous",
    },
    "conv2d": {"stores whole numbers"},
    "conv_matrix": {"knows kernels of length 1 and 3 only"},
    "conv1x1": {"keeps the image's type", "transposes the filters where it can", "repeats the first image"},
    "equivariance_error": {
        "looks at the first channel only",
        "adds up the channels",
        "takes the length over the channels",
        "rounds",
    },
}


@pytest.mark.parametrize("question", POINTS)
def test_visible_checks_alone_see_the_likely_faults(question):
    assert grade(LAB, hidden=False) == POINTS
    passed = set()
    for what, text in WRONG[question].items():
        text = f"{answer(LAB, question)}\nright = {question}\n{text}"
        if grade(LAB, hidden=False, **{question: text})[question]:
            passed.add(what)
    assert passed == MISSED.get(question, set())


@pytest.mark.parametrize("question", POINTS)
def test_hidden_tests_stand_alone(question):
    """Without the visible check, which may be cut out or replaced, the hidden tests still tell wrong from right."""
    assert grade(LAB, visible=False) == POINTS
    kept = []
    for what, text in WRONG[question].items():
        text = f"{answer(LAB, question)}\nright = {question}\n{text}"
        if grade(LAB, visible=False, **{question: text})[question]:
            kept.append(what)
    assert kept == []
