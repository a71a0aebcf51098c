"""The judge: runs the tests, unchanged, on answers that live in another process."""

import builtins
import signal
from contextlib import contextmanager

from course.grade import notebook
from course.grade.talk import Talk, as_exception
from course.grade.wire import Broken, Late

ENDS = "its process ended, or sent nonsense", "it ran out of time"


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

    The hidden tests come after all that is shown to the student, in a process of their own: what they ask for cannot be
    told by a later answer.
    """
    plan, notes = notebook.steps(source, submission)
    report({"notes": notes})
    shown, passed = Session(new_student, seconds), []
    for step in plan:
        if step.kind != "test":
            said = shown.run(step)
            if said:
                report({"cell": step.name, "said": said})
        elif message := shown.test(step, step.visible):
            report({"question": step.question, "points": 0, "message": message})
        else:
            passed.append(step)
    shown.end()
    hidden = Session(new_student, seconds)
    for step in plan:
        if step in shown.done:
            hidden.run(step)
        elif step in passed:
            failed = hidden.test(step, step.hidden)
            message = failed if failed in ENDS else "a hidden test failed" if failed else ""
            report({"question": step.question, "points": 0 if failed else step.points, "message": message})


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
            self.end()
            return ENDS[isinstance(error, Late)]
        except Exception as error:  # a cell too large to be handed over, an error that cannot be described
            return _message(error)
        self.done.append(step)
        return said

    def test(self, step, source):
        """Run a part of a test; returns what went wrong, or ""."""
        try:
            with _at_most(self.seconds):
                exec(compile(source, f"<{step.name}>", "exec"), self.names)
        except Broken as error:
            self.end()
            return ENDS[isinstance(error, Late)]
        except BaseException as error:
            return _message(error)
        return ""

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

    def end(self):
        """End the process; another one starts when it is needed."""
        if self.talk is not None:
            self.talk.channel.close()
        self.talk = None


@contextmanager
def _at_most(seconds):
    """Raise Late when this takes longer: a model of the student's is run in this process, and may be a slow one.

    Python looks between two operations: one that is slow by itself is over when it ends, or the whole grading does.
    """

    def late(*_):
        raise Late("a test took too long")

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # and again, should Keras have caught the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _message(error):
    text = str(error)
    return (text if isinstance(error, AssertionError) and text else f"{type(error).__name__}: {text}")[:2000]


def _line(error):
    about = error.course_where
    where = f" (line {about['line']}: {about['source']})" if about["line"] else ""
    return f"{about['type']}: {about['text']}{where}"[:2000]
