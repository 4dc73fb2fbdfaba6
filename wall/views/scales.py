"""Axes: round numbers, and times that people expect on a clock. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from wall.views.countries import NameLanguage
from wall.views.numbers import THIN, format_number

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
    *(_DAY * n for n in (1, 2, 7, 14)),
)
_FACTORS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
}
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": (
        *("janv.", "févr.", "mars", "avril", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
}
_OVER = 0.015
"""By so much of a step values may pass the last tick: shares that add up to 100.1 end at 100."""
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@dataclass(frozen=True)
class Tick:
    at: float
    label: str
    strong: bool = False
    """Whether it tells the day among hours."""


@dataclass(frozen=True)
class Axis:
    """From low to high, with ticks inside."""

    low: float
    high: float
    ticks: tuple[Tick, ...]


def value_axis(low: float, high: float, most: int, *, from_zero: bool) -> Axis:
    """An axis with round ticks that holds both ends; at most about `most` ticks."""
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-12 * max(1.0, abs(high)):
        spread = abs(high) * 0.1 or 1.0
        low, high = (low, high + spread) if from_zero else (low - spread, high + spread)
    step = _round_step((high - low) / max(1, most))
    first, last = math.floor(low / step + _OVER), math.ceil(high / step - _OVER)
    values = [n * step for n in range(first, max(last, first + 1) + 1)]
    return Axis(values[0], values[-1], tuple(_value_ticks(values, step)))


def time_axis(
    low: float, high: float, most: int, zone: tzinfo | None, language: NameLanguage = "en"
) -> Axis:
    """An axis of epoch seconds with ticks at whole times of the zone (None: this machine's)."""
    span = high - low
    step = next((s for s in _STEPS if span / s <= max(1, most)), None)
    if step is None:
        return Axis(low, high, tuple(_months(low, high, most, zone, language)))
    return Axis(low, high, tuple(_steps(low, high, step, zone, language)))


def moment_name(
    moment: float,
    span_s: float,
    grain_s: float,
    zone: tzinfo | None,
    language: NameLanguage = "en",
) -> str:
    """A moment by itself, as exactly as the grain allows, with its day where the span has many."""
    local = _local(moment, zone)
    if grain_s >= _DAY or span_s > 14 * _DAY:
        return f"{local.day} {_MONTHS[language][local.month - 1]}"
    clock = f"{local:%H:%M}"
    return f"{_DAYS[language][local.weekday()]} {clock}" if span_s > 1.1 * _DAY else clock


def _value_ticks(values: list[float], step: float) -> list[Tick]:
    """Labels of one scale and as many decimals as tell neighbours apart."""
    most = max(abs(values[0]), abs(values[-1]))
    factor, suffix = 1.0, ""
    if most >= 10_000:
        factor, suffix = next((f, s) for f, s in _FACTORS if most >= f)
    fine = step / factor
    decimals = 0
    while decimals < 9 and abs(fine * 10**decimals - round(fine * 10**decimals)) > 1e-6:
        decimals += 1
    return [
        Tick(v, format_number(v / factor, decimals) + (THIN + suffix if suffix and v else ""))
        for v in values
    ]


def _steps(
    low: float, high: float, step: int, zone: tzinfo | None, language: NameLanguage
) -> list[Tick]:
    ticks: list[Tick] = []
    first = _local(low, zone)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if step > _DAY:
        # Whole weeks begin on a Monday.
        midnight -= timedelta(days=midnight.weekday())
    at, seen = midnight, set[float]()
    while True:
        # Wall times, so that noon stays noon when the clocks change.
        moment = at.replace(tzinfo=zone).timestamp() if zone else at.timestamp()
        if moment > high:
            return ticks
        if moment >= low and moment not in seen:
            seen.add(moment)
            ticks.append(_time_tick(moment, step, zone, language))
        at += timedelta(seconds=step)


def _time_tick(moment: float, step: int, zone: tzinfo | None, language: NameLanguage) -> Tick:
    local = _local(moment, zone)
    if step >= _DAY:
        return Tick(moment, f"{local.day} {_MONTHS[language][local.month - 1]}")
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return Tick(moment, f"{_DAYS[language][local.weekday()]} {local.day}", strong=True)
    return Tick(moment, f"{local:%H:%M:%S}" if step < _MINUTE else f"{local:%H:%M}")


def _months(
    low: float, high: float, most: int, zone: tzinfo | None, language: NameLanguage
) -> list[Tick]:
    months = (high - low) / (30.44 * _DAY)
    step = next((s for s in _MONTH_STEPS if months / s <= max(1, most)), _MONTH_STEPS[-1])
    first = _local(low, zone)
    at = (first.year * 12 + first.month - 1) // step * step
    ticks: list[Tick] = []
    while True:
        start = datetime(at // 12, at % 12 + 1, 1, tzinfo=zone)
        moment = start.timestamp()
        if moment > high:
            return ticks
        if moment >= low:
            year = step >= 12 or start.month == 1
            name = str(start.year) if year else _MONTHS[language][start.month - 1]
            ticks.append(Tick(moment, name, strong=year))
        at += step


def _local(moment: float, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone(zone)


def _round_step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * (1 - 1e-9))
