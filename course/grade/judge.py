"""The judge's side: runs the tests, unchanged, on answers that live in another process."""

import builtins
import time

import numpy as np

from course.grade import notebook
from course.grade.wire import Broken, Channel, Late

PLAIN = {name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)}


class Refused(AssertionError):
    """A test asks an object of the student's what only a value can answer."""


class Answer:
    """A function or an object of the student's: it can be called and asked for attributes, and that is all.

    It has no truth value, equals nothing and is no number: an object that claims to be everything passes no test.
    """

    def __init__(self, talk, about):
        self.__dict__.update(_talk=talk, _about=about, __name__=str(about.get("type", "")))

    def __call__(self, *args, **kwargs):
        """Call it where it lives."""
        return self._talk.call(self._about["number"], args, kwargs)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        [value] = self._talk.ask("attribute", "value", handle=self._about["number"], name=name)
        return value

    def course_model(self, shape, *args, **kwargs):
        """The model that this block makes of an input of this shape, made where the block is, for `checks.model_of`."""
        number = self._about["number"]
        [model] = self._talk.ask("model", "value", handle=number, shape=shape, args=list(args), kwargs=kwargs)
        return model

    def _no_value(self, *_):
        raise Refused(f"expected a number or an array, got an object of type {self._about.get('type')}")

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __len__ = __iter__ = __contains__ = _no_value
    __int__ = __float__ = __index__ = __array__ = __getitem__ = __hash__ = __add__ = __radd__ = __sub__ = _no_value

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return f"<an answer of type {self._about.get('type')}>"


class Talk:
    """Questions to the student's process, one at a time. What comes back is data, and is doubted."""

    def __init__(self, sock, seconds):
        self.channel, self.seconds, self.own = Channel(sock, self._lend, self._answer), seconds, []

    def ask(self, do, *wanted, **what):
        """Ask, serve its calls back meanwhile, and return what is `wanted` of the reply; raises Broken or its error."""
        self.channel.deadline = time.monotonic() + self.seconds
        self.channel.send({"do": do, **what})
        while True:
            match self.channel.receive():
                case {"is": "callback", "number": int(number), "args": list(args), "kwargs": dict(kwargs)}:
                    self._call_back(number, args, kwargs)
                case {"is": "error", **about}:
                    raise as_exception(about)
                case {"is": "value", **reply} if all(name in reply for name in wanted):
                    return [reply[name] for name in wanted]
                case _:
                    raise Broken("an answer of another form")

    def call(self, number, args, kwargs):
        """A call as if the function were here: what it writes into arrays that it was given is written here too."""
        value, changed = self.ask("call", "value", "changed", handle=number, args=list(args), kwargs=kwargs)
        arrays = [a for a in (*args, *kwargs.values()) if isinstance(a, np.ndarray)]
        if not isinstance(changed, dict):
            raise Broken("an answer of another form")
        for i, new in changed.items():
            if i in range(len(arrays)) and isinstance(new, np.ndarray) and arrays[i].shape == new.shape:
                arrays[i][...] = new
        return value

    def _lend(self, thing):
        if isinstance(thing, Answer):
            return thing._about
        if not callable(thing):
            raise ValueError(f"a test hands over an object of type {type(thing).__name__}")
        self.own.append(thing)
        return len(self.own) - 1

    def _answer(self, about):
        match about:
            case {"number": int(number)}:
                return Answer(self, {"number": number, "type": str(about.get("type"))[:80]})
        raise ValueError("no handle")

    def _call_back(self, number, args, kwargs):
        if number not in range(len(self.own)):
            raise Broken("a call of what was never lent")
        try:
            value = self.own[number](*args, **{str(name): value for name, value in kwargs.items()})
        except Exception as error:
            self.channel.send({"do": "raise", "type": type(error).__name__, "text": str(error)[:500]})
            return
        self.channel.send({"do": "value", "value": value})


def as_exception(about: dict) -> Exception:
    """The student's exception as the nearest of Python's own, with where it happened; raises Broken."""
    match about:
        case {
            "bases": list(bases),
            "text": str(text),
            "function": str(),
            "line": int(),
            "source": str(),
            "type": str(),
        }:
            pass
        case _:
            raise Broken("an error of another form")
    kind = next((PLAIN[name] for name in bases if type(name) is str and name in PLAIN), RuntimeError)
    try:
        error = kind(text)
    except TypeError:  # UnicodeDecodeError and such want more
        error = RuntimeError(text)
    error.course_where = about
    return error


class Names(dict):
    """The names that a test sees: the judge's own first, then the student's, fetched when they are read."""

    def __init__(self, fetch):
        super().__init__(__name__="__main__", display=lambda *things: None)
        self.fetch = fetch

    def __missing__(self, name):
        if hasattr(builtins, name):
            raise KeyError(name)
        found = self.fetch(name)
        if name not in found:
            raise KeyError(name)
        return found[name]


def grade(source: dict, submission: dict, new_student, report, seconds: float = 60) -> None:
    """Run a submission and `report` each question: a dict of question, points, message.

    `new_student()` gives a socket to a fresh student's process. A question whose test hangs or kills the process
    loses its own points; the process is then made anew from the cells before.
    """
    plan, notes = notebook.steps(source, submission)
    report({"notes": notes})
    session = Session(new_student, seconds)
    for step in plan:
        if step.kind == "test":
            report({"question": step.question, **session.test(step)})
        else:
            said = session.run(step)
            if said:
                report({"cell": step.name, "said": said})


class Session:
    """The judge's names and a student's process, remade when it dies."""

    def __init__(self, new_student, seconds):
        self.new_student, self.seconds = new_student, seconds
        self.done, self.names = [], Names(self._fetch)
        self.talk = None

    def run(self, step):
        """Run a cell on the student's side, and ours on both. Returns what went wrong, or ""."""
        if step.kind == "given":
            exec(compile(step.source, f"<{step.name}>", "exec"), self.names)
        try:
            [error] = self._student().ask("cell", "error", source=step.source, name=step.name)
            said = _line(as_exception(error)) if error else ""
        except Broken as error:
            self._drop()
            return "it ran out of time" if isinstance(error, Late) else "its process ended"
        self.done.append(step)
        return said

    def test(self, step):
        """Run a test: visible part, then hidden part. All its points or none, and why."""
        for part, source in (("visible", step.visible), ("hidden", step.hidden)):
            try:
                exec(compile(source, f"<{step.name}>", "exec"), self.names)
            except Broken as error:
                self._drop()
                message = "it ran out of time" if isinstance(error, Late) else "its process ended, or sent nonsense"
                return {"points": 0, "message": message}
            except BaseException as error:
                message = _message(error) if part == "visible" else "a hidden test failed"
                return {"points": 0, "message": message}
        return {"points": step.points, "message": ""}

    def _fetch(self, name):
        [found] = self._student().ask("names", "value", names=[name])
        if not isinstance(found, dict):
            raise Broken("an answer of another form")
        return found

    def _student(self):
        """A process in which all cells up to here have run."""
        if self.talk is None:
            self.talk = Talk(self.new_student(), self.seconds)
            for step in self.done:
                self.talk.ask("cell", source=step.source, name=step.name)
        return self.talk

    def _drop(self):
        if self.talk is not None:
            self.talk.channel.close()
        self.talk = None


def _message(error):
    return f"{type(error).__name__}: {error}" if not isinstance(error, AssertionError) or not str(error) else str(error)


def _line(error):
    about = error.course_where
    where = f" (line {about['line']}: {about['source']})" if about["line"] else ""
    return f"{about['type']}: {about['text']}{where}"[:2000]
