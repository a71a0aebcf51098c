"""Whether what a deck states fits what is computed."""

from decimal import Decimal

import numpy as np

#: Verdict -> what it says of a claim.
VERDICTS = {
    "match": "equal, to the digits printed",
    "rounding": "within half a percent, or cut where it should be rounded",
    "erratum": "wrong",
    "ambiguous": "right in one reading, wrong in another",
    "documented": "only a source can tell, and it does",
    "reported": "somebody's measurement, not ours to repeat",
}
NOT_COMPUTED = ("documented", "reported")


def judge(stated, computed) -> str:
    """Verdict on a statement: "match", "rounding", "erratum", or "ambiguous".

    Args:
        stated: number with the digits that were printed (`Decimal`), text, truth value, or a list of these.
        computed: the same, computed; a dict gives a value for each of several readings.

    Returns "match" where all is equal to the digits printed; "rounding" where numbers differ by half a percent at most,
    or were cut and not rounded; "ambiguous" where readings differ and not all of them match; otherwise "erratum".
    """
    if isinstance(computed, dict):
        verdicts = {judge(stated, value) for value in computed.values()}
        return "match" if verdicts == {"match"} else "ambiguous"
    if isinstance(stated, list):
        values = list(computed)
        if len(values) != len(stated):
            return "erratum"
        verdicts = [judge(one, other) for one, other in zip(stated, values, strict=True)]
        return max(verdicts, key=["match", "rounding", "erratum"].index, default="match")
    if isinstance(stated, Decimal):
        return judge_number(stated, computed)
    if isinstance(computed, np.bool):
        computed = bool(computed)
    return "match" if type(stated) is type(computed) and stated == computed else "erratum"


def judge_number(stated, computed):
    """Verdict on one number, by the digits in which it was printed: 832e6 has three."""
    if isinstance(computed, bool | np.bool) or not isinstance(computed, int | float | np.number):
        return "erratum"
    unit = float(Decimal(1).scaleb(stated.as_tuple().exponent))  # of the last digit printed
    off, size = abs(float(computed) - float(stated)), abs(float(computed))
    if off <= unit / 2 + 1e-9 * size:
        return "match"
    cut = float(stated) <= float(computed) < float(stated) + unit and off <= 0.02 * size
    return "rounding" if cut or off <= 0.005 * size else "erratum"
