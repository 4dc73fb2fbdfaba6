"""From a mouse event in some window to a place on a wall's canvas, and back to a tile."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication

from wall.display.tile_items import TileItem
from wall.display.wall_show import WallShow
from wall.display.wall_views import WallView


@dataclass(frozen=True)
class Pointed:
    """Where the pointer is."""

    wall: str
    x: float
    y: float


def view_at(position: QPoint) -> WallView | None:
    """The view under a point of the desktop; during a drag the event's own view is another."""
    widget = QApplication.widgetAt(position)
    while widget is not None and not isinstance(widget, WallView):
        widget = widget.parentWidget()
    return widget


def point(view: WallView, position: QPointF, shows: dict[str, WallShow]) -> Pointed | None:
    """The place on the canvas under a point of the desktop."""
    desktop = position.toPoint()
    under = view_at(desktop) or view
    scene = under.mapToScene(under.viewport().mapFromGlobal(desktop))
    for name, show in shows.items():
        if under in show.canvas.views:
            return Pointed(name, scene.x(), scene.y())
    return None


def tile_at(show: WallShow, x: float, y: float, margin: int = 0) -> TileItem | None:
    """The topmost tile there; `margin` canvas pixels around it count too."""
    hits = [
        item
        for item in show.stage.shown.values()
        if item.tile.rect.x - margin <= x < item.tile.rect.right + margin
        and item.tile.rect.y - margin <= y < item.tile.rect.bottom + margin
    ]
    return max(hits, key=lambda item: item.tile.stacking, default=None)
