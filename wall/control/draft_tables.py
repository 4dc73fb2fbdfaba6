"""What is planned and pending, as a table for tiles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from wall.model.datasets import Column, Table
from wall.model.drafts import Draft

TEXT_SHOWN = 280
MAX_SHOWN = 200
COLUMNS = tuple(Column(name=name) for name in ("When", "Text", "Networks", "State", "Who"))


def table_of(drafts: Iterable[Draft], zone: str) -> Table:
    """What has a time first, in its order. `zone`: of the times; empty: that of this machine."""
    in_order = sorted(drafts, key=lambda d: (d.planned is None, _at(d), d.created))
    rows = tuple(
        (_when(d, zone), _short(d.text), ", ".join(d.networks), d.state.in_words, d.author)
        for d in in_order
    )
    return Table(columns=COLUMNS, rows=rows[:MAX_SHOWN])


def _at(draft: Draft) -> float:
    return draft.planned.timestamp() if draft.planned is not None else 0.0


def _when(draft: Draft, zone: str) -> str:
    if draft.planned is None:
        return ""
    here: datetime = draft.planned.astimezone(ZoneInfo(zone) if zone else None)
    return f"{here.day} {here:%b %H:%M}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TEXT_SHOWN else f"{line[: TEXT_SHOWN - 1]}…"
