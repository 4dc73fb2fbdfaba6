"""What a roster says beside names, in English and French. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from wall.views.numbers import THIN
from widgets.roster.shifts import Shift

Words = Mapping[str, str]
WORDS: Mapping[str, Words] = {
    "en": {
        "on": "On duty",
        "next": "Next",
        "until": "until {time}",
        "left": "{span} left",
        "open": "all day",
        "in": "in {span}",
        "tomorrow": "tomorrow",
        "nobody": "Nobody is on duty",
        "from": "{name} comes at {time}",
        "nobody_next": "Nobody comes next",
        "more": "+{many} more",
        "unread": "{many} without a readable time",
        "days": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    },
    "fr": {
        "on": "De service",
        "next": "Ensuite",
        "until": "jusqu’à {time}",
        "left": "encore {span}",
        "open": "toute la journée",
        "in": "dans {span}",
        "tomorrow": "demain",
        "nobody": "Personne n’est de service",
        "from": "{name} arrive à {time}",
        "nobody_next": "Personne ensuite",
        "more": "+{many} autres",
        "unread": "{many} sans heure lisible",
        "days": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    },
}
HOUR_S = 3600.0
FAR_S = 10 * HOUR_S
"""Beyond it a time is told by its day."""


def clock_words(moment: float, zone: str) -> str:
    return f"{_there(moment, zone):%H:%M}"


def span_words(seconds: float) -> str:
    """`25 min`, `2 h`, `2 h 15`: whole minutes, the last one begun counts."""
    minutes = max(1, -(-int(seconds) // 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{THIN}min"
    return f"{hours}{THIN}h" + (f"{THIN}{rest:02}" if rest else "")


def until_words(shift: Shift, now: float, zone: str, soon_min: int, words: Words) -> str:
    """When a shift ends: the time, and shortly before that how long is left."""
    if shift.stop is None:
        return words["open"]
    left = shift.stop - now
    if left <= soon_min * 60:
        return words["left"].format(span=span_words(left))
    until = words["until"].format(time=clock_words(shift.stop, zone))
    day = day_words(shift.stop, now, zone, words) if left > HOUR_S * 24 else ""
    return f"{until} · {day}" if day else until


def coming_words(start: float, now: float, zone: str, words: Words) -> str:
    """In how long it begins, or on what day."""
    if start - now <= FAR_S:
        return words["in"].format(span=span_words(start - now))
    return day_words(start, now, zone, words)


def day_words(moment: float, now: float, zone: str, words: Words) -> str:
    """`tomorrow`, `Monday`, `4.12.`; nothing for today."""
    there, here = _there(moment, zone).date(), _there(now, zone).date()
    away = (there - here).days
    if away == 0:
        return ""
    if away == 1:
        return words["tomorrow"]
    if 1 < away < 7:
        return words["days"].split()[there.weekday()]
    return f"{there.day}.{there.month}."


def _there(moment: float, zone: str) -> datetime:
    place: tzinfo | None = ZoneInfo(zone) if zone else None
    return datetime.fromtimestamp(moment, place)
