"""Computed values as text."""

from math import isfinite

import numpy as np

LONGEST = 200  # characters of a list, about; the rest is only counted


def as_text(value) -> str:
    """A computed value for the eye: thousands separated, four digits of what is no whole number, long lists cut."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, dict):
        return "; ".join(f"{key}: {bracketed(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        nested = any(isinstance(one, list | tuple | dict) for one in value)
        return joined([bracketed(one) if nested else as_text(one) for one in value])
    if isinstance(value, bool | np.bool):
        return "holds" if value else "does not hold"
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    if isinstance(value, float | np.floating):
        return f"{value:,.0f}" if isfinite(value) and value == round(value) else f"{value:,.4g}"
    return str(value)


def bracketed(value):
    """Text of a value inside another: lists in brackets."""
    several = isinstance(value, list | tuple | dict | np.ndarray)
    return f"[{as_text(value)}]" if several else as_text(value)


def joined(texts):
    """Texts of a list in a row, as many as fit; then how many there are."""
    whole = "; ".join(texts)
    if len(whole) <= LONGEST:
        return whole
    kept = [text for i, text in enumerate(texts) if len("; ".join(texts[: i + 1])) <= LONGEST]
    return f"{'; '.join(kept or texts[:1])} … ({len(texts)} in all)"
