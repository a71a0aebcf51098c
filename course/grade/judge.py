"""The judge: runs the tests, unchanged, on answers that live in another process."""

import builtins

from course.grade import notebook
from course.grade.talk import Talk, as_exception
from course.grade.wire import Broken, Late


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
