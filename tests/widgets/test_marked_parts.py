"""What a kind marks for repainting is all that changed: nothing old stays on the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import JsonValue
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from tests.widgets.said import post, posts
from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage
from wall.model.datasets import Cell, Column, Dataset, Figure, Line, Series, Table
from wall.views.base import TileView

SIZE = (640, 360)
TICKS = 30
"""Half a second of each movement."""
LATER_S = 6.0
MOODS = ("positive", "neutral", "negative")
Pixels = NDArray[np.uint32]


@dataclass(frozen=True)
class Course:
    """What a tile hears, one after the other."""

    kind: str
    heard: Sequence[Dataset]
    settings: dict[str, JsonValue] = field(default_factory=dict)


def table(*rows: tuple[Cell, ...]) -> Table:
    width = max(len(row) for row in rows)
    return Table(columns=tuple(Column(name=str(at)) for at in range(width)), rows=rows)


def counts(*values: float, names: tuple[str, ...] = ("count",)) -> Series:
    times = tuple(START - 60.0 * n for n in range(len(values), 0, -1))
    lines = tuple(Line(name=n, values=tuple(v + k for v in values)) for k, n in enumerate(names))
    return Series(unit="posts", times=times, lines=lines)


def _words(**many: float) -> Table:
    return table(*((name, value, value / 10) for name, value in many.items()))


def _countries(**many: float) -> Table:
    return table(*((code, value, 1.0) for code, value in many.items()))


def _leaders(*values: float) -> Table:
    return table(*((name, value) for name, value in zip("abcde", values, strict=False)))


def _race(*votes: float) -> Table:
    return table(*((name, many, "") for name, many in zip("abcd", votes, strict=False)))


COURSES = (
    Course("leaderboard", [_leaders(9, 5, 2, 1), _leaders(9, 5, 7, 1), _leaders(1, 2, 3, 4, 5)]),
    Course("race", [_race(60, 40), _race(60, 45), _race(60, 75), _race(60, 7500)]),
    Course("race", [_race(6, 4, 1), _race(6, 9, 1), _race(1, 9, 9)]),
    Course("milestone", [Figure(value=v) for v in (481, 483, 501, 1200)], {"marks": [500]}),
    Course(
        "top-posts",
        [posts(*(post(n, likes=n * 7 % m) for n in range(1, 9))) for m in (11, 13, 17)],
    ),
    Course(
        "social-wall",
        [posts(*(post(n, likes=n * m) for n in range(m, m + 30))) for m in (1, 2, 4)],
        {"mode": "masonry"},
    ),
    Course("feed", [posts(*(post(n, likes=m) for n in range(m, m + 9))) for m in (1, 2, 2, 4)]),
    Course(
        "map",
        [
            _countries(FR=90, US=40, BR=3),
            _countries(FR=91, US=80, BR=3),
            _countries(FR=91, US=95, JP=60),
        ],
    ),
    Course(
        "map",
        [_countries(FR=90, US=40, BR=3), _countries(FR=91, US=80, BR=5, JP=7)],
        {"style": "bubbles"},
    ),
    Course(
        "word-cloud",
        [_words(ada=90, bob=40, cy=9), _words(ada=90, bob=60, cy=9), _words(ada=95, di=60, cy=9)],
    ),
    Course("volume", [counts(3, 5, 9), counts(3, 5, 8), counts(3, 5, 8, 2), counts(3, 50, 8, 2)]),
    Course(
        "sentiment",
        [counts(*values, names=MOODS) for values in ((3, 5, 9), (3, 5, 8), (3, 50, 8))],
    ),
    Course("share-of-voice", [_race(60, 40), _race(60, 45), _race(60, 75)]),
    Course("table", [_race(60, 40), _race(60, 45), _race(60, 75, 3)]),
    Course("value", [Figure(value=3), Figure(value=30), Figure(value=30, previous=4)]),
    Course(
        "objectives",
        [
            table(("Reach", 3.0, 9.0, "")),
            table(("Reach", 4.0, 9.0, "")),
            table(("Calls", 1.0, 2.0)),
        ],
    ),
    Course("chart", [counts(3, 5, 9), counts(3, 5, 8), counts(3, 5, 8, 2)]),
    Course("ticker", [posts(1), posts(1, 2), posts(*range(9))]),
)


@pytest.mark.parametrize("course", COURSES, ids=lambda c: f"{c.kind}-{len(c.heard)}")
def test_nothing_changes_outside_what_is_marked(stage: Stage, bench: Bench, course: Course) -> None:
    first, *others = course.heard
    view = stage.put(course.kind, SIZE, first, None, None, **course.settings)
    for dataset in others:
        before = _pixels(stage.look(view))
        bench.clock.marks.clear()
        view.receive(dataset)
        _compare(stage, bench, view, before)
        _watch(stage, bench, view)
        bench.clock.advance(LATER_S)
        stage.look(view)
        _watch(stage, bench, view)


@pytest.mark.parametrize("course", COURSES, ids=lambda c: f"{c.kind}-{len(c.heard)}")
def test_the_same_data_again_paints_nothing(stage: Stage, bench: Bench, course: Course) -> None:
    """Sources say it again after a restart, a reconnection, a poll that found nothing new."""
    data = course.heard[-1]
    view = stage.put(course.kind, SIZE, data, None, None, **course.settings)
    stage.look(view)
    bench.clock.advance(LATER_S)
    stage.look(view)
    moves = bench.clock.open
    bench.clock.marks.clear()
    view.receive(type(data).model_validate_json(data.model_dump_json()))
    assert bench.clock.marks == []
    assert bench.clock.open == moves


def _watch(stage: Stage, bench: Bench, view: TileView) -> None:
    before = _pixels(stage.look(view))
    for _ in range(TICKS):
        bench.clock.marks.clear()
        bench.clock.advance(bench.clock.TICK_S)
        before = _compare(stage, bench, view, before)


def _compare(stage: Stage, bench: Bench, view: TileView, before: Pixels) -> Pixels:
    """What differs from before lies in what was marked since; returns what is seen now."""
    parts = [part for _, part in bench.clock.marks]
    after = _pixels(stage.look(view))
    if None not in parts:
        changed = before != after
        for part in parts:
            box = (part or QRectF()).toAlignedRect()
            rows = slice(max(0, box.top()), box.bottom() + 1)
            changed[rows, max(0, box.left()) : box.right() + 1] = False
        assert not changed.any(), _around(changed)
    return after


def _around(changed: NDArray[np.bool_]) -> tuple[int, ...]:
    """Left, top, right and bottom."""
    ys, xs = np.nonzero(changed)
    return int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())


def _pixels(image: QImage) -> Pixels:
    rows = np.frombuffer(image.constBits(), dtype=np.uint32)
    return rows.reshape(image.height(), image.bytesPerLine() // 4).copy()
