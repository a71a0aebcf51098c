"""Every claim of the decks is recomputed, and its verdict is the one that the file says."""

import re
from decimal import Decimal

import numpy as np
import pytest

from course import explore, facts
from course.facts import claims, computing
from course.facts.verdict import NOT_COMPUTED, VERDICTS, judge
from course.models import registry

CLAIMS = claims.all_claims()


def test_all_claims_are_there():
    assert len(facts.check()) == len(CLAIMS) == 157
    assert set(computing.functions()) <= set(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.id)
def test_a_claim_is_computed_and_its_verdict_fits(claim):
    assert claim.verdict in VERDICTS and set(claim.decks) <= set(facts.DECKS)
    assert claim.claim and claim.printed
    (fact,) = facts.check(claim.id)
    assert fact.verdict == claim.verdict, f"states {claim.stated}, computed {fact.computed}"
    assert "{" not in fact.why
    if claim.verdict in NOT_COMPUTED:
        assert claim.source, "only a source can tell, and there is none"
    else:
        assert fact.finding is not None and claim.stated is not None
    if claim.verdict == "erratum":
        assert claim.why, "an erratum has to be explained"


COMPUTED = [claim for claim in CLAIMS.values() if claim.verdict not in NOT_COMPUTED]


@pytest.mark.parametrize("claim", COMPUTED, ids=lambda claim: claim.id)
def test_explanations_hold_no_computed_figures(claim):
    """What is computed comes from the function. Typed are years, K = 1000 or 1024, and what the deck prints itself."""
    typed = {int(number) for number in re.findall(r"(?<![\d.-])\d{4,}(?!\.\d)", claim.why.replace(",", ""))}
    printed = {int(number) for number in re.findall(r"\d+", f"{claim.printed} {claim.stated}".replace(",", ""))}
    assert typed <= {1000, 1024, *range(1950, 2031)} | printed


D = Decimal


@pytest.mark.parametrize(
    ("stated", "computed", "verdict"),
    [
        (D("34848"), 34848, "match"),
        (D("34848"), 34849, "rounding"),
        (D("13"), 12, "erratum"),
        (D("138e6"), 138_357_544, "match"),
        (D("19.6e9"), 19_632_062_464, "match"),
        (D("60e6"), 60_965_224, "rounding"),  # cut
        (D("3.8"), 3.86, "rounding"),
        (D("2.7e3"), 2764, "erratum"),
        (D("1"), 1.9, "erratum"),  # cut, and far off
        (D("1000e3"), 1_004_000, "rounding"),
        (D("832e6"), 724_406_816, "erratum"),
        (D("0.1025"), np.float32(0.10254), "match"),
        (D("1"), True, "erratum"),
        (True, np.True_, "match"),
        (True, 1, "erratum"),
        ("55x55x96", "55x55x96", "match"),
        ("55x55x96", "54x54x96", "erratum"),
        ([D("2"), "a"], (2, "a"), "match"),
        ([D("2"), D("60e6")], [2, 60_965_224], "rounding"),
        ([D("2")], [2, 3], "erratum"),
        ([[D("1")], [D("2")]], np.array([[1], [3]]), "erratum"),
        (D("5"), {"one": 5, "other": 6}, "ambiguous"),
        (D("5"), {"one": 5, "other": 5.0}, "match"),
        (D("5"), {"one": 6, "other": 7}, "erratum"),
        (D("34848"), {"one": 34848, "other": 34849}, "rounding"),
        (D("34848"), {"one": 34849, "other": 5}, "ambiguous"),
        (D("34848"), {"one": {"a": 34848, "b": 5}, "other": 5}, "ambiguous"),
        ([D("5"), D("34848")], [{"one": 5, "other": 6}, 34849], "ambiguous"),
        ([D("5"), D("5")], [{"one": 5, "other": 6}, 6], "erratum"),
        ([D("5"), D("4")], 5, "erratum"),
        (["a", "b"], "ab", "erratum"),
        ([D("5")], np.array(5), "erratum"),
        (D("5"), [5], "erratum"),
        (D("5"), float("nan"), "erratum"),
        ([D("5")], [np.nan], "erratum"),
        (D("5"), float("inf"), "erratum"),
    ],
)
def test_verdicts(stated, computed, verdict):
    assert judge(stated, computed) == verdict


def test_without_readings_there_is_no_verdict():
    with pytest.raises(ValueError, match="no readings"):
        judge(D("5"), {})


def test_decks_are_those_of_the_networks():
    assert tuple(facts.DECKS) == registry.DECKS


def test_by_topic_and_by_name():
    assert {fact.claim.topic for fact in facts.check("alexnet")} == {"alexnet"}
    two = facts.check("alexnet-conv1-params", "relu6")
    assert [fact.claim.id for fact in two] == ["alexnet-conv1-params", "relu6"]
    with pytest.raises(ValueError, match=r"no claim or topic 'alexnot': did you mean 'alexnet'.*The topics are:"):
        facts.check("alexnot")


def test_a_claim_has_one_function(monkeypatch):
    with pytest.raises(ValueError, match=r"claims.csv has no claim 'no-such'"):
        computing.computes("no-such")
    with pytest.raises(ValueError, match="claim 'relu6' has two functions"):
        computing.computes("relu6")


def test_views():
    found = facts.check("alexnet-macs", "alexnet-top5")
    frame = found.to_frame()
    assert list(frame.index) == ["alexnet-macs", "alexnet-top5"] and frame.verdict["alexnet-macs"] == "erratum"
    assert frame.decks["alexnet-macs"] == facts.DECKS["backprop"]
    html = found._repr_html_()
    assert html.count("<tr>") == 3 and "✗ erratum" in html and "832" in html
    assert "✗ alexnet-macs" in str(found)
    assert len(facts.table()) == len(CLAIMS)


def test_searching():
    found = facts.check("alexnet").matching("Erratum 832")
    assert [fact.claim.id for fact in found] == ["alexnet-macs"]
    assert facts.check("alexnet").matching("no such words") == []
    box = explore.search(facts.check("alexnet")).widget()
    (words, count), rows = box.children[0].children, box.children[1]
    everything = rows.value
    words.value = "erratum 832"
    assert count.value.startswith("1 of ") and "832" in rows.value and len(rows.value) < len(everything) / 5
    still = explore.search(facts.check("alexnet"))._repr_mimebundle_()
    assert still["text/html"] == everything and "application/vnd.jupyter.widget-view+json" in still
