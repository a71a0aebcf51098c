"""The student's side: runs the cells, and calls what they define when the judge asks. Holds no test and no solution."""

import builtins
import contextlib
import io
import linecache
import os
import sys
import traceback

import numpy as np

from course.checks import model_of
from course.grade.shell import NoShell, as_python
from course.grade.wire import Channel


class Student:
    """A notebook's names, and what of them the judge holds by number."""

    def __init__(self, sock, hidden=()):
        sys.meta_path.insert(0, Hidden(hidden))
        self.channel = Channel(sock, self._keep, self._callback)
        self.names = {"__name__": "__main__", "display": _display, "get_ipython": NoShell}
        self.kept = []
        os.register_at_fork(after_in_child=self.channel.close)  # a child of the student's does not talk for it

    def serve(self) -> None:
        """Answer the judge until it goes."""
        while True:
            request = self.channel.receive()
            self._answer(request)

    def _answer(self, request):
        try:
            with contextlib.redirect_stdout(Nowhere()) as out, contextlib.redirect_stderr(out):
                answer = getattr(self, f"do_{request.pop('do')}")(**request)
            self.channel.send({"is": "value", **answer})
        except BaseException as error:  # sys.exit, an interrupt: an answer that gives up is an answer
            self.channel.send({"is": "error", **describe(error)})

    # What the judge may ask for

    def do_cell(self, source: str, name: str):
        """Run a cell; what it raises comes back as a description, for a cell that fails is no fault of the talk."""
        file = f"<{name}>"
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
        try:
            exec(compile(as_python(source), file, "exec"), self.names)
        except BaseException as error:
            return {"error": describe(error)}
        return {"error": None}

    def do_names(self, names: list):
        """What some names stand for, those that are known."""
        return {"value": {name: self.names[name] for name in names if name in self.names}}

    def do_call(self, handle: int, args: list, kwargs: dict):
        """Call something, and say which of the things that it was given it has changed."""
        given = [*args, *kwargs.values()]
        before = [_frozen(thing) for thing in given]
        value = _plain(self.kept[handle](*args, **kwargs))
        changed = {i: _plain(thing) for i, thing in enumerate(given) if _frozen(thing) != before[i]}
        return {"value": value, "changed": changed}

    def do_attribute(self, handle: int, name: str):
        """An attribute of something."""
        return {"value": _plain(getattr(self.kept[handle], name))}

    def do_model(self, handle: int, shape: tuple, args: list, kwargs: dict):
        """The model around a block that takes Keras tensors and gives Keras tensors."""
        return {"value": model_of(self.kept[handle], shape, *args, **kwargs)}

    # Handles

    def _keep(self, thing):
        self.kept.append(thing)
        return {"number": len(self.kept) - 1, "callable": callable(thing), "type": type(thing).__name__[:80]}

    def _callback(self, number):
        """A function of the judge's own, handed over as an argument."""
        if isinstance(number, dict):  # one of our own things comes home
            return self.kept[number["number"]]

        def ask(*args, **kwargs):
            self.channel.send({"is": "callback", "number": number, "args": list(args), "kwargs": kwargs})
            while True:
                request = self.channel.receive()
                if request["do"] == "value":
                    return request["value"]
                if request["do"] == "raise":
                    raise getattr(builtins, request["type"], RuntimeError)(request["text"])
                self._answer(request)  # the judge's function calls another of ours meanwhile

        return ask


class Hidden:
    """Says why a module that holds the answers cannot be imported: its files are not there."""

    def __init__(self, modules):
        self.modules = modules

    def find_spec(self, name, path=None, target=None):
        """Refuse the modules and what is in them; pass on all others."""
        for module in self.modules:
            if f"{name}.".startswith(f"{module}."):
                raise ImportError(f"{name} holds the answers of this lab: where labs are graded it is not there")


def describe(error: BaseException) -> dict:
    """An exception in words: its type, its text, the function and the own line where it happened."""
    steps = traceback.extract_tb(error.__traceback__)
    own = [step for step in steps if step.filename.startswith("<")]
    text = ""
    with contextlib.suppress(BaseException):
        text = str(error)[:2000]
    return {
        "type": type(error).__name__[:80],
        "bases": [base.__name__ for base in type(error).__mro__ if getattr(builtins, base.__name__, None) is base],
        "text": text,
        "function": steps[-1].name if steps else "",
        "line": own[-1].lineno if own else 0,
        "source": (own[-1].line or "")[:200] if own else "",
    }


def _frozen(thing):
    """What an array, or a list or dict of such, holds now: to be compared with what it holds later."""
    if isinstance(thing, np.ndarray):
        return thing.dtype.str, thing.shape, thing.tobytes()
    if isinstance(thing, list | tuple):
        return type(thing), tuple(map(_frozen, thing))
    if isinstance(thing, set):
        return frozenset(map(_frozen, thing))
    if isinstance(thing, dict):
        return tuple((key, _frozen(value)) for key, value in thing.items())
    return id(thing)


def _plain(value, depth=0):
    """Tensors and variables as arrays."""
    if isinstance(value, list | tuple | dict | set) and depth < 40:
        if type(value) is dict:
            return {k: _plain(v, depth + 1) for k, v in value.items()}
        if type(value) in (list, tuple):
            return type(value)(_plain(v, depth + 1) for v in value)
    keras = sys.modules.get("keras")
    if keras is None or isinstance(value, np.ndarray | str | bytes | bool | int | float):
        return value
    if keras.ops.is_tensor(value) or isinstance(value, keras.Variable):
        return keras.ops.convert_to_numpy(value)
    return value


class Nowhere(io.TextIOBase):
    """What an answer prints goes nowhere: not to the judge, and not to the page that the student gets."""

    def write(self, text):
        """Forget it."""
        return len(text)


def _display(*things, **options):
    print(*(repr(thing)[:1000] for thing in things))
