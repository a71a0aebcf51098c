"""The visible checks of the labs, one module per lab: they say in plain words which property an answer breaks.

A check calls the answer and compares what comes back. It never looks at how the answer is written.
"""

import copy
import functools
import re
import sys
import traceback
from collections.abc import Callable
from contextlib import contextmanager

import numpy as np

__all__ = ["Failed", "Lab", "NotDone", "array", "call", "experiment", "model_of", "output_of", "pair", "same",
           "same_shape", "same_weights"]  # fmt: skip


class Failed(AssertionError):
    """An answer breaks a property; Jupyter shows this one line and no traceback."""

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]


class NotDone(Failed):
    """There is no answer yet."""


class Lab:
    """The questions of one lab, their points, and how the visible checks have gone so far.

    `answered_by` names the library modules that hold the lab's answers: no check passes once they have been imported.
    `by_hand` are the questions answered in words and their points: an instructor reads those.
    """

    def __init__(self, answered_by: tuple[str, ...] = (), by_hand: dict[str, int] | None = None):
        self.answered_by, self.by_hand = answered_by, by_hand or {}
        self.points: dict[str, int] = {}
        self.status: dict[str, str] = {}

    def question(self, points: int) -> Callable:
        """Decorator: make a function of the answer, named as the answer, the visible check of a question."""

        def register(test):
            name = test.__name__
            self.points[name], self.status[name] = points, "not attempted"

            @functools.wraps(test)
            def check(answer):
                self.status[name] = "failed"
                try:
                    test(answer)
                except NotImplementedError as error:
                    missing = _innermost(error)
                    if missing in self.points and missing != name:
                        self.status[name] = f"waits for {missing}"
                        raise NotDone(f"{name}: not done yet: it uses {missing}, which is not done yet") from None
                    self.status[name] = "not attempted"
                    raise NotDone(f"{name}: not done yet") from None
                for module in self.answered_by:
                    if module in sys.modules:
                        raise Failed(f"{name}: {module} holds the answers; remove its import and restart the kernel")
                self.status[name] = "passed"
                print(f"{name}: visible checks passed")

            return check

        return register

    def summary(self) -> None:
        """Print a line per question: points, and whether its visible checks passed when they last ran."""
        width = max(map(len, ["question", *self.points, *self.by_hand]))
        print(f"{'question':{width}}  points  visible checks")
        for name, points in self.points.items():
            print(f"{name:{width}}  {points:6}  {self.status[name]}")
        for name, points in self.by_hand.items():
            print(f"{name:{width}}  {points:6}  read by your instructor")
        passed = sum(points for name, points in self.points.items() if self.status[name] == "passed")
        print(f"\nVisible checks passed for {passed} of {sum(self.points.values())} points.")
        print("Hidden tests run at grading: the same properties, other inputs. A question has its points if both pass.")


def call(label: str, answer: Callable, *arguments, **options):
    """``answer(*arguments, **options)``; raises Failed if that raises, changes an argument in place or returns None.

    NotImplementedError goes through: that is how an answer says that it is not written yet.
    """
    if not callable(answer):
        raise Failed(f"{label}: expected a function, got {type(answer).__name__}")
    given = copy.deepcopy(arguments)  # so that an answer that changes them does not spoil the next check
    try:
        result = answer(*given, **options)
    except NotImplementedError:
        raise
    except (Exception, SystemExit) as error:
        raise Failed(f"{label}: raised {type(error).__name__}: {error}{_line(error)}") from error
    for i, (old, new) in enumerate(zip(arguments, given, strict=True), start=1):
        if not _same_arrays(old, new):
            raise Failed(f"{label}: argument {i} was changed in place; work on a copy")
        if hasattr(new, "layers") and not _same_layers(old, new):
            raise Failed(f"{label}: the given model was changed; make layers of your own")
    if result is None:
        raise Failed(f"{label}: returned None; is a return missing?")
    return result


def model_of(block: Callable, input_shape: tuple[int, ...], *arguments, **options):
    """The ``keras.Model`` from inputs of `input_shape` (without the batch) to ``block(x, *arguments, **options)``.

    So an answer that takes and returns Keras tensors is looked at: its layers, its shapes, what it computes.
    """
    elsewhere = getattr(block, "course_model", None)
    if elsewhere:  # at grading an answer lives in another process, and its model is made there
        return elsewhere(input_shape, *arguments, **options)
    import keras  # an early lab needs none, and starts in a second

    x = keras.Input(input_shape)
    return keras.Model(x, block(x, *arguments, **options))


def output_of(model, x) -> np.ndarray:
    """What a network makes of NumPy images when it does not train, in NumPy."""
    from keras import ops

    return ops.convert_to_numpy(model(np.asarray(x, "float32"), training=False))


def same_shape(label: str, model, want: tuple[int, ...]) -> None:
    """Raise Failed unless the outputs of the model have this shape, the batch left out."""
    if model.output_shape[1:] != want:
        raise Failed(f"{label}: its output has shape {model.output_shape[1:]}, expected {want}")


def same_weights(label: str, model, want: list[tuple[int, ...]], ordered: bool = True) -> None:
    """Raise Failed unless the model has weights of these shapes; without `ordered` in any order."""
    got = [tuple(w.shape) for w in model.get_weights()]
    if not ordered:
        got, want = sorted(got), sorted(want)
    if got != want:
        raise Failed(f"{label}: its weights have the shapes {got}, expected {want}")


def pair(label: str, result):
    """The two things that an answer returns; raises Failed if they are not two."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Failed(f"{label}: expected two things, (…, …), got {type(result).__name__}")
    return result


def array(label: str, got, shape: tuple[int, ...]) -> np.ndarray:
    """`got` (array, list or number) as an array of real numbers; raises Failed unless it has this shape."""
    try:
        got = np.asarray(got)
    except ValueError:
        raise Failed(f"{label}: the rows have different lengths, expected {_say(shape)}") from None
    if got.dtype.kind not in "biuf":
        raise Failed(f"{label}: expected real numbers, got {got.dtype}")
    if got.shape != shape:
        raise Failed(f"{label}: shape is {_say(got.shape)}, expected {_say(shape)}")
    return got


def same(label: str, got, want, tolerance: float = 1e-5) -> None:
    """Raise Failed unless `got` has the shape and, within `tolerance`, the values of `want`."""
    want = np.asarray(want)
    got = array(label, got, want.shape)
    wrong = ~np.isclose(got, want, rtol=tolerance, atol=tolerance)
    if not wrong.any():
        return
    if not want.ndim:
        raise Failed(f"{label}: got {got:.6g}, expected {want:.6g}")
    if bad := int((~np.isfinite(got)).sum()):
        raise Failed(f"{label}: {bad} of {got.size} values are NaN or infinite")
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    raise Failed(
        f"{label}: at index {list(first)} it is {got[first]:.6g}, expected {want[first]:.6g} "
        f"({wrong.sum()} of {got.size} values are wrong)"
    )


@contextmanager
def experiment():
    """Around a cell that uses the answers above it: one line instead of an error while they are not done."""
    try:
        yield
    except NotImplementedError:
        print("An answer that this cell uses is not done yet. Come back when it is.")


def _innermost(error):
    """Name of the function that raised: an answer may use an earlier one."""
    if hasattr(error, "course_where"):  # raised in another process, see course.grade
        return error.course_where["function"]
    return traceback.extract_tb(error.__traceback__)[-1].name


def _say(shape):
    return shape or "a single number"


def _same_arrays(old, new):
    """Whether the arrays in two arguments are the same, those in lists too."""
    if isinstance(old, list | tuple):
        return len(old) == len(new) and all(map(_same_arrays, old, new))
    return not isinstance(old, np.ndarray) or np.array_equal(old, new)


def _same_layers(old, new):
    """Whether two models have the same layers, and settings; what learns, and the weights, may differ."""
    old, new = (re.sub(r'"trainable": (true|false)', "", model.to_json()) for model in (old, new))
    return old == new


def _line(error):
    """Where the answer went wrong: its last own line before the error, if the source is at hand."""
    if where := getattr(error, "course_where", None):
        return f" (line {where['line']}: {where['source']})" if where["line"] else ""
    steps = [step for step in traceback.extract_tb(error.__traceback__) if step.filename != __file__]
    own = [step for step in steps if step.filename == steps[0].filename]
    return f" (line {own[-1].lineno}: {own[-1].line})" if own and own[-1].line else ""
