"""Words on a plate in the middle of a tile, over a picture that goes on being seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph

_GROUND = QColor(0, 0, 0, 190)
_WIDEST_UNITS = 40


class Banner:
    """Set once for its words."""

    def __init__(self, words: str, look: Theme) -> None:
        self.words = words
        self.look = look
        self._text = Paragraph(
            words,
            look.font_px(look.type["title"] * look.unit_px, QFont.Weight.Medium),
            look.unit_px * _WIDEST_UNITS,
            look.color("text"),
            align=Align.CENTER,
            max_lines=2,
        )

    def paint(self, painter: QPainter, area: QRectF) -> None:
        unit = self.look.unit_px
        plate = QRectF(0, 0, self._text.width + 2 * unit, self._text.height + unit)
        plate.setWidth(min(plate.width(), area.width()))
        plate.moveCenter(area.center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawRoundedRect(plate, unit / 2, unit / 2)
        painter.setClipRect(area)
        left = area.center().x() - self._text.room / 2
        self._text.paint(painter, left, plate.center().y() - self._text.height / 2)
        painter.restore()
