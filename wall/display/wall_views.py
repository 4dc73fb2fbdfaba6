"""WallView: a Qt view of the canvas, set up as measured, that can cross-fade and counts paints."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import cast
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from wall.display.crossfade import Crossfade
from wall.views.base import TileView

KEPT_PAINTS = 600

InputGate = Callable[["WallView", QEvent], bool]
"""Sees mouse, wheel and key events first; whether it dealt with them. Not an event filter of the
application: that would wrap every object of the browser while it is being made, and crash."""


class WallView(QGraphicsView):
    """What screens and the preview have in common."""

    def __init__(
        self,
        scene: QGraphicsScene,
        parent: QWidget | None,
        *,
        opengl: bool,
        pointer_moved: Callable[[], None],
        gate: Callable[[], InputGate | None],
    ) -> None:
        super().__init__(scene, parent)
        self._gate = gate
        self.crossfade: Crossfade | None = None
        self.paints_at: deque[float] = deque(maxlen=KEPT_PAINTS)
        """Monotonic times of the last paints."""
        self.keeps_pixels = not opengl
        """Whether what was painted stays until it is painted over: a cross-fade needs it."""
        self._painted_at: WeakKeyDictionary[TileView, QRectF] = WeakKeyDictionary()
        """Where Qt knows that it has painted a view, in pixels of this one."""
        self._direct_at: WeakKeyDictionary[TileView, QRect] = WeakKeyDictionary()
        """The same for views whose frames may go past Qt."""
        self._pointer_moved = pointer_moved
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        if opengl:
            self.setViewport(QOpenGLWidget())
            self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        else:
            self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
            self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
            self.viewport().setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.viewport().setMouseTracking(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer_moved()
        if not self._is_dealt_with(event):
            super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._is_dealt_with(event):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._is_dealt_with(event):
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._is_dealt_with(event):
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._is_dealt_with(event):
            super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keys before Qt takes Tab for itself."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._is_dealt_with(event) or super().event(event)
        return super().event(event)

    def _is_dealt_with(self, event: QEvent) -> bool:
        gate = self._gate()
        return gate is not None and gate(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.crossfade is not None and self.crossfade.paint(self):
            pass
        elif not self._paint_tops(list(cast("Iterable[QRect]", event.region()))):
            super().paintEvent(event)
        self.paints_at.append(time.monotonic())

    def covers_of(self, view: TileView, place: QRect) -> list[QRect] | None:
        """What lies over a view, whose place in this one is given; None while its pixels must
        come from Qt.

        Qt must have painted it there once: it repaints what it knows of when an item goes.
        """
        if self._direct_at.get(view) != place:
            self._direct_at[view] = place
            return None
        if self.crossfade is not None or not self.keeps_pixels or not self.updatesEnabled():
            return None
        if view.effectiveOpacity() < 1 or not self.isVisible():
            return None
        part = place & self.viewport().rect()
        covers: list[QRect] = []
        for item in self.items(part, Qt.ItemSelectionMode.IntersectsItemBoundingRect):
            if item is view:
                return covers
            transform = item.deviceTransform(self.viewportTransform())
            cover = transform.mapRect(item.boundingRect()).toAlignedRect() & part
            if not cover.isEmpty():
                covers.append(cover)
        return None

    def _paint_tops(self, parts: list[QRect]) -> bool:
        """Where views that fill their rectangles cover all that must be painted, and nothing lies
        over them, paint just those: no background, no walk through the scene. Whether it did.

        Qt must have painted each of them where it is now, for it repaints what it knows of when
        an item moves or goes.
        """
        tops: list[tuple[QRect, TileView]] = []
        known = True
        for part in parts:
            found = self.items(part, Qt.ItemSelectionMode.IntersectsItemBoundingRect)
            top = found[0] if found else None
            if not isinstance(top, TileView) or not top.fills_rect or top.effectiveOpacity() < 1:
                return False
            place = top.deviceTransform(self.viewportTransform()).mapRect(top.boundingRect())
            if not place.contains(QRectF(part)):
                return False
            if self._painted_at.get(top) != place:
                self._painted_at[top] = place
                known = False
            tops.append((part, top))
        if not known or not self.keeps_pixels:
            return False
        painter = QPainter(self.viewport())
        painter.setRenderHints(self.renderHints())
        for part, top in tops:
            transform = top.deviceTransform(self.viewportTransform())
            if len(tops) > 1:
                painter.resetTransform()
                painter.setClipRect(part)
            painter.setTransform(transform)
            exposed = transform.inverted()[0].mapRect(QRectF(part))
            top.paint_guarded(painter, exposed)
        painter.end()
        return True
