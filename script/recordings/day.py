"""The recorded day: a Thursday in November, told in Central European Time and stored in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MIDNIGHT = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
"""00:00 in Warsaw, Paris and Madrid."""


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return MIDNIGHT + timedelta(hours=int(hour), minutes=int(minute))


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
