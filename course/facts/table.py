"""Claims beside what is computed, as a table: text, HTML or DataFrame."""

import difflib
import html
from dataclasses import dataclass

from course.facts.claims import DECKS, Claim, find
from course.facts.computing import Finding, finding
from course.facts.verdict import NOT_COMPUTED, judge
from course.facts.wording import as_text

#: Verdict -> its sign in tables.
SIGNS = {"match": "✓", "rounding": "≈", "erratum": "✗", "ambiguous": "?", "documented": "§", "reported": "“"}
#: Columns of the HTML table, and their widths in per cent.
WIDTHS = {"claim": 28, "deck says": 18, "we compute": 18, "verdict": 10, "why": 26}
CELL = "text-align:left; vertical-align:top; padding:0.3em 0.7em; line-height:1.35; white-space:normal"


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

    @property
    def contradicted(self) -> bool:
        """Whether only a source can tell, and it tells otherwise than the deck."""
        return self.verdict == "documented" and self.claim.why.startswith("Not so: ")

    def __str__(self):
        return (
            f"{SIGNS[self.verdict]} {self.claim.id}: {self.claim.claim}\n"
            f"    deck says: {self.claim.printed}\n    we compute: {self.computed}\n"
            f"    {self.verdict}{': ' + self.why if self.why else ''}"
        )

    __repr__ = __str__


class Facts(list):
    """Facts that show themselves as a table: `str`, HTML in a notebook, and `to_frame` for pandas.

    Taken by place, by slice, which gives `Facts` again, or by the claim's `id`: ``facts.check()["alexnet-macs"]``.
    Raises ValueError for an `id` that is not among them, naming the nearest.
    """

    def __getitem__(self, key):
        if isinstance(key, str):
            return self.by_id(key)
        found = super().__getitem__(key)
        return Facts(found) if isinstance(key, slice) else found

    def by_id(self, name):
        """The fact on the claim `name`."""
        known = {fact.claim.id: fact for fact in self}
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0)
            hint = f": did you mean {near[0]!r}?" if near else ", which is empty"
            raise ValueError(f"no claim {name!r} in this table{hint}")
        return known[name]

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
        return "\n\n".join(map(str, self))

    __repr__ = __str__

    def _repr_html_(self):
        head = "".join(f'<th style="{CELL}; width:{width}%">{html.escape(name)}</th>' for name, width in WIDTHS.items())
        body = "".join(f"<tr>{''.join(cells_of(fact))}</tr>" for fact in self)
        table = f'<table style="width:100%"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        scroll = "max-height:36em; " if len(self) > 20 else ""
        return f'<div style="{scroll}overflow:auto">{table}</div>'


def cells_of(fact):
    """Cells of a row of the HTML table; the claim's has its `id` and its decks under it."""
    claim, *others = map(html.escape, texts_of(fact))
    decks = ", ".join(fact.claim.decks)
    small = f'<br><span style="font-family:monospace; font-size:80%">{fact.claim.id} ({decks})</span>'
    whole = CELL.replace("normal", "nowrap")  # a verdict is not broken into lines
    styles = [CELL, CELL, CELL, whole, CELL]
    return [f'<td style="{style}">{text}</td>' for style, text in zip(styles, [claim + small, *others], strict=True)]


def texts_of(fact):
    """Texts of a row of the table."""
    sign = f"{SIGNS[fact.verdict]} {fact.verdict}"
    return fact.claim.claim, fact.claim.printed, fact.computed, sign, fact.why


def everything_of(fact):
    """All that can be searched for in a fact, in small letters."""
    decks = [DECKS[deck] for deck in fact.claim.decks]
    return " ".join([fact.claim.id, fact.claim.topic, *decks, *texts_of(fact)]).lower()


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
