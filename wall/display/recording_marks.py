"""The mark on what is being recorded: a red dot, and who records."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from wall.display.canvas import Canvas
from wall.display.identify_overlay import ABOVE_TILES
from wall.model.geometry import Rect
from wall.model.recordings import Recording
from wall.model.scene import Scene
from wall.views.theme import Theme

LETTER_SHARE = 1 / 54
"""Height of the letters, as a share of a screen's shorter side."""


class RecordingMarks:
    """All marks of one wall. Qt thread; ended with `clear`."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._marks: dict[str, RecordingMark] = {}

    def show(self, running: Sequence[Recording], scene: Scene | None, theme: Theme) -> None:
        wanted = {recording.id: recording for recording in running}
        for name in self._marks.keys() - wanted.keys():
            self._remove(name)
        for name, recording in wanted.items():
            if name not in self._marks:
                mark = RecordingMark(recording.by, theme, self._letter_px())
                self._canvas.scene.addItem(mark)
                self._marks[name] = mark
            tile = scene.tile(recording.tile) if scene is not None and recording.tile else None
            self._marks[name].place(tile.rect if tile is not None else recording.rect)

    def clear(self) -> None:
        for name in tuple(self._marks):
            self._remove(name)

    def _remove(self, name: str) -> None:
        mark = self._marks.pop(name)
        if mark.scene() is not None:
            mark.scene().removeItem(mark)

    def _letter_px(self) -> float:
        screens = self._canvas.wall.screens
        shorter = min(min(screen.rect.width, screen.rect.height) for screen in screens)
        return max(11.0, shorter * LETTER_SHARE)


class RecordingMark(QGraphicsItem):
    """In the upper right corner. No larger than its words: what lies below is not disturbed."""

    def __init__(self, by: str, theme: Theme, letter_px: float) -> None:
        super().__init__()
        self._by = by
        self._theme = theme
        self._font = theme.font_px(letter_px, QFont.Weight.DemiBold)
        self._plate = QRectF()
        self._words = ""
        self.setZValue(ABOVE_TILES - 1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def place(self, rect: Rect) -> None:
        metrics = QFontMetricsF(self._font)
        pad = round(metrics.height() * 0.45)
        dot = round(metrics.ascent() * 0.62)
        room = rect.width - 4 * pad - dot - pad
        words = metrics.elidedText(f"REC  {self._by}", Qt.TextElideMode.ElideRight, max(0.0, room))
        wide = round(metrics.horizontalAdvance(words)) + dot + 3 * pad
        high = round(metrics.height()) + pad
        plate = QRectF(rect.right - wide - pad, rect.y + pad, wide, high)
        if (plate, words) != (self._plate, self._words):
            self.prepareGeometryChange()
            self._plate, self._words = plate, words
            self.update()

    def boundingRect(self) -> QRectF:
        return self._plate

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        metrics = QFontMetricsF(self._font)
        pad = round(metrics.height() * 0.45)
        dot = round(metrics.ascent() * 0.62)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(self._theme.color("ground"))
        ground.setAlpha(225)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(self._plate, pad / 2, pad / 2)
        painter.setBrush(self._theme.color("alarm"))
        middle = self._plate.center().y()
        painter.drawEllipse(QRectF(self._plate.x() + pad, middle - dot / 2, dot, dot))
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._font)
        words = self._plate.adjusted(2 * pad + dot, 0, -pad, 0)
        painter.drawText(
            words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._words
        )
        painter.restore()
