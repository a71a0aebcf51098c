"""Claims beside what is computed, as a table: text, HTML or DataFrame."""

import html
from dataclasses import dataclass

import numpy as np

from course.facts.claims import DECKS, Claim, find
from course.facts.computing import Finding, finding
from course.facts.verdict import NOT_COMPUTED, judge

#: Verdict -> its sign in tables.
SIGNS = {"match": "✓", "rounding": "≈", "erratum": "✗", "ambiguous": "?", "documented": "§", "reported": "“"}
HEAD = ("deck says", "we compute", "verdict", "why")


@dataclass(frozen=True)
class Fact:
    """A claim and what was computed for it: `claim`, `finding` (None where nothing can be computed)."""

    claim: Claim
    finding: Finding | None

    @property
    def verdict(self) -> str:
        """What the comparison comes to now; the claim's own verdict where only a source can tell."""
        if self.claim.verdict in NOT_COMPUTED:
            return self.claim.verdict
        return judge(self.claim.stated, self.finding.value)

    @property
    def computed(self) -> str:
        """The computed value as text; a dash where there is none."""
        return as_text(self.finding.value) if self.finding else "–"

    @property
    def why(self) -> str:
        """Explanation, with the computed figures in it, and the source."""
        text = self.claim.why.format(**self.finding.figures if self.finding else {})
        return ". ".join(part for part in (text, self.claim.source) if part)


class Facts(list):
    """Facts that show themselves as a table: `str`, HTML in a notebook, and `to_frame` for pandas."""

    def matching(self, words: str):
        """Those facts whose row, topic or deck holds all of the `words`."""
        wanted = words.lower().split()
        return Facts(fact for fact in self if all(word in everything_of(fact) for word in wanted))

    def to_frame(self):
        """DataFrame with a row for each claim: topic, decks, claim, printed, computed, verdict, why."""
        import pandas as pd

        columns = ["topic", "decks", "claim", "printed", "computed", "verdict", "why"]
        rows = [
            (c.topic, ", ".join(DECKS[deck] for deck in c.decks), c.claim, c.printed, f.computed, f.verdict, f.why)
            for f in self
            for c in [f.claim]
        ]
        return pd.DataFrame(rows, index=pd.Index([f.claim.id for f in self], name="id"), columns=columns)

    def __str__(self):
        return "\n\n".join(
            f"{SIGNS[fact.verdict]} {fact.claim.id}: {fact.claim.claim}\n"
            f"    deck says: {fact.claim.printed}\n    we compute: {fact.computed}\n"
            f"    {fact.verdict}{': ' + fact.why if fact.why else ''}"
            for fact in self
        )

    __repr__ = __str__

    def _repr_html_(self):
        cell = 'style="text-align:left; vertical-align:top; padding:0.3em 0.7em; white-space:normal"'
        head = "".join(f"<th {cell}>{name}</th>" for name in ("claim", *HEAD))
        whole = cell.replace("normal", "nowrap")  # a verdict is not broken into lines
        body = "".join(
            "<tr>"
            + "".join(
                f"<td {whole if i == 3 else cell}>{html.escape(text)}</td>" for i, text in enumerate(texts_of(fact))
            )
            + "</tr>"
            for fact in self
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        scroll = "max-height:36em; " if len(self) > 20 else ""
        return f'<div style="{scroll}overflow:auto">{table}</div>'


def texts_of(fact):
    """Texts of a row of the table."""
    sign = f"{SIGNS[fact.verdict]} {fact.verdict}"
    return fact.claim.claim, fact.claim.printed, fact.computed, sign, fact.why


def everything_of(fact):
    """All that can be searched for in a fact, in small letters."""
    decks = [DECKS[deck] for deck in fact.claim.decks]
    return " ".join([fact.claim.id, fact.claim.topic, *decks, *texts_of(fact)]).lower()


def as_text(value) -> str:
    """A computed value for the eye: thousands separated, four digits of what is no whole number."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {as_text(one)}" for key, one in value.items())
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        nested = any(isinstance(one, list | tuple) for one in value)
        return ", ".join(f"[{as_text(one)}]" if nested else as_text(one) for one in value)
    if isinstance(value, bool | np.bool):
        return "holds" if value else "does not hold"
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    if isinstance(value, float | np.floating):
        return f"{value:,.0f}" if value == round(value) else f"{value:,.4g}"
    return str(value)


def check(*names) -> Facts:
    """Recompute claims of the decks: ``facts.check("alexnet")``.

    Args:
        names: topics, or the `id` of single claims; all claims without a name.

    Returns a table: what the deck says, what we compute, the verdict (see `VERDICTS`), and why.
    Raises ValueError for an unknown name, naming the nearest.
    """
    return Facts(Fact(claim, finding(claim.id)) for claim in find(*names))


def table():
    """All claims as a DataFrame; the columns as of `Facts.to_frame`."""
    return check().to_frame()
