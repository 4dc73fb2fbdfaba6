"""WallView: a Qt view of the canvas, set up as measured, that can cross-fade and counts paints."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from wall.display.crossfade import Crossfade

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
        if self.crossfade is None or not self.crossfade.paint(self):
            super().paintEvent(event)
        self.paints_at.append(time.monotonic())
