"""What the visible checks say, and to whom."""

import subprocess
import sys

import keras
import numpy as np
import pytest

from course.checks import Failed, Lab, NotDone, call, experiment, lab01, model_of, same


@pytest.fixture(autouse=True)
def nobody_has_imported_the_answers(monkeypatch):
    for name in [name for name in sys.modules if f"{name}.".startswith("course.scratch.")]:
        monkeypatch.delitem(sys.modules, name)


def message(function, *arguments, **options):
    with pytest.raises(Failed) as caught:
        function(*arguments, **options)
    assert caught.value._render_traceback_() == [f"{caught.type.__name__}: {caught.value}"]
    return str(caught.value)


@pytest.mark.parametrize(
    "got, want, says",
    [
        (6, 5, "n: got 6, expected 5"),
        (2.5, 2, "n: got 2.5, expected 2"),
        (np.nan, 2, "n: got nan, expected 2"),
        ([5], 5, "n: shape is (1,), expected a single number"),
        (5, [5], "n: shape is a single number, expected (1,)"),
        (np.ones((4, 6, 5)), np.ones((3, 4, 4)), "n: shape is (4, 6, 5), expected (3, 4, 4)"),
        ([[1, 2], [3, 4]], [[1, 2], [5, 6]], "n: at index [1, 0] it is 3, expected 5 (2 of 4 values are wrong)"),
        ([1, np.nan, np.inf], [1, 2, 3], "n: 2 of 3 values are NaN or infinite"),
        ([[1, 2], [3]], np.ones((2, 2)), "n: the rows have different lengths, expected (2, 2)"),
        ("5", 5, "n: expected real numbers, got <U1"),
        ([1j, 0], [0, 0], "n: expected real numbers, got complex128"),
    ],
)
def test_same_names_the_broken_property(got, want, says):
    assert message(same, "n", got, want) == says


@pytest.mark.parametrize("got", [[1, 2], (1.0, 2.0), np.float32([1, 2]), np.array([1, 2], "uint8"), [1 + 1e-7, 2]])
def test_same_takes_lists_and_any_numbers(got):
    same("n", got, np.array([1.0, 2]))


def test_same_takes_a_tolerance():
    same("n", 1.05, 1, tolerance=0.1)
    assert message(same, "n", 1.05, 1, tolerance=0.01) == "n: got 1.05, expected 1"


def test_call_returns_the_result():
    assert call("f(2, n=3)", lambda x, n: x * n, 2, n=3) == 6


def test_call_says_what_was_raised_and_where():
    def answer(x):
        y = [x]
        return y[1]

    said = message(call, "f(1)", answer, 1)
    assert said.startswith("f(1): raised IndexError: list index out of range (line ")
    assert said.endswith(": return y[1])")


def test_call_names_the_answers_line_not_a_librarys():
    def answer(x):
        return np.linalg.inv(x)

    assert message(call, "f", answer, np.zeros((2, 2))).endswith(": return np.linalg.inv(x))")


def test_call_reports_wrong_arguments():
    assert message(call, "f(1)", lambda: 0, 1).startswith("f(1): raised TypeError: ")


def test_call_reports_an_exit():
    assert message(call, "f", lambda: sys.exit(3)).startswith("f: raised SystemExit: 3")


def test_call_reports_none():
    assert message(call, "f", lambda: None) == "f: returned None; is a return missing?"


def test_call_wants_a_function():
    assert message(call, "f", 3) == "f: expected a function, got int"


def test_call_finds_what_was_changed_inside_an_argument():
    def doubles(arrays):
        arrays[1] *= 2
        return arrays

    assert message(call, "f", doubles, [np.ones(2), np.ones(2)]) == "f: argument 1 was changed in place; work on a copy"
    model = keras.Sequential([keras.Input((5, 5, 1)), keras.layers.Conv2D(2, 3, strides=2)])

    def without_strides(model):
        model.layers[0].strides = (1, 1)
        return model

    assert message(call, "f", without_strides, model) == "f: the given model was changed; make layers of your own"
    assert model.layers[0].strides == (2, 2)
    assert call("f", lambda model: keras.Sequential(model.layers), model) is not None


def test_an_error_is_shown_where_the_answer_has_it():
    def block(x):
        return x + missing  # noqa: F821

    assert "return x + missing" in message(call, "f", model_of, block, (4, 4, 1))


def test_call_finds_arguments_changed_in_place_and_saves_them():
    def answer(x, y):
        y += 1
        return y

    x, y = np.zeros(2), np.zeros(2)
    assert message(call, "f", answer, x, y) == "f: argument 2 was changed in place; work on a copy"
    assert not y.any()


@pytest.fixture
def lab():
    """A lab of two questions: the number one, and the number two."""
    lab = Lab()

    @lab.question(points=4)
    def one(answer):
        same("one()", call("one()", answer), 1)

    @lab.question(points=6)
    def two(answer):
        same("two()", call("two()", answer), 2)

    lab.one, lab.two = one, two
    return lab


def not_done():
    raise NotImplementedError


def test_not_done_yet(lab):
    with pytest.raises(NotDone, match=r"^one: not done yet$"):
        lab.one(not_done)


def test_passing_says_so(lab, capsys):
    assert lab.one(lambda: 1) is None
    assert capsys.readouterr().out == "one: visible checks passed\n"


def test_summary(lab, capsys):
    lab.summary()
    table = capsys.readouterr().out.splitlines()
    assert table[:3] == [
        "question  points  visible checks",
        "one            4  not attempted",
        "two            6  not attempted",
    ]
    assert table[-2] == "Visible checks passed for 0 of 10 points."
    assert table[-1].startswith("Hidden tests run at grading")

    lab.one(lambda: 1)
    message(lab.two, lambda: 3)
    capsys.readouterr()
    lab.summary()
    table = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=2)[2] for line in table[1:3]] == ["passed", "failed"]
    assert table[-2] == "Visible checks passed for 4 of 10 points."

    message(lab.one, not_done)  # taken back
    capsys.readouterr()
    lab.summary()
    assert "one            4  not attempted" in capsys.readouterr().out


def test_experiment(capsys):
    with experiment():
        print("fine")
    with experiment():
        not_done()
    assert capsys.readouterr().out == "fine\nAn answer that this cell uses is not done yet. Come back when it is.\n"
    with pytest.raises(ZeroDivisionError), experiment():
        1 / 0  # noqa: B018


@pytest.mark.parametrize(
    "answer", [not_done, lambda *a, **o: None, lambda *a, **o: "no", 3, lambda: 0, lambda *a, **o: []]
)
@pytest.mark.parametrize("question", lab01.lab.points)
def test_lab01_has_a_line_for_any_nonsense(question, answer):
    said = message(getattr(lab01, question), answer)
    assert said.startswith(question) and "\n" not in said


def ones(*shape):
    return lambda *arguments, **options: np.ones(shape)


@pytest.mark.parametrize(
    "question, answer, says",
    [
        ("output_size", lambda n, k, **o: n - k, "output_size(5, 3): got 2, expected 3"),
        ("output_size", lambda n, k: n - k + 1.0, "output_size(5, 3): got 3.0, expected a whole number (int)"),
        ("conv2d_naive", lambda x, w, b, **o: x, "conv2d_naive of ones: shape is (4, 6, 2), expected (3, 4, 5)"),
        ("photo_kernels", ones(2, 3, 3), "photo_kernels, the three together: shape is (2, 3, 3), expected (3, 3, 3)"),
        (
            "photo_kernels",
            ones(3, 3, 3),
            "photo_kernels, blur keeps the brightness of a flat image: sum of the weights: got 9, expected 1",
        ),
        (
            "conv2d",
            ones(2, 3, 4, 5),
            "conv2d of ones: at index [0, 0, 0, 0] it is 1, expected 18.5 (120 of 120 values are wrong)",
        ),
        ("count_weights", lambda n, k: (25, 15, 3), "count_weights(5, 3), local: got 15, expected 13"),
        (
            "conv_matrix",
            lambda kernel, size: np.eye(size),
            "conv_matrix([1, 2, 3], 4): at index [0, 0] it is 1, expected 2 (10 of 16 values are wrong)",
        ),
    ],
)
def test_lab01_messages(question, answer, says):
    assert message(getattr(lab01, question), answer) == says


def test_imports_nothing_of_the_house_and_nothing_heavy():
    code = "import sys, course.checks.lab01; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    house = {name for name in loaded if name.startswith("course.")} - {"course._loading"}
    assert house == {"course.checks", "course.checks.lab01"}
    assert not {"keras", "tensorflow", "jax", "torch", "scipy", "matplotlib"} & set(loaded)


def test_an_answer_that_waits_for_another_says_for_which(capsys):
    lab = Lab()

    @lab.question(points=1)
    def first(answer):
        same("first", call("first", answer), 1)

    @lab.question(points=2)
    def second(answer):
        same("second", call("second", answer), 2)

    def unfinished():
        raise NotImplementedError

    unfinished.__code__ = unfinished.__code__.replace(co_name="first")
    assert message(first, unfinished) == "first: not done yet"
    assert message(second, lambda: 1 + unfinished()) == "second: not done yet: it uses first, which is not done yet"
    assert lab.status == {"first": "not attempted", "second": "waits for first"}


def test_the_librarys_answers_are_not_ones_own(monkeypatch):
    lab = Lab(answered_by=("course.scratch",))

    @lab.question(points=1)
    def one(answer):
        same("one", call("one", answer), 1)

    one(lambda: 1)
    assert lab.status == {"one": "passed"}
    monkeypatch.setitem(sys.modules, "course.scratch", object())
    assert message(one, lambda: 1) == "one: course.scratch holds the answers; remove its import and restart the kernel"
    assert lab.status == {"one": "failed"}
