"""Frames of videos on the screens without being painted.

A tile that shows an opaque picture at its own size needs no painting: the server takes the
pixels from the decoder's memory, and Qt paints only where something lies over it. Everything else
goes the way through Qt. Qt's own memory of a window then lags behind what is seen, which matters
only to who goes on from it: `settle_now` makes it follow, and `settle_still` where a video has
stopped.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import cast

import shiboken6
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QRegion, QTransform

from wall.display.wall_views import WallView
from wall.display.x_frames import XFrames
from wall.model.geometry import Rect
from wall.views.base import TileView

MOST_PIECES = 12
"""A tile of which so many rectangles are left is painted."""
SETTLED_AFTER_S = 0.5
"""A video without a frame for so long stands still."""


class Shown(Enum):
    """What became of a tile's new picture."""

    DIRECTLY = auto()
    LATER = auto()
    """The server still reads the picture before."""
    BY_PAINTING = auto()


@dataclass(frozen=True)
class _Place:
    """Where a tile is in one window."""

    view: WallView
    window: int
    whole: QRect
    """The tile in the view's pixels."""
    free: list[QRect]
    """What nothing lies over, in the view's pixels."""
    covers: list[QRect]
    corner: QPoint
    """Of the view, in the window."""


class DirectFrames:
    """Shows frames of tile views past Qt. Qt thread."""

    def __init__(self, server: XFrames) -> None:
        self._server = server
        self._busy = False
        self._put = False
        self._seen_by: dict[TileView, tuple[QRectF, list[WallView]]] = {}
        """Which views saw a tile, and where that was on the canvas."""
        self._shown_at: dict[TileView, float] = {}
        """Monotonic; views whose newest picture Qt has not painted."""

    def views_changed(self) -> None:
        """Screens came, went or moved."""
        self._seen_by.clear()

    def begin(self) -> None:
        """A tick begins."""
        self._busy = self._server.is_busy
        self._put = False

    def show(self, view: TileView) -> Shown:
        """Show the newest picture of a view; `end` must follow."""
        if not view.shows_frames:
            return Shown.BY_PAINTING
        places = self._places(view)
        if not places:
            return Shown.BY_PAINTING
        if self._busy:
            return Shown.LATER
        frame = view.newest_frame()
        if frame is None:
            return Shown.BY_PAINTING
        for place in places:
            origin = place.whole.topLeft()
            for free in place.free:
                at = free.topLeft() - origin
                part = Rect(at.x(), at.y(), free.width(), free.height())
                to = free.topLeft() + place.corner
                self._server.put(place.window, frame, part, to.x(), to.y())
            for cover in place.covers:
                view.update(QRectF(cover.translated(-origin)))
            place.view.paints_at.append(time.monotonic())
        self._put = True
        self._shown_at[view] = time.monotonic()
        return Shown.DIRECTLY

    def end(self) -> None:
        """The tick is over: everything at once."""
        if self._put:
            self._server.flush()

    @property
    def unsettled(self) -> bool:
        """Whether Qt's memory of a window lags behind."""
        return bool(self._shown_at)

    def settle_now(self) -> None:
        """Have Qt paint all of them at once."""
        for view in list(self._shown_at):
            for wall_view in self._views(view) if shiboken6.isValid(view) else ():
                place = view.deviceTransform(wall_view.viewportTransform())
                rect = place.mapRect(view.boundingRect()).toAlignedRect()
                wall_view.viewport().repaint(rect)
        self._shown_at.clear()

    def settle_still(self) -> None:
        """Have Qt paint those that stand still."""
        since = time.monotonic() - SETTLED_AFTER_S
        for view in [view for view, at in self._shown_at.items() if at <= since]:
            del self._shown_at[view]
            if shiboken6.isValid(view):
                view.update()

    def _places(self, view: TileView) -> list[_Place]:
        """Where a view is to be seen, if that is simple everywhere; else nothing."""
        places: list[_Place] = []
        for wall_view in self._views(view):
            transform = view.deviceTransform(wall_view.viewportTransform())
            if transform.type().value > QTransform.TransformationType.TxTranslate.value:
                return []
            whole = transform.mapRect(view.boundingRect()).toAlignedRect()
            covers = wall_view.covers_of(view, whole)
            if covers is None:
                return []
            free = _free(whole & wall_view.viewport().rect(), covers)
            if len(free) > MOST_PIECES:
                return []
            window = wall_view.window()
            corner = wall_view.viewport().mapTo(window, QPoint(0, 0))
            places.append(_Place(wall_view, int(window.winId()), whole, free, covers, corner))
        return places

    def _views(self, view: TileView) -> list[WallView]:
        place = view.sceneBoundingRect()
        known = self._seen_by.get(view)
        if known is not None and known[0] == place:
            return known[1]
        for gone in [one for one in self._seen_by if not shiboken6.isValid(one)]:
            del self._seen_by[gone]
        scene = view.scene()
        all_views = scene.views() if scene is not None else []
        found = [one for one in all_views if one.sceneRect().intersects(place)]
        views = [one for one in found if isinstance(one, WallView)]
        self._seen_by[view] = (place, views if len(views) == len(found) else [])
        return self._seen_by[view][1]


def _free(part: QRect, covers: list[QRect]) -> list[QRect]:
    if not covers:
        return [part]
    region = QRegion(part)
    for cover in covers:
        region -= cover
    return list(cast("Iterable[QRect]", region))
