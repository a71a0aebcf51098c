"""A submission put together anew: our notebook, with nothing of the student's in it but the answers."""

import json
from dataclasses import dataclass
from itertools import pairwise

HIDDEN = "### BEGIN HIDDEN TESTS"
UNTOUCHED = "YOUR ANSWER HERE"  #: what nbgrader puts in the place of words
CELLS = 2_000  #: of a notebook, at most


class Unreadable(ValueError):
    """A submission that is no notebook; the text says why."""


@dataclass(frozen=True)
class Step:
    """A code cell to run. Its kind: "given" (ours, on both sides), "answer" (the student's), "test" (the judge's)."""

    kind: str
    name: str
    source: str
    question: str = ""
    points: float = 0

    @property
    def visible(self) -> str:
        """The part of a test that the student has seen."""
        return self.source.partition(HIDDEN)[0]

    @property
    def hidden(self) -> str:
        """The part that only grading runs."""
        return "".join(self.source.partition(HIDDEN)[1:])


def read(content: bytes) -> dict:
    """A notebook's JSON; raises Unreadable."""
    try:
        book = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("it is not text in UTF-8") from None
    except RecursionError:
        raise Unreadable("its JSON is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"it is no JSON: {error}") from None
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("it has no cells: no notebook of format 4")
    if len(cells) > CELLS:
        raise Unreadable(f"it has {len(cells):,} cells, more than {CELLS:,}")
    return book


def points(source: dict) -> dict[str, float]:
    """The questions that tests grade, in order, and their points."""
    graded = [_settings(cell) for cell in source["cells"] if _settings(cell).get("grade")]
    return {question(s["grade_id"]): s["points"] for s in graded if not s.get("solution")}


def by_hand(source: dict) -> dict[str, float]:
    """The questions that an instructor reads, and their points."""
    graded = [_settings(cell) for cell in source["cells"] if _settings(cell).get("grade")]
    return {question(s["grade_id"]): s["points"] for s in graded if s.get("solution")}


def question(name: str) -> str:
    """The question to which a cell of this name belongs, as its function is called."""
    return name.removesuffix("-test").replace("-", "_")


def answers_in(source: dict, content: bytes) -> dict[str, str]:
    """What the student wrote for each question, code or words, as far as the file can be read and there is a cell."""
    try:
        cells = read(content)["cells"]
    except Unreadable:
        return {}
    ours, theirs = source["cells"], [_clean(cell) for cell in cells if isinstance(cell, dict)]
    match = _match(ours, theirs, [])
    found = {question(_name(ours[number])): _text(cell) for number, cell in match.items()}
    own = _own_cells(ours, theirs, match, "markdown")
    for number, cell in enumerate(ours):
        if _is_words(cell) and own.get(number):  # written into cells of one's own, below
            text = "\n\n".join([found.get(question(_name(cell)), ""), *(step.source for step in own[number])])
            found[question(_name(cell))] = text.removeprefix(UNTOUCHED).strip()
    return found


def own_step(cell: dict, number: int) -> Step | None:
    """A cell of a student's notebook as it stands there; None for what is not run."""
    cell = _clean(cell) if isinstance(cell, dict) else {"cell_type": ""}
    if cell["cell_type"] != "code" or "ungraded" in cell["metadata"].get("tags", []):
        return None
    settings, name = _settings(cell), _settings(cell).get("grade_id") or cell["id"] or f"cell-{number}"
    if settings.get("grade") and not settings.get("solution"):
        return Step("test", name, _text(cell), question(name), _points(settings))
    return Step("answer", name, _text(cell))


def own_words(cells: list) -> list[tuple[str, float, str]]:
    """Question, points and text of what is answered in words in a student's notebook as it stands there."""
    found, below = [], False
    for cell in (_clean(cell) for cell in cells if isinstance(cell, dict)):
        settings, text = _settings(cell), _text(cell).strip()
        if _is_words(cell) and settings.get("grade"):
            found.append((question(settings.get("grade_id", "")), _points(settings), text))
            below = True
        elif below and cell["cell_type"] == "markdown" and not settings:  # written into a cell of one's own, below
            name, points, above = found[-1]
            found[-1] = name, points, f"{above.removeprefix(UNTOUCHED)}\n\n{text}".strip()
        else:
            below = False
    return found


def _points(settings):
    """Points as a student's own file gives them: they are shown, and count nowhere."""
    points = settings.get("points")
    return points if type(points) in (int, float) and points >= 0 else 0


def steps(source: dict, submission: dict) -> tuple[list[Step], list[str]]:
    """The cells to run, in our order, and notes on what was odd about the submission.

    An answer is found by the name that nbgrader gave its cell, else by the cell's id, else by its place: the cell
    behind the same question's text. Cells of the student's own run behind the cell that they stand behind.
    Points, tests and all other cells are the source's, whatever the submission says of them. Raises Unreadable for a
    notebook without any answer cell of the lab's.
    """
    ours = source["cells"]
    theirs = [_clean(cell) for cell in submission["cells"] if isinstance(cell, dict)]
    notes = []
    match = _match(ours, theirs, notes)
    if not any(_is_answer(ours[number]) for number in match):
        raise Unreadable("it has no answer cell of this lab; is it another lab's?")
    plan, own = [], _own_cells(ours, theirs, match, "code")
    plan += own.get(None, [])
    for number, cell in enumerate(ours):
        if cell["cell_type"] == "code":
            plan += _step(cell, number, match, notes)
        plan += own.get(number, [])
    return plan, notes


def _is_answer(cell):
    return cell["cell_type"] == "code" and bool(_settings(cell).get("solution"))


def _step(cell, number, match, notes):
    settings, name = _settings(cell), _settings(cell).get("grade_id") or cell.get("id", f"cell{number}")
    if settings.get("grade") and not settings.get("solution"):
        return [Step("test", name, _text(cell), question(name), settings["points"])]
    if settings.get("solution"):
        if number not in match:
            notes.append(f"{name}: no answer cell was found")
            return []
        return [Step("answer", name, _text(match[number]))]
    if "ungraded" in cell.get("metadata", {}).get("tags", []):
        return []
    return [Step("given", name, _text(cell))]


def _match(ours, theirs, notes):
    """Number of our answer cell -> the cell of the submission that answers it."""
    wanted = {i: cell for i, cell in enumerate(ours) if _settings(cell).get("solution")}
    found, used = {}, set()
    for key in (lambda cell: _settings(cell).get("grade_id"), lambda cell: cell.get("id")):
        for number, cell in wanted.items():
            if number in found or not key(cell):
                continue
            same = [c for c in theirs if id(c) not in used and key(c) == key(cell)]
            same = [c for c in same if _kind(c) == _kind(cell) or _is_words(cell)]
            if len(same) > 1:
                notes.append(f"{_settings(cell)['grade_id']}: {len(same)} cells have its name; the first counts")
            if same:
                found[number] = same[0]
                used |= {id(c) for c in same}
    # By place: the cell behind the same text, unless its name says that it is another one of ours.
    known = {_name(cell) for cell in ours}
    for number, cell in wanted.items():
        if number in found or number == 0:
            continue
        before = ours[number - 1]
        for a, b in pairwise(theirs):
            same = _kind(a) == _kind(before) and _text(a).strip() == _text(before).strip() and _kind(b) == _kind(cell)
            if same and id(b) not in used and _name(b) not in known:
                found[number] = b
                used.add(id(b))
                notes.append(f"{_name(cell)}: found by its place, for its name is gone")
                break
    return found


def _own_cells(ours, theirs, match, kind):
    """Number of our cell (None: the start) -> steps of the student's own cells of a kind behind it."""
    place, own = None, {}
    released = {_settings(cell).get("grade_id") for cell in ours} | {cell.get("id") for cell in ours}
    answers = {id(cell): number for number, cell in match.items()}
    texts = {_text(cell).strip(): i for i, cell in enumerate(ours)}
    names = {_name(cell): i for i, cell in enumerate(ours)}
    for i, cell in enumerate(theirs):
        name = _name(cell)
        known = names.get(name, texts.get(_text(cell).strip()))
        if id(cell) in answers:
            place = answers[id(cell)]
        elif known is not None:
            place = known
        elif cell["cell_type"] == kind and name not in released and _text(cell).strip():
            own.setdefault(place, []).append(Step("answer", f"own-{i}", _text(cell)))
    return own


def _clean(cell):
    """A cell of a submission with the keys that are read here, of the types that they should have."""
    metadata = cell.get("metadata")
    name = cell.get("id")
    return {
        "cell_type": "code" if cell.get("cell_type") == "code" else "markdown",
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": _text(cell),
        "id": name if isinstance(name, str) else None,
    }


def _is_words(cell):
    return cell["cell_type"] == "markdown" and _settings(cell).get("solution", False)


def _name(cell):
    return _settings(cell).get("grade_id") or cell.get("id")


def _kind(cell):
    return cell["cell_type"]


def _settings(cell):
    settings = cell.get("metadata", {}).get("nbgrader", {})
    named = isinstance(settings, dict) and isinstance(settings.get("grade_id", ""), str)
    return settings if named else {}


def _text(cell):
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""
