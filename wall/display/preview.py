"""The whole wall in one window, to scale, with its bezels drawn: for machines with few monitors."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QResizeEvent

from wall.display.bezels import paint_bezels
from wall.display.canvas import Canvas
from wall.display.wall_views import WallView

SHARE_OF_MONITOR = 0.8


def _no_pointer() -> None:
    """A preview is worked with: its pointer is always seen."""


class PreviewWindow(WallView):
    """One wall. Keeps its proportions inside whatever size the window gets."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(
            canvas.scene,
            None,
            opengl=False,
            pointer_moved=_no_pointer,
            gate=lambda: canvas.gate,
        )
        self._canvas = canvas
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas.views.append(self)

    def open(self) -> None:
        screen = QGuiApplication.primaryScreen()
        most = screen.availableGeometry().size() * SHARE_OF_MONITOR
        canvas = self._canvas.wall.canvas
        self.resize(QSize(canvas.width, canvas.height).scaled(most, _KEEP))
        self.show()

    def follow(self) -> None:
        """The geometry or the title of the wall may have changed."""
        self.setWindowTitle(f"{self._canvas.wall.title or self._canvas.wall.name} · preview")
        self.setSceneRect(QRectF(*self._canvas.wall.canvas))
        self._fit()
        self.viewport().update()

    def end(self) -> None:
        self._canvas.views.remove(self)
        self.close()
        self.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        scale = self.transform().m11() or 1.0
        paint_bezels(painter, self._canvas.wall, line_px=max(1.0, 1.5 / scale))

    def _fit(self) -> None:
        self.fitInView(self.sceneRect(), _KEEP)


_KEEP = Qt.AspectRatioMode.KeepAspectRatio
