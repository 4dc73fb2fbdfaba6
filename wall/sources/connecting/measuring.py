"""Figures that are polled: with their history, and with what they were a day before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from pydantic import JsonValue

from wall.model.datasets import (
    MAX_POINTS,
    MAX_ROWS,
    Column,
    Dataset,
    Figure,
    Line,
    Series,
    Table,
    ValuePoint,
)
from wall.sources.connecting.shaping import number, part, text_at
from wall.sources.plain_text import plain

DAY_S = 86_400.0
KEEP = 2_000


def figure_after(before: Dataset | None, value: float, now: float, unit: str = "") -> Figure:
    """`previous` is what the history says of a day before."""
    history = before.history if isinstance(before, Figure) else ()
    old = [point.value for point in history if point.at <= now - DAY_S]
    points = (*history, ValuePoint(at=now, value=value))[-min(KEEP, MAX_POINTS) :]
    return Figure(value=value, unit=unit, previous=old[-1] if old else None, history=points)


def series_of(lines: Mapping[str, Mapping[float, float | None]], unit: str = "") -> Series:
    """Lines with times of their own, on one scale; what a line does not have is a gap."""
    times = sorted({at for points in lines.values() for at in points})[-MAX_POINTS:]
    return Series(
        unit=unit,
        times=tuple(times),
        lines=tuple(
            Line(name=plain(name, 200) or "?", values=tuple(points.get(at) for at in times))
            for name, points in list(lines.items())[:50]
        ),
    )


def table_of(columns: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> Table:
    """Columns whose cells are all numbers are numeric."""
    held = [tuple(row) for row in rows][:MAX_ROWS]
    numeric = [
        any(isinstance(row[i], float) for row in held)
        and all(row[i] is None or isinstance(row[i], float) for row in held)
        for i in range(len(columns))
    ]
    return Table(
        columns=tuple(
            Column(name=plain(name, 200), numeric=is_number)
            for name, is_number in zip(columns, numeric, strict=True)
        ),
        rows=tuple(held),
    )


class Leaders:
    """Accounts with a value each, beside what it was when the day (of UTC) began."""

    def __init__(self, bookmark: JsonValue) -> None:
        self._day = text_at(bookmark, "day")
        self._before = _numbers(part(bookmark, "before"))
        self._now = _numbers(part(bookmark, "now"))

    def table(self, rows: Sequence[tuple[str, float | None, str]], now: float) -> Table:
        """Rows are name, value and country; the most first."""
        today = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d}"
        if today != self._day:
            self._day, self._before = today, dict(self._now)
        self._now = {name: value for name, value, _ in rows if value is not None}
        ranked = sorted(rows, key=lambda row: -(row[1] if row[1] is not None else -1.0))
        return table_of(
            ("Name", "Value", "Before", "Country"),
            [(name, value, self._before.get(name), country) for name, value, country in ranked],
        )

    def bookmark(self) -> JsonValue:
        before: dict[str, JsonValue] = dict(self._before)
        now: dict[str, JsonValue] = dict(self._now)
        return {"day": self._day, "before": before, "now": now}


def _numbers(value: JsonValue) -> dict[str, float]:
    if not isinstance(value, dict):
        return {}
    found = {name: number(one) for name, one in value.items()}
    return {name: one for name, one in found.items() if one is not None}
