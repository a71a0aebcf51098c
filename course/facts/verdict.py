"""Whether what a deck states fits what is computed."""

from decimal import Decimal

import numpy as np

#: Verdict -> what it says of a claim.
VERDICTS = {
    "match": "equal, to the digits printed",
    "rounding": "within half a percent, or cut where it should be rounded",
    "erratum": "wrong",
    "ambiguous": "right in one reading, wrong in another",
    "documented": "not computable: a source tells, for or against",
    "reported": "somebody's measurement, not ours to repeat",
}
NOT_COMPUTED = ("documented", "reported")
BEST_FIRST = ["match", "rounding", "ambiguous", "erratum"]


def judge(stated, computed) -> str:
    """Verdict on a statement: "match", "rounding", "erratum", or "ambiguous".

    Args:
        stated: number with the digits that were printed (`Decimal`), text, truth value, or a list of these.
        computed: the same, computed; a dict gives a value for each of several readings.

    Returns "match" where all is equal to the digits printed; "rounding" where numbers differ by half a percent at most,
    or were cut and not rounded; "ambiguous" where some readings fit so, and others do not; otherwise "erratum". Of the
    verdicts on a list's items the worst counts.
    Raises ValueError for a dict without readings.
    """
    if isinstance(computed, dict):
        return judge_readings([judge(stated, value) for value in computed.values()])
    if isinstance(stated, list):
        if isinstance(computed, np.ndarray):
            computed = computed.tolist()
        if not isinstance(computed, list | tuple) or len(computed) != len(stated):
            return "erratum"
        verdicts = [judge(one, other) for one, other in zip(stated, computed, strict=True)]
        return max(verdicts, key=BEST_FIRST.index, default="match")
    if isinstance(stated, Decimal):
        return judge_number(stated, computed)
    if isinstance(computed, np.bool):
        computed = bool(computed)
    return "match" if type(stated) is type(computed) and stated == computed else "erratum"


def judge_readings(verdicts):
    """Verdict on a statement from those on its readings: "ambiguous" where it fits some of them only."""
    if not verdicts:
        raise ValueError("no readings: a dict of computed values must have one at least")
    worst = max(verdicts, key=BEST_FIRST.index)
    return "ambiguous" if worst == "erratum" and set(verdicts) != {"erratum"} else worst


def judge_number(stated, computed):
    """Verdict on one number, by the digits in which it was printed: 832e6 has three."""
    if isinstance(computed, bool | np.bool) or not isinstance(computed, int | float | np.number):
        return "erratum"
    unit = float(Decimal(1).scaleb(stated.as_tuple().exponent))  # of the last digit printed
    off, size = abs(float(computed) - float(stated)), abs(float(computed))
    if not np.isfinite(off):
        return "erratum"
    if off <= unit / 2 + 1e-9 * size:
        return "match"
    cut = float(stated) <= float(computed) < float(stated) + unit and off <= 0.02 * size
    return "rounding" if cut or off <= 0.005 * size else "erratum"
