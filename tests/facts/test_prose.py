"""Figures that the prose of a notebook quotes for a claim, ``832 M <!-- fact: alexnet-macs -->``, are the claim's."""

import re
from decimal import Decimal
from pathlib import Path

import nbformat
import numpy as np
import pytest

from course import facts
from course.facts.claims import find
from course.facts.verdict import judge_number

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MARK = re.compile(r"<!-- fact: *([\w-]+) *-->")
QUOTE = re.compile(r"(\d[\d,]*(?:\.\d+)?(?:e\d+)?)\s*(k|K|M|G|%|million|billion)?[^\d<]{0,20}<!-- fact: *([\w-]+) *-->")
SCALES = {
    "": (1,), "k": (1e3,), "K": (1e3, 1024), "M": (1, 1e6, 2**20), "million": (1e6,), "G": (1, 1e9), "billion": (1e9,),
    "%": (1, 0.01),
}  # fmt: skip


def numbers_of(value):
    """All numbers in a value of lists, dicts and texts."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | np.ndarray):
        for one in value:
            yield from numbers_of(one)
    elif isinstance(value, str):
        yield from map(float, re.findall(r"\d+(?:\.\d+)?", value))
    elif isinstance(value, int | float | Decimal | np.number):
        yield float(value)


def wrong_quotes(text):
    """Quoted figures in a text that are neither what the named claim states nor what is computed for it."""
    quotes = [match.groups() for match in QUOTE.finditer(text)]
    assert len(quotes) == len(MARK.findall(text)), f"a mark without a figure just before it: {text}"
    wrong = []
    for figure, unit, name in quotes:
        (fact,) = facts.check(name)
        known = list(numbers_of(fact.claim.stated))
        if fact.finding:
            known += [*numbers_of(fact.finding.value), *numbers_of(fact.finding.figures)]
        printed = Decimal(figure.replace(",", ""))
        if not any(judge_number(printed, n / scale) == "match" for n in known for scale in SCALES[unit or ""]):
            wrong.append((figure, unit, name))
    return wrong


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_quotes_the_claims_figures(path):
    cells = nbformat.read(path, as_version=4).cells
    wrong = [quote for cell in cells if cell.cell_type == "markdown" for quote in wrong_quotes(cell.source)]
    assert not wrong, f"figures that fit neither the deck nor the computation: {wrong}"


def test_every_claim_is_shown_in_a_lesson():
    """In what a lesson's cells have printed; notebook 17, which shows them all, does not count."""
    lessons = [nbformat.read(path, as_version=4) for path in NOTEBOOKS if not path.stem.startswith("17")]
    outputs = [output for book in lessons for cell in book.cells for output in cell.get("outputs", [])]
    shown = "\n".join(str(output.get("data", {}).get("text/plain")) for output in outputs)
    found = set(re.findall(r"^\S ([\w-]+): ", shown, flags=re.MULTILINE))
    assert sorted({claim.id for claim in find()} - found) == []


def test_notebook_17_tells_every_erratum():
    (path,) = (path for path in NOTEBOOKS if path.stem.startswith("17"))
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    assert "GoogLeNet's table" in code, "the rows of that table are shown together"
    errata = [fact.claim for fact in facts.check() if fact.verdict == "erratum"]
    missing = [claim.id for claim in errata if "GoogLeNet's table" not in claim.claim and f'"{claim.id}"' not in code]
    assert not missing


def test_a_wrong_quote_is_found():
    assert wrong_quotes("The deck says 832 M <!-- fact: alexnet-macs -->, which is wrong.") == []
    assert wrong_quotes("It is 724.4 M multiply-adds <!-- fact: alexnet-macs -->.") == []
    assert wrong_quotes("The deck says 833 M <!-- fact: alexnet-macs -->.") == [("833", "M", "alexnet-macs")]
    with pytest.raises(AssertionError, match="a mark without a figure"):
        wrong_quotes("Many <!-- fact: alexnet-macs -->")
