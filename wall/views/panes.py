"""Panes: the parts of a tile that lie on one screen each. What must be read stands in one pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF

from wall.kinds.kind import TileSettings
from wall.model.geometry import Rect
from wall.model.tiles import Tile
from wall.views.painting import margin_of
from wall.views.plate import DataView
from wall.views.services import Services

SLIVER = 0.3
"""A part of a screen narrower than this share of the widest one holds nothing of its own."""


def panes_of(
    area: QRectF, origin: QPointF, screens: Sequence[Rect], margin: float
) -> tuple[QRectF, ...]:
    """The parts of an area that lie on one screen each, row by row, in the area's coordinates.

    `origin` is where the area's coordinates begin on the canvas. Sides at a bezel keep half a
    margin from it. Where no screen is known the area is one pane.
    """
    found = []
    for screen in screens:
        on_tile = QRectF(*screen).translated(-origin)
        part = on_tile.intersected(area)
        if part.isEmpty():
            continue
        part.adjust(
            margin / 2 if on_tile.left() > area.left() + 1 else 0,
            margin / 2 if on_tile.top() > area.top() + 1 else 0,
            -margin / 2 if on_tile.right() < area.right() - 1 else 0,
            -margin / 2 if on_tile.bottom() < area.bottom() - 1 else 0,
        )
        found.append(QRectF(part.toRect()))
    if not found:
        return (area,)
    wide = max(part.width() for part in found) * SLIVER
    tall = max(part.height() for part in found) * SLIVER
    kept = [part for part in found if part.width() >= wide and part.height() >= tall]
    return tuple(sorted(kept, key=lambda part: (part.top(), part.left())))


def moved_into(box: QRectF, panes: Sequence[QRectF]) -> QRectF:
    """The box at the nearest place where it lies in one pane, if it fits into one."""
    best, least = box, float("inf")
    for pane in panes:
        if box.width() > pane.width() or box.height() > pane.height():
            continue
        x = min(max(box.left(), pane.left()), pane.right() - box.width())
        y = min(max(box.top(), pane.top()), pane.bottom() - box.height())
        way = abs(x - box.left()) + abs(y - box.top())
        if way < least:
            best, least = QRectF(x, y, box.width(), box.height()), way
    return best


class PanedView(DataView):
    """Base of kinds that mind where their tile crosses from screen to screen."""

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._laid_at = QPointF()

    @property
    def panes(self) -> tuple[QRectF, ...]:
        """Of the content. Valid inside `lay_out`."""
        margin = margin_of(self.look, self.size)
        return panes_of(self.content, self.scenePos(), self.services.screens, margin)

    @property
    def pane_rects(self) -> list[Rect]:
        """The same in whole pixels, for what is arranged without Qt."""
        return [
            Rect(round(pane.x()), round(pane.y()), round(pane.width()), round(pane.height()))
            for pane in self.panes
        ]

    @property
    def main_pane(self) -> QRectF:
        """The largest, and the first of several: where one thing is said large."""
        return max(self.panes, key=lambda pane: round(pane.width() * pane.height() / 64))

    @property
    def note_area(self) -> QRectF:
        return self.main_pane

    def ensure_laid_out(self) -> None:
        if self._laid_at != self.scenePos():
            # Nobody tells a view that its tile moved to other screens.
            self._laid_at = self.scenePos()
            self._is_laid_out = False
        super().ensure_laid_out()
