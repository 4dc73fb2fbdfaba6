"""Numbers as the wall writes them, the same in every locale. Pure."""

from __future__ import annotations

import math

THIN = "\u202f"
"""A narrow space that never breaks: between groups of three digits, and before a unit."""
MINUS = "−"
MISSING = "–"
MOST_TIMES = 100
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
_CLOSE_UNITS = frozenset({"%", "°", "′", "″"})


def format_number(
    value: float | None,
    decimals: int | None = None,
    *,
    compact: bool = False,
    signed: bool = False,
) -> str:
    """`1 234 567.8`, or `1.2 M` when compact; a missing or infinite value is a dash.

    Without `decimals` it takes as many as a reader needs: three significant digits below 1000.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if abs(value) >= 1e18:
        return f"{value:.1e}".replace("e+", "e").replace("-", MINUS)
    suffix = ""
    if compact or abs(value) >= 1e15:
        value, suffix = _scaled(value)
    places = _places(value, whole=not suffix) if decimals is None else decimals
    rounded = round(abs(value), places)
    digits = f"{rounded:,.{places}f}".replace(",", THIN)
    if decimals is None and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    sign = ""
    if value < 0 and rounded:
        sign = MINUS
    elif signed and rounded:
        sign = "+"
    return f"{sign}{digits}{THIN + suffix if suffix else ''}"


def with_unit(number: str, unit: str) -> str:
    """The number and its unit; signs such as % stand close, words and `ms` after a space."""
    if not unit or number == MISSING:
        return number
    return f"{number}{'' if unit in _CLOSE_UNITS else THIN}{unit}"


def format_change(value: float, previous: float | None, unit: str = "") -> str:
    """The change in percent, `+4.2%`; nothing where there is none to tell.

    A percentage changes by points, and what crosses or lies below zero by its difference:
    percent of either would mislead.
    """
    if previous is None or not previous or not math.isfinite(value / previous):
        return ""
    if unit == "%" or min(value, previous) < 0:
        difference = format_number(value - previous, signed=True)
        return f"{difference}{THIN}pts" if unit == "%" else difference
    percent = (value - previous) / previous * 100
    if abs(percent) >= 1000:
        ratio = value / previous
        # Beside next to nothing, anything is a thousandfold.
        return f"{format_number(ratio)}×" if ratio < MOST_TIMES else ""
    return f"{format_number(percent, 0 if abs(percent) >= 100 else 1, signed=True)}%"


def _scaled(value: float) -> tuple[float, str]:
    for at, (factor, suffix) in enumerate(_STEPS):
        if abs(value) >= factor:
            scaled = value / factor
            if round(abs(scaled), _places(scaled, whole=False)) >= 1000 and at:
                return value / _STEPS[at - 1][0], _STEPS[at - 1][1]
            return scaled, suffix
    if round(abs(value)) >= 1000:
        return value / 1e3, "k"
    return value, ""


def _places(value: float, *, whole: bool) -> int:
    size = abs(value)
    if whole and size == math.floor(size):
        return 0
    if size >= 100:
        return 0
    if size >= 10:
        return 1
    if size >= 1:
        return 1 if not whole else 2
    if not size:
        return 0
    return min(8, 2 - math.floor(math.log10(size)) - 1)
