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
from tests.widgets.services import Bench
from tests.widgets.staging import Stage
from wall.model.datasets import Cell, Column, Dataset, Figure, Table
from wall.views.base import TileView

SIZE = (640, 360)
TICKS = 30
"""Half a second of each movement."""
LATER_S = 6.0


@dataclass(frozen=True)
class Course:
    """What a tile hears, one after the other."""

    kind: str
    heard: Sequence[Dataset]
    settings: dict[str, JsonValue] = field(default_factory=dict)


def table(*rows: tuple[Cell, ...]) -> Table:
    width = max(len(row) for row in rows)
    return Table(columns=tuple(Column(name=str(at)) for at in range(width)), rows=rows)


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
)


@pytest.mark.parametrize("course", COURSES, ids=lambda c: f"{c.kind}-{len(c.heard)}")
def test_nothing_changes_outside_what_is_marked(stage: Stage, bench: Bench, course: Course) -> None:
    first, *others = course.heard
    view = stage.put(course.kind, SIZE, first, None, None, **course.settings)
    stage.look(view)
    for dataset in others:
        view.receive(dataset)
        _watch(stage, bench, view)
        bench.clock.advance(LATER_S)
        stage.look(view)
        _watch(stage, bench, view)


def _watch(stage: Stage, bench: Bench, view: TileView) -> None:
    before = _pixels(stage.look(view))
    for _ in range(TICKS):
        bench.clock.marks.clear()
        bench.clock.advance(bench.clock.TICK_S)
        parts = [part for _, part in bench.clock.marks]
        after = _pixels(stage.look(view))
        if None not in parts:
            changed = before != after
            for part in parts:
                box = (part or QRectF()).toAlignedRect()
                rows = slice(max(0, box.top()), box.bottom() + 1)
                changed[rows, max(0, box.left()) : box.right() + 1] = False
            assert not changed.any()
        before = after


def _pixels(image: QImage) -> NDArray[np.uint32]:
    rows = np.frombuffer(image.constBits(), dtype=np.uint32)
    return rows.reshape(image.height(), image.bytesPerLine() // 4).copy()
