"""WallView: a Qt view of the canvas, set up as measured, that can cross-fade and counts paints."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from wall.display.crossfade import Crossfade

KEPT_PAINTS = 600


class WallView(QGraphicsView):
    """What screens and the preview have in common."""

    def __init__(
        self,
        scene: QGraphicsScene,
        parent: QWidget | None,
        *,
        opengl: bool,
        pointer_moved: Callable[[], None],
    ) -> None:
        super().__init__(scene, parent)
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
        super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.crossfade is None or not self.crossfade.paint(self):
            super().paintEvent(event)
        self.paints_at.append(time.monotonic())
