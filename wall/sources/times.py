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
_ABBREVIATED = {
    name: hours
    for hours, names in (
        *((-8, "PST"), (-7, "PDT MST"), (-6, "MDT CST"), (-5, "CDT EST"), (-4, "EDT")),
        *((0, "WET"), (1, "WEST BST CET MEZ"), (2, "CEST MESZ EET"), (3, "EEST MSK")),
    )
    for name in names.split()
}
"""Hours ahead of UTC; those of America as in RFC 5322."""
_ZONE = rf"(Z|(?:UTC|GMT)?[+-]\d{{1,2}}(?::?\d{{2}})?|UTC|GMT|{'|'.join(_ABBREVIATED)})"
_CLOCK = (
    r"(?:(?:[T ]|,? +(?:(?:à|at|o|um|om|la|a las|às|alle|alle ore|@|-) )?)\s*"
    r"(\d{1,2}) ?[:h.] ?(\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    rf"\s*([ap]\.?\s?m\.?)?\s*{_ZONE}?)?"
)
_NOTED = re.compile(r"\s*(?:\[[\w/+-]+\]|\bUhr)$|[()]", re.IGNORECASE)
"""A zone's name behind its offset (RFC 9557), brackets around a zone, a word after the clock."""
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2}))?(Z?)")
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_USUAL = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9])(?:\.[0-9]{1,9})?Z")
"""As programs write it; read in a fifth of the time, as all others are: to the second."""
_SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f]")
_DAY_NAME = re.compile(r"^[^\W\d_]{2,12}\.?(?:,\s+|\s+(?=\d))")
_NUMBERS = re.compile(
    rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:er|\.|st|nd|rd|th)?[- /](?:de )?([^\W\d_]{3,12})\.?[-/. ,]+(?:de )?(\d{4}|\d{2})"
    + _CLOCK,
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"([^\W\d_]{{3,12}})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_CLOCK}", re.IGNORECASE
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        # The first letters in English, French, Spanish, Polish, Romanian, German, Italian,
        # Portuguese, Dutch, and Arabic as it is written in the Maghreb and in the Mashriq.
        (
            *("jan ene sty ian gen ينا جان", "feb fev lut فبر فيف", "mar mrt مار"),
            *("apr avr abr kwi ابر افر نيس", "may mai maj mag mei ماي ايا"),
            *("jun juin cze iun giu يون جوا حزي", "jul juil lip iul lug يول جوي تمو"),
            *("aug aou ago sie اغس اوت غشت اب", "sep set wrz سبت شتن ايلو"),
            *("oct okt ott out paz اكت", "nov lis noi نوف نون", "dec dic dez gru ديس دجن"),
        ),
        1,
    )
    for name in names.split()
}


def time_of(value: JsonValue, zone: tzinfo = UTC, *, day_first: bool = True) -> float | None:
    """ISO 8601, `22-Nov-2026 09:15AM`, `22/11/2026 08:15`, RFC 5322, a number since 1970, with
    months in nine languages of Europe or in Arabic. `zone` is of times that name none. None for
    what is no time, or of before 1970."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch(float(value)) if abs(value) < 1e30 else None
    if not isinstance(value, str) or not 1 <= len(value) <= 100:
        return None
    try:
        if (usual := _USUAL.fullmatch(value)) is not None:
            at = datetime.fromisoformat(f"{usual[1]}+00:00").timestamp()
            return at if at >= 0 else None
        text = _NOTED.sub("", _SPACES.sub(" ", value)).strip()
        compact = _compact(text, zone)
        if compact is None and re.fullmatch(r"\d{9,19}(\.\d+)?", text):
            return _epoch(float(text))
        found = (
            compact
            or _iso(text, zone)
            or _numbers(text, zone, day_first)
            or _named(text, zone)
            or _mail(text, zone)
        )
    except (ValueError, OverflowError, OSError):
        return None
    return found if found is not None and found >= 0 else None


def _compact(text: str, zone: tzinfo) -> float | None:
    """`20261122`, `20261122T081501Z`, `20261122081501`: as counts since 1970 they lie there."""
    found = _COMPACT.fullmatch(text)
    if found is None:
        return None
    year, month, day, *clock, utc = found.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return _stamp((int(year), int(month), int(day)), [*clock, None, utc], zone)


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
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, second, year, *clock = found.groups()
    day, month = (first, second) if day_first else (second, first)
    return _stamp((_whole_year(year), int(month), int(day)), clock, zone)


def _named(text: str, zone: tzinfo) -> float | None:
    """`22-Nov-2026 09:15AM`, `dimanche 22 novembre 2026 à 09:15`, `Nov 22, 2026, 9:15 AM`."""
    bare = _DAY_NAME.sub("", text, count=1)
    found = _MONTH_DAY.fullmatch(text) or _MONTH_DAY.fullmatch(bare)
    if found is not None:
        name, day, year, *clock = found.groups()
    else:
        found = _DAY_MONTH.fullmatch(bare)
        if found is None:
            return None
        day, name, year, *clock = found.groups()
    month = _month(name)
    return _stamp((_whole_year(year), month, int(day)), clock, zone) if month else None


def _whole_year(said: str) -> int:
    return int(said) if len(said) == 4 else 2000 + int(said)


def _month(name: str) -> int:
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _MONTHS.get(bare[:4]) or _MONTHS.get(bare[:3]) or _MONTHS.get(bare, 0)


def _offset(text: str) -> tzinfo:
    if text.upper() in _ABBREVIATED:
        return timezone(timedelta(hours=_ABBREVIATED[text.upper()]))
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
