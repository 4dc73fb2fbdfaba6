"""Who is on duty at a moment, and who comes next, out of rows of words. Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from wall.model.cells import cell_at, words_at
from wall.model.datasets import Cell, Table

DAY_MIN = 1440
MAX_NAME = 200
_CLOCK = re.compile(r"^(\d{1,2})(?:\s*[:.hH]\s*(\d{2})?)?(?::\d{2})?\s*(?:([AaPp])\.?[Mm]\.?)?$")


@dataclass(frozen=True)
class Shift:
    """One turn of somebody; times are seconds since the epoch, None where it has no end."""

    name: str
    role: str
    start: float | None
    stop: float | None

    def done(self, now: float) -> float | None:
        """The share of it that is over."""
        if self.start is None or self.stop is None or self.stop <= self.start:
            return None
        return min(1.0, max(0.0, (now - self.start) / (self.stop - self.start)))


@dataclass(frozen=True)
class Duty:
    now: tuple[Shift, ...] = ()
    """In the order of the roster."""
    next: tuple[Shift, ...] = ()
    """Who comes first, first."""
    unread: int = 0
    """Rows whose times nobody can read."""


def duty_at(table: Table, now: float, zone: str = "") -> Duty:
    """The roster's rows are name, role, from, until: times of every day, or moments in ISO 8601.

    A shift that ends before it begins goes over midnight.
    """
    on, coming, unread = [], [], 0
    for row in table.rows:
        name = words_at(row, 0)[:MAX_NAME]
        if not name:
            continue
        turns = _turns(cell_at(row, 2), cell_at(row, 3), now, ZoneInfo(zone) if zone else None)
        if turns is None:
            unread += 1
            continue
        found = [Shift(name, words_at(row, 1), start, stop) for start, stop in turns]
        held = next((s for s in found if _is_on(s, now)), None)
        if held is not None:
            on.append(held)
        later = [s for s in found if s.start is not None and s.start > now]
        coming += sorted(later, key=_begin)[:1]
    return Duty(tuple(on), tuple(sorted(coming, key=_begin)), unread)


def _begin(shift: Shift) -> float:
    return shift.start if shift.start is not None else -math.inf


def _is_on(shift: Shift, now: float) -> bool:
    return _begin(shift) <= now and (shift.stop is None or now < shift.stop)


Turn = tuple[float | None, float | None]


def _turns(begin: Cell, end: Cell, now: float, zone: tzinfo | None) -> list[Turn] | None:
    """The turns of one row around now; None if it cannot be read."""
    start, stop = _read(begin), _read(end)
    if start is _UNREAD or stop is _UNREAD:
        return None
    if start is None and stop is None:
        return [(None, None)]
    if isinstance(start, datetime) or isinstance(stop, datetime):
        return [_once(start, stop, zone, end)]
    first = start if isinstance(start, int) else 0
    last = stop if isinstance(stop, int) else DAY_MIN
    if last <= first:
        last += DAY_MIN
    today = datetime.fromtimestamp(now, zone).date()
    days = [today + timedelta(days=away) for away in (-1, 0, 1)]
    return [(_moment(day, first, zone), _moment(day, last, zone)) for day in days]


def _once(start: _Time, stop: _Time, zone: tzinfo | None, end: Cell) -> Turn:
    """One turn, of which at least one side is a moment."""
    begin = _stamp(start, zone) if isinstance(start, datetime) else None
    finish = _stamp(stop, zone) if isinstance(stop, datetime) else None
    if isinstance(stop, datetime) and isinstance(end, str) and re.fullmatch(r"[\d-]+", end.strip()):
        # A day as an end is the whole of it.
        finish = _stamp(stop + timedelta(days=1), zone)
    if isinstance(start, datetime) and isinstance(stop, int):
        finish = _moment(start.date(), stop, zone)
        if begin is not None and finish <= begin:
            finish = _moment(start.date(), stop + DAY_MIN, zone)
    if isinstance(stop, datetime) and isinstance(start, int):
        begin = _moment(stop.date(), start, zone)
        if finish is not None and begin >= finish:
            begin = _moment(stop.date(), start - DAY_MIN, zone)
    return begin, finish


def _moment(day: date, minutes: int, zone: tzinfo | None) -> float:
    """Minutes after the beginning of a day, by the clocks of that place."""
    days, rest = divmod(minutes, DAY_MIN)
    clock = time(rest // 60, rest % 60)
    return datetime.combine(day + timedelta(days=days), clock, tzinfo=zone).timestamp()


def _stamp(moment: datetime, zone: tzinfo | None) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()


class _Unread:
    """What is no time."""


_UNREAD = _Unread()
_Time = int | datetime | None | _Unread
"""Minutes of a day, a moment, nothing, or unreadable."""


def _read(cell: Cell) -> _Time:
    if cell is None or cell == "":
        return None
    if isinstance(cell, int | float):
        # A sheet with whole hours alone has them as numbers.
        return round(cell * 60) if 0 <= cell <= 24 else _UNREAD
    words = cell.strip()
    if found := _CLOCK.match(words):
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3]:
            if not 1 <= hour <= 12:
                return _UNREAD
            hour = hour % 12 + (12 if found[3] in "Pp" else 0)
        minutes = hour * 60 + minute
        return minutes if minute < 60 and minutes <= DAY_MIN else _UNREAD
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return _UNREAD
