"""Words of the kind `volume`, in English and French. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from wall.views.numbers import THIN, format_number
from widgets.volume.reading import Latest

Language = Literal["en", "fr"]
MUCH = 1.5
"""From so many times the usual on it is said how many."""
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "hour": "{unit} in the last hour",
        "span": "{unit} in the last {span}",
        "times": "{times}× the usual {usual}",
        "more": "more than the usual {usual}",
        "as": "as usual: {usual}",
        "less": "less than the usual {usual}",
        "usual": "usual",
        "spike": "{times}× the usual",
        "days": "days",
    },
    "fr": {
        "hour": "{unit} en une heure",
        "span": "{unit} en {span}",
        "times": "{times} fois l’habituel ({usual})",
        "more": "plus que l’habituel ({usual})",
        "as": "comme d’habitude ({usual})",
        "less": "moins que l’habituel ({usual})",
        "usual": "habituel",
        "spike": "{times} fois l’habituel",
        "days": "jours",
    },
}


def span_words(latest: Latest, unit: str, language: Language) -> str:
    words = _WORDS[language]
    unit = unit or "posts"
    if latest.span_s == 3600:
        return words["hour"].format(unit=unit)
    minutes = round(latest.span_s / 60)
    if minutes % 1440 == 0 and minutes > 1440:
        span = f"{minutes // 1440}{THIN}{words['days']}"
    elif minutes % 60 == 0:
        span = f"{minutes // 60}{THIN}h"
    else:
        span = f"{minutes}{THIN}min"
    return words["span"].format(unit=unit, span=span)


def is_more(latest: Latest) -> bool:
    """Than usual; while an alarm stands also where it is hardly more yet."""
    if latest.usual is None or latest.high is None:
        return False
    return latest.count > (latest.usual if latest.is_alarmed else latest.high)


def usual_words(latest: Latest, language: Language) -> str:
    """How it compares; nothing where no usual is known."""
    if latest.usual is None:
        return ""
    key = "as"
    if is_more(latest):
        key = "times" if (latest.times or 0.0) >= MUCH else "more"
    elif latest.low is not None and latest.count < latest.low:
        key = "less"
    usual = format_number(round(latest.usual), compact=latest.usual >= 10_000)
    return _WORDS[language][key].format(times=times_words(latest.times or 0.0), usual=usual)


def spike_words(count: float, usual: float | None, language: Language) -> str:
    """Of a peak: how many times the usual, or how much."""
    if usual and usual > 0 and count / usual >= 1.1:
        return _WORDS[language]["spike"].format(times=times_words(count / usual))
    return format_number(round(count), compact=count >= 10_000)


def usual_name(language: Language) -> str:
    return _WORDS[language]["usual"]


def times_words(times: float) -> str:
    return format_number(round(times, 0 if times >= 10 else 1))
