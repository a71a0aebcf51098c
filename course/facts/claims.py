"""What the lecture decks say: ``claims.csv``, a line for each statement that can be checked."""

import csv
import difflib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

#: Key -> title of the lecture deck.
DECKS = {
    "boaz": "CNN architectures, after CS231n",
    "nnda": "Neural networks design and application: CNN architectures",
    "backprop": "Convolution, activations, AlexNet to ResNet, guidelines",
    "comp541": "COMP541 deep learning, lecture 5: convolutional networks",
    "various": "Various CNN architectures",
}


@dataclass(frozen=True)
class Claim:
    """A statement of the decks.

    Attributes: `id`; `topic`; `decks` (keys of `DECKS`); `claim`, what it is about; `printed`, the figures as the decks
    print them; `stated`, the same as numbers with the digits printed (`Decimal`), texts, truth values or lists of
    these, None where nothing can be compared; `verdict`; `why`, in which ``{names}`` stand for figures that are
    computed; `source`, where only a source can tell.
    """

    id: str
    topic: str
    decks: tuple
    claim: str
    printed: str
    stated: object
    verdict: str
    why: str
    source: str


@cache
def all_claims() -> dict[str, Claim]:
    """Claims by their `id`, in the order of the file: topic after topic."""
    with open(Path(__file__).with_name("claims.csv"), newline="", encoding="utf-8") as file:
        return {row["id"]: claim_of(row) for row in csv.DictReader(file)}


def claim_of(row):
    """The claim that a line of the file holds."""
    stated = json.loads(row["stated"], parse_float=Decimal, parse_int=Decimal) if row["stated"] else None
    return Claim(**row | {"decks": tuple(row["decks"].split(";")), "stated": stated})


def topics() -> list[str]:
    """Topics of the claims, in the order of the course."""
    return list(dict.fromkeys(claim.topic for claim in all_claims().values()))


def find(*names) -> list[Claim]:
    """Claims by topic or `id`; all of them without a name.

    Raises ValueError for what is neither, naming the nearest.
    """
    claims = all_claims()
    found = []
    for name in names:
        here = [claim for claim in claims.values() if name in (claim.topic, claim.id)]
        if not here:
            near = difflib.get_close_matches(str(name), [*topics(), *claims], n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ValueError(f"no claim or topic {name!r}: {hint}The topics are: {', '.join(topics())}")
        found += here
    return found if names else list(claims.values())
