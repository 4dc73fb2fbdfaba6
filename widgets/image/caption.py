"""A title that lies on a picture: light words on a shade that leaves the picture alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter

from wall.views.painting import draw_picture, margin_of, new_picture
from wall.views.theme import Theme
from wall.views.typesetting import Paragraph

SHADE = QColor(0, 0, 0)
WORDS = QColor("#FFFFFF")
"""On a photograph, whatever the theme."""


class Caption:
    """Painted once, drawn over each picture."""

    def __init__(self, title: str, size: QSizeF, look: Theme) -> None:
        margin = margin_of(look, size)
        words = Paragraph(
            title,
            look.font("title", QFont.Weight.DemiBold),
            size.width() - 2 * margin,
            WORDS,
            max_lines=2,
            leading=1.2,
        )
        tall = min(size.height(), words.height + margin * 4)
        self._top = size.height() - tall
        self._image: QImage = new_picture(QSizeF(size.width(), tall).toSize())
        painter = QPainter(self._image)
        shade = QLinearGradient(QPointF(0, 0), QPointF(0, tall))
        for at, alpha in ((0.0, 0), (0.35, 70), (0.65, 165), (1.0, 205)):
            color = QColor(SHADE)
            color.setAlpha(alpha)
            shade.setColorAt(at, color)
        painter.fillRect(self._image.rect(), shade)
        words.paint(painter, margin, tall - margin - words.height)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        draw_picture(painter, 0, self._top, self._image)
