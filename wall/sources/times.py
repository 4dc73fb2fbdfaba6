"""Times as people and programs write them. All results in seconds since the epoch."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from pydantic import JsonValue

LATEST = 4_102_444_800.0
"""The year 2100; a larger number counts milliseconds, microseconds or nanoseconds."""
_ZONE = r"(Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)"
_CLOCK = (
    r"(?:(?:[T ]|,? +(?:à |at |o |um |la |a las )?)\s*(\d{1,2})[:h](\d{2})"
    rf"(?::(\d{{2}})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*{_ZONE}?)?"
)
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_DAY_NAME = re.compile(r"^[^\W\d_]{2,12}\.?(?:,\s+|\s+(?=\d))")
_NUMBERS = re.compile(
    rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:er|\.|st|nd|rd|th)?[- /](?:de )?([^\W\d_]{3,12})\.?[-/. ,]+(?:de )?(\d{4})"
    + _CLOCK,
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"([^\W\d_]{{3,12}})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_CLOCK}", re.IGNORECASE
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        # The first letters in English, French, Spanish, Polish and Romanian.
        (
            *("jan ene sty ian", "feb fev lut", "mar", "apr avr abr kwi", "may mai maj"),
            *("jun juin cze iun", "jul juil lip iul", "aug aou ago sie", "sep wrz", "oct paz"),
            *("nov lis noi", "dec dic gru"),
        ),
        1,
    )
    for name in names.split()
}


def time_of(value: JsonValue, zone: tzinfo = UTC, *, day_first: bool = True) -> float | None:
    """ISO 8601, `22-Nov-2026 09:15AM`, `22/11/2026 08:15`, RFC 5322, a number since 1970, with
    months in English, French, Spanish, Polish or Romanian.
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
        return (
            _iso(text, zone)
            or _numbers(text, zone, day_first)
            or _named(text, zone)
            or _mail(text, zone)
        )
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
    year, month, day, *clock = found.groups()
    return _stamp((int(year), int(month), int(day)), clock, zone)


def _numbers(text: str, zone: tzinfo, day_first: bool) -> float | None:
    found = _NUMBERS.fullmatch(text.replace("\u202f", " "))
    if found is None:
        return None
    first, second, year, *clock = found.groups()
    day, month = (first, second) if day_first else (second, first)
    whole_year = int(year) if len(year) == 4 else 2000 + int(year)
    return _stamp((whole_year, int(month), int(day)), clock, zone)


def _named(text: str, zone: tzinfo) -> float | None:
    """`22-Nov-2026 09:15AM`, `dimanche 22 novembre 2026 à 09:15`, `Nov 22, 2026, 9:15 AM`."""
    said = text.replace("\u202f", " ").replace("\u00a0", " ")
    found = _MONTH_DAY.fullmatch(said) or _MONTH_DAY.fullmatch(_DAY_NAME.sub("", said, count=1))
    if found is not None:
        name, day, year, *clock = found.groups()
    else:
        found = _DAY_MONTH.fullmatch(_DAY_NAME.sub("", said, count=1))
        if found is None:
            return None
        day, name, year, *clock = found.groups()
    month = _month(name)
    return _stamp((int(year), month, int(day)), clock, zone) if month else None


def _month(name: str) -> int:
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _MONTHS.get(bare[:4], 0) or _MONTHS.get(bare[:3], 0)


def _offset(text: str) -> tzinfo:
    digits = text.upper().removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if digits in ("", "Z"):
        return UTC
    hours, minutes = (digits[1:-2], digits[-2:]) if len(digits) > 3 else (digits[1:], "0")
    away = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-away if digits[0] == "-" else away)


def _mail(text: str, zone: tzinfo) -> float | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, IndexError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).timestamp()


def _stamp(date: tuple[int, int, int], clock: list[str | None], zone: tzinfo) -> float:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    half, offset = clock[3], clock[4]
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    said = _offset(offset) if offset else zone
    return datetime(*date, hour, minute, min(second, 59), tzinfo=said).timestamp()
