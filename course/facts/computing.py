"""The functions that recompute the decks' claims, one for each, by the claim's `id`."""

from functools import cache

from course.facts.claims import all_claims, find

_FUNCTIONS = {}


class Finding:
    """What was computed for a claim: its `value`, and `figures` by the names that its explanation uses."""

    def __init__(self, value, **figures):
        self.value, self.figures = value, figures


def computes(claim_id: str):
    """Make a function known as the one that recomputes a claim; use as a decorator.

    The function takes no arguments and returns the value, as the claim states it, or a `Finding` with more figures. A
    dict gives a value for each reading of the claim.

    Raises ValueError for an unknown claim, or one that has a function.
    """
    if claim_id not in all_claims():
        raise ValueError(f"claims.csv has no claim {claim_id!r}")
    if claim_id in _FUNCTIONS:
        raise ValueError(f"claim {claim_id!r} has two functions")

    def add(function):
        _FUNCTIONS[claim_id] = function
        return function

    return add


def functions() -> dict:
    """Functions by the `id` of their claim."""
    return dict(_FUNCTIONS)


def function(claim_id: str):
    """The function that recomputes a claim, to be shown: ``course.show(facts.function("alexnet-macs"))``.

    Raises ValueError for an unknown claim, naming the nearest, and for one that only a source can tell.
    """
    (claim,) = find(claim_id)
    if claim.id not in _FUNCTIONS:
        raise ValueError(f"claim {claim_id!r} has no function, it is {claim.verdict}: {claim.source}")
    found = _FUNCTIONS[claim.id]
    return getattr(found, "func", found)  # of a partial, which has no source, what it calls


@cache
def finding(claim_id: str) -> Finding | None:
    """What the function of a claim computes, once; None where only a source can tell."""
    if claim_id not in _FUNCTIONS:
        return None
    found = _FUNCTIONS[claim_id]()
    return found if isinstance(found, Finding) else Finding(found)
