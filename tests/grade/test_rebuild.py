"""A submission put together anew: our cells in our order, the student's answers, wherever they stand."""

import json

import pytest
from small_lab import SOURCE, cell, find, lab, released

from course.grade import notebook


def plan(book):
    found, notes = notebook.steps(lab(), book)
    return [(step.kind, step.name) for step in found], notes


USUAL = [("given", "imports")]
for _name in ("double", "total", "block", "count"):
    USUAL += [("answer", _name), ("test", f"{_name}-test")]


def source(book, name):
    [step] = [step for step in notebook.steps(lab(), book)[0] if step.name == name]
    return step.source


def test_a_released_notebook():
    assert plan(released()) == (USUAL, [])


def test_tests_and_given_cells_are_ours():
    book = released()
    find(book, "count-test").update(source="pass")
    book["cells"][1]["source"] = "import antigravity"
    assert "BEGIN HIDDEN TESTS" in source(book, "count-test")
    assert source(book, "imports") == lab()["cells"][1]["source"]


def test_a_notebook_of_another_lab_is_none_of_this():
    """Nor is one with nothing but an answer in words, whose cell is called alike in all labs."""
    book = lab()
    book["cells"] = [cell("code", "def another(): pass", "another", grade=False, solution=True), book["cells"][-1]]
    with pytest.raises(notebook.Unreadable, match="no answer cell of this lab"):
        plan(book)


@pytest.mark.parametrize("change", ["reversed", "no metadata", "no ids", "only ids"])
def test_an_answer_is_found(change):
    book = released()
    if change == "reversed":
        book["cells"].reverse()
    for each in book["cells"]:
        if change in ("no metadata", "only ids"):
            each["metadata"] = {}
        if change == "no ids":
            each["id"] = "x"
    found, _ = plan(book)
    assert [step for step in found if step[1] != "own"] == USUAL


def test_by_its_place_if_all_names_are_gone():
    book = released()
    for each in book["cells"]:
        each.update(metadata={}, id="x")
    found, notes = plan(book)
    assert [step for step in found if step in USUAL] == USUAL
    assert notes == [
        f"{name}: found by its place, for its name is gone"
        for name in ("double", "total", "block", "count", "in-words")
    ]


def test_cells_of_ones_own_run_where_they_stand():
    book = released()
    where = book["cells"].index(find(book, "total"))
    book["cells"].insert(where, cell("code", "helper = 1", "mine"))
    found, _ = plan(book)
    assert found.index(("answer", "total")) == 1 + [kind for kind, _ in found].index("answer", 3)
    assert len(found) == len(USUAL) + 1


def test_two_of_a_name_are_noted_and_the_first_counts():
    book = released()
    right = find(book, "count")
    book["cells"].append(right | {"source": "count = None"})
    assert "return 3" in source(book, "count")
    assert plan(book)[1] == ["count: 2 cells have its name; the first counts"]


def test_a_missing_answer_is_noted():
    book = released()
    book["cells"].remove(find(book, "count"))
    found, notes = plan(book)
    assert found == [step for step in USUAL if step != ("answer", "count")]
    assert notes == ["count: no answer cell was found"]


@pytest.mark.parametrize(
    "odd", [3, "x", None, [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": 3, "metadata": 7, "id": []},
            {"cell_type": "code", "source": [1, "x = 1"], "metadata": {"nbgrader": []}}]
)  # fmt: skip
def test_odd_cells_spoil_nothing(odd):
    book = released()
    book["cells"].insert(3, odd)
    found, _ = plan(book)
    assert [step for step in found if step in USUAL] == USUAL


def test_lines_in_a_list_are_text():
    book = released()
    find(book, "count")["source"] = ["def count():\n", "    return 3"]
    assert source(book, "count") == "def count():\n    return 3"


@pytest.mark.parametrize("kind", ["below", "in the words' cell, made code", "below, with words before"])
def test_words_are_found_where_they_were_written(kind):
    book = released()
    words = find(book, "in-words")
    if kind.startswith("below"):
        book["cells"].append(cell("markdown", "Since it is.", "own"))
        words["source"] = "First." if kind.endswith("before") else "YOUR ANSWER HERE"
    else:
        words.update(cell_type="code", source="Since it is.")
    found = notebook.answers_in(lab(), json.dumps(book).encode())["in_words"]
    assert found == "First.\n\nSince it is." * kind.endswith("before") + "Since it is." * (not kind.endswith("before"))
    assert plan(book)[0] == USUAL, "nothing of it runs"


def test_a_name_that_is_none():
    book = released()
    for each in book["cells"]:
        each["metadata"] = {"nbgrader": {"grade_id": ["x"], "solution": True}}
    found, _ = plan(book)
    assert [step for step in found if step in USUAL] == USUAL
    assert notebook.answers_in(lab(), json.dumps(book).encode())


@pytest.mark.parametrize(
    "content, says",
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 10**6, "nested too deeply"),
        (b"[]", "no cells"),
        (b'{"cells": 3}', "no cells"),
        (b'{"worksheets": []}', "format 4"),
        (b'{"cells": [' + b"{}," * 2000 + b"{}]}", "2,001 cells, more than 2,000"),
    ],
)
def test_what_is_no_notebook(content, says):
    with pytest.raises(notebook.Unreadable, match=says):
        notebook.read(content)


def test_a_mark_at_the_start_of_a_file_is_no_fault():
    assert notebook.read(b"\xef\xbb\xbf" + SOURCE)["cells"]


def test_the_tests_of_a_lab():
    assert list(notebook.points(lab()).items()) == [(name, 10) for name in ("double", "total", "block", "count")]
    assert notebook.by_hand(lab()) == {"in_words": 5}


def test_answers_are_code_and_words():
    book = released()
    find(book, "in-words")["source"] = ["Since ", "it is."]
    found = notebook.answers_in(lab(), json.dumps(book).encode())
    assert list(found) == ["double", "total", "block", "count", "in_words"]
    assert found["in_words"] == "Since it is." and found["count"] == "def count():\n    return 3"
    book["cells"].remove(find(book, "count"))
    assert "count" not in notebook.answers_in(lab(), json.dumps(book).encode())
    assert notebook.answers_in(lab(), b"{") == {}
