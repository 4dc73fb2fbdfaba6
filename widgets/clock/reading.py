"""What a clock says at a moment. Pure: days are named by the caller's function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from wall.views.ages import format_duration
from widgets.clock.settings import ClockSettings, Zone

NameDay = Callable[[date], str]


@dataclass(frozen=True)
class Reading:
    """One dial: words above, the figure with something small beside it, words below."""

    figure: str
    beside: str = ""
    above: str = ""
    below: str = ""


def read_clock(
    settings: ClockSettings, now: float, began: float, name_day: NameDay
) -> tuple[Reading, ...]:
    """The dials at `now`; `began` is when a stopwatch without `since` started. Epoch seconds."""
    if settings.mode == "countdown" and settings.to is not None:
        return (_countdown(settings, now, settings.to, name_day),)
    if settings.mode == "stopwatch":
        since = settings.since.timestamp() if settings.since else began
        days, rest = format_duration(now - since)
        return (Reading(rest, above=_days(days)),)
    if not settings.zones:
        here = datetime.fromtimestamp(now, UTC).astimezone()
        return (_dial(settings, here, "", name_day(here.date()) if settings.date else ""),)
    return tuple(_place(settings, zone, now, name_day) for zone in settings.zones)


def period_s(settings: ClockSettings) -> float:
    """How often the reading changes."""
    return 1.0 if settings.seconds or settings.mode != "time" else 60.0


def _place(settings: ClockSettings, zone: Zone, now: float, name_day: NameDay) -> Reading:
    at = datetime.fromtimestamp(now, UTC)
    there = at.astimezone(_zone(zone.zone))
    label = zone.label or zone.zone.rpartition("/")[2].replace("_", " ")
    if not settings.date:
        return _dial(settings, there, label, "")
    if len(settings.zones) == 1:
        return _dial(settings, there, label, name_day(there.date()))
    return _dial(settings, there, label, _beside_here(there, at.astimezone(), name_day))


def _beside_here(there: datetime, here: datetime, name_day: NameDay) -> str:
    """Its day, and how far it is ahead of us: `Tuesday · +8 h`."""
    ahead = (there.utcoffset() or timedelta()) - (here.utcoffset() or timedelta())
    minutes = round(ahead.total_seconds() / 60)
    day = name_day(there.date())
    if not minutes:
        return day
    sign = "+" if minutes > 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f"{day} · {sign}{hours}{f':{rest:02}' if rest else ''}\u202fh"


def _dial(settings: ClockSettings, moment: datetime, above: str, below: str) -> Reading:
    if settings.hours == 24:
        figure, half = f"{moment:%H:%M}", ""
    else:
        figure, half = f"{moment.hour % 12 or 12}:{moment:%M}", "AM" if moment.hour < 12 else "PM"
    seconds = f"{moment:%S}" if settings.seconds else ""
    return Reading(figure, "\u2009".join(p for p in (seconds, half) if p), above, below)


def _countdown(settings: ClockSettings, now: float, to: datetime, name_day: NameDay) -> Reading:
    # A whole second is left until it is over: 00:01, then the words.
    left = to.timestamp() - now
    moment = to.astimezone()
    until = f"{name_day(moment.date())}, {moment:%H:%M}" if settings.date else ""
    if left <= 0:
        return Reading(settings.done, below=until)
    days, rest = format_duration(int(left) + (left % 1 > 0))
    return Reading(rest, above=_days(days), below=until)


def _days(days: int) -> str:
    if not days:
        return ""
    return "1 day" if days == 1 else f"{days} days"


def _zone(name: str) -> tzinfo | None:
    """None is the zone of this machine."""
    return ZoneInfo(name) if name else None
