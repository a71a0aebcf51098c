"""Facts as text and HTML, taken by name, and the functions that are shown."""

import html
import re

import numpy as np
import pytest

import course
from course import facts
from course.facts import claims, computing
from course.facts.table import WIDTHS
from course.facts.wording import as_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        ([1000, 2.5], "1,000; 2.5"),
        ([[1, 2000], [3]], "[1; 2,000]; [3]"),
        (np.array([[1], [3]]), "[1]; [3]"),
        ({"one": 1, "other": [1, 2]}, "one: 1; other: [1; 2]"),
        ([{"one": 1}, 2], "[one: 1]; 2"),
        (float("nan"), "nan"),
        ([float("nan"), np.float32("inf")], "nan; inf"),
        (np.array(5.0), "5"),
        (np.True_, "holds"),
    ],
)
def test_values_as_text(value, text):
    assert as_text(value) == text


def test_long_lists_are_cut_between_items():
    text = as_text(list(range(100_000, 100_100)))
    kept = text.removesuffix(" … (100 in all)")
    assert kept != text and kept.split("; ")[-1] == f"{100_000 + kept.count(';'):,}"
    assert 180 < len(kept) <= 200
    assert as_text(["x" * 300, "y"]) == "x" * 300 + " … (2 in all)"
    assert "in all" not in as_text(list(range(50)))


@pytest.mark.parametrize("claim", computing.functions())
def test_every_function_can_be_shown(claim):
    function = facts.function(claim)
    assert f"def {function.__name__}(" in str(course.show(function))


def test_claims_that_a_source_contradicts():
    found = {fact.claim.id for fact in facts.check() if fact.contradicted}
    # written down by hand: the papers say otherwise
    assert found == {"imagenet-size", "alexnet-first-relu", "googlenet-bn", "flops-unit", "transfer-split"}
    not_so = {claim.id for claim in claims.all_claims().values() if claim.why.lower().startswith("not so")}
    assert not_so == found | {"vgg-errors"}, "begin with 'Not so: '"


@pytest.fixture
def some():
    return facts.check("alexnet-macs", "vgg16-rows", "googlenet-bn")


def test_by_id_by_place_and_by_slice(some):
    assert some["vgg16-rows"] is some[1]
    assert type(some[1:]) is facts.Facts and some[1:] == [some[1], some[2]]
    assert str(some[1:]) == f"{some[1]}\n\n{some[2]}"
    with pytest.raises(ValueError, match=r"no claim 'vgg16-row' in this table: did you mean 'vgg16-rows'\?"):
        some["vgg16-row"]
    with pytest.raises(ValueError, match="empty"):
        some[:0]["vgg16-rows"]


def test_a_single_fact_as_text(some):
    text = repr(some["alexnet-macs"])
    assert text == str(some[:1]) and text.startswith("✗ alexnet-macs: ")
    assert "deck says: 832M" in text and "we compute: 724,406,816" in text


def test_html_has_the_id_and_the_decks_under_the_claim(some):
    page = some._repr_html_()
    for fact, row in zip(some, page.split("<tr>")[2:], strict=True):
        first = html.unescape(re.sub("<[^>]+>", " ", row.split("</td>")[0]))
        assert fact.claim.claim in first
        assert f"{fact.claim.id} ({', '.join(fact.claim.decks)})" in first
        assert row.count("</td>") == len(WIDTHS) == 5
    assert [int(width) for width in re.findall(r"; width:(\d+)%", page)] == [28, 18, 18, 10, 26]
    assert sum(WIDTHS.values()) == 100


def test_rows_of_vgg16_have_one_misprint(some):
    fact = some["vgg16-rows"]
    one = [row for row, ours in zip(fact.claim.stated, fact.finding.value, strict=True) if row[2] != ours[2]]
    assert len(one) == 1 and float(one[0][2]) * 1000 == fact.finding.figures["misprinted"]
