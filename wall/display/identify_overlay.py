"""Each screen's address, large, on that screen, for some seconds; and the mark of a lost link."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from wall.display.canvas import Canvas
from wall.model.screens import Screen
from wall.views.theme import Theme

ABOVE_TILES = 1_000_000
GLYPH_SHARE = 0.4
"""Height of the address as a share of the screen's shorter side."""
MARK_UNITS = 0.5


class _Overlay(QGraphicsItem):
    def __init__(self, rect: QRectF) -> None:
        super().__init__()
        self._rect = rect
        self.setZValue(ABOVE_TILES)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        return self._rect


class AddressPlate(_Overlay):
    """One screen's address."""

    def __init__(self, screen: Screen, note: str, theme: Theme) -> None:
        super().__init__(QRectF(*screen.rect))
        self._address = screen.address
        self._note = note
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        ground = QColor(self._theme.color("ground"))
        ground.setAlpha(225)
        painter.fillRect(self._rect, ground)
        side = min(self._rect.width(), self._rect.height())
        painter.setFont(self._theme.font_px(side * GLYPH_SHARE, QFont.Weight.Bold))
        painter.setPen(self._theme.color("accent"))
        painter.drawText(self._rect, int(Qt.AlignmentFlag.AlignCenter), self._address)
        painter.setFont(self._theme.font_px(side / 24, QFont.Weight.Medium))
        painter.setPen(self._theme.color("text"))
        below = self._rect.adjusted(0, self._rect.height() * 0.75, 0, 0)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        painter.drawText(below, flags, self._note)


class LostMark(_Overlay):
    """A small dot in the last screen's lower right corner: no controller, the picture holds."""

    def __init__(self, screen: Screen, theme: Theme) -> None:
        unit = min(screen.rect.width, screen.rect.height) / 40
        size = MARK_UNITS * unit
        corner = QRectF(*screen.rect).bottomRight()
        super().__init__(
            QRectF(corner.x() - size - unit / 2, corner.y() - size - unit / 2, size, size)
        )
        self._color = theme.color("warning")

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawEllipse(self._rect)


class Overlays:
    """What the display itself lays over one canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._plates: list[AddressPlate] = []
        self._mark: LostMark | None = None

    def show_addresses(self, notes: dict[str, str], theme: Theme) -> None:
        """`notes` says for each address which monitor shows it."""
        self.hide_addresses()
        for screen in self._canvas.wall.screens:
            plate = AddressPlate(screen, notes.get(screen.address, "no monitor"), theme)
            self._canvas.scene.addItem(plate)
            self._plates.append(plate)

    def hide_addresses(self) -> None:
        for plate in self._plates:
            self._canvas.scene.removeItem(plate)
        self._plates.clear()

    def mark_lost(self, theme: Theme) -> None:
        if self._mark is None:
            self._mark = LostMark(self._canvas.wall.screens[-1], theme)
            self._canvas.scene.addItem(self._mark)

    def clear_lost(self) -> None:
        mark, self._mark = self._mark, None
        if mark is not None:
            self._canvas.scene.removeItem(mark)
