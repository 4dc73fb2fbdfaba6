"""Times as people and programs write them. All results in seconds since the epoch."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from pydantic import JsonValue

LATEST = 4_102_444_800.0
"""The year 2100; a larger number counts milliseconds, microseconds or nanoseconds."""
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})[-/. ,]+(\d{4})"
    r"(?:[T, ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


def time_of(value: JsonValue, zone: tzinfo = UTC, *, day_first: bool = True) -> float | None:
    """ISO 8601, `22-Nov-2026 09:15AM`, `22/11/2026 08:15`, RFC 5322, or a number since 1970.
    `zone` is of times that name none. None for what is no time."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch(float(value)) if abs(value) < 1e30 else None
    if not isinstance(value, str) or not 1 <= len(value) <= 100:
        return None
    text = value.strip()
    if re.fullmatch(r"\d{9,19}(\.\d+)?", text):
        return _epoch(float(text))
    try:
        return _iso(text, zone) or _slashed(text, zone, day_first) or _mail(text, zone)
    except (ValueError, OverflowError, OSError):
        return None


def _epoch(number: float) -> float | None:
    if not math.isfinite(number) or number < 0:
        return None
    while number > LATEST:
        number /= 1000.0
    return number


def _iso(text: str, zone: tzinfo) -> float | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    said = zone
    if offset:
        said = UTC if offset[0].isalpha() else _offset(offset)
    return _stamp(year, month, day, (hour, minute, second), said)


def _offset(text: str) -> tzinfo:
    found = datetime.strptime(text.replace(":", ""), "%z").tzinfo
    return found or UTC


def _slashed(text: str, zone: tzinfo, day_first: bool) -> float | None:
    found = _SLASHED.fullmatch(text)
    if found is None:
        return None
    first, second_part, year, hour, minute, second, half = found.groups()
    if second_part.isalpha():
        day, month = first, str(_MONTHS.get(second_part[:3].lower(), 0))
    elif day_first:
        day, month = first, second_part
    else:
        month, day = first, second_part
    if half and hour:
        hour = str(int(hour) % 12 + (12 if half.lower() == "pm" else 0))
    return _stamp(year, month, day, (hour, minute, second), zone)


def _mail(text: str, zone: tzinfo) -> float | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, IndexError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).timestamp()


def _stamp(
    year: str, month: str, day: str, clock: tuple[str | None, str | None, str | None], zone: tzinfo
) -> float:
    hour, minute, second = (int(part or 0) for part in clock)
    return datetime(
        int(year), int(month), int(day), hour, minute, min(second, 59), tzinfo=zone
    ).timestamp()
