"""The judge's side of the talk: answers that live in another process, as the tests see them."""

import builtins
import time

import numpy as np

from course.grade.nets import is_model
from course.grade.wire import Broken, Channel

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
        if not is_model(model):
            raise Refused("expected a Keras model of Keras's own layers")
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
        """A call as if the function were here: what it does to things that it was given is done to them here too."""
        value, changed = self.ask("call", "value", "changed", handle=number, args=list(args), kwargs=kwargs)
        given = [*args, *kwargs.values()]
        if not isinstance(changed, dict):
            raise Broken("an answer of another form")
        for i, new in changed.items():
            if i in range(len(given)):
                _become(given[i], new)
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


def _become(old, new):
    """What stands in the place of `old`: arrays, lists and dicts of the judge's become what `new` says, in place."""
    match old, new:
        case (np.ndarray(), np.ndarray()) if old.shape == new.shape and old.dtype == new.dtype:
            old[...] = new
            return old
        case (list(), list()):
            old[:] = [*map(_become, old, new), *new[len(old) :]]
            return old
        case (set(), set()):
            old.clear()
            old.update(new)
            return old
        case (tuple(), tuple()) if len(old) == len(new):
            return tuple(map(_become, old, new))
        case (dict(), dict()):
            became = {key: _become(old[key], value) if key in old else value for key, value in new.items()}
            old.clear()
            old.update(became)
            return old
    return new


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
