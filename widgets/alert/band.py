"""The band of an alert: a sign, a word for the level, and the sentence, as one group."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QPainter

from wall.model.tiles import AlertLevel
from wall.views.icons import paint_level
from wall.views.painting import margin_of
from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, advance, is_right_to_left, largest_px
from widgets.alert.settings import AlertSettings

WORDS: dict[AlertLevel, str] = {"info": "Notice", "warning": "Warning", "alarm": "Alarm"}
MOST_LINES = 4
"""More only where the smallest type needs them."""
MOST_OF_HEIGHT = 0.4
MOST_UNITS = 7.0
"""The largest type of a sentence, in base units: that of a big figure."""


class Band:
    """Laid out for one size; paints in the view's pixels."""

    def __init__(self, settings: AlertSettings, size: QSizeF, look: Theme) -> None:
        self._level: AlertLevel = settings.level
        self._size = size
        self._look = look
        self._signal = look.color(settings.level)
        is_calm = settings.level == "info"
        self._ground = look.color("surface_raised") if is_calm else self._signal
        self._ink = look.color("text" if is_calm else "on_signal")
        self._sign_color = self._signal if is_calm else look.color("on_signal")
        self._edge = max(4, round(look.unit_px * 0.3))
        margin = margin_of(look, size)
        self._area = QRectF(0, 0, size.width(), size.height()).adjusted(
            margin, margin + self._edge, -margin, -margin
        )
        heading = settings.heading or WORDS[settings.level]
        text = settings.text.strip() or heading
        low = round(look.unit_px * look.type["caption"])
        high = round(max(look.unit_px * MOST_UNITS, self._area.height() * MOST_OF_HEIGHT))
        self._mirrored = is_right_to_left(text)
        self._align = Align.RIGHT if self._mirrored else Align.LEFT
        px = largest_px(lambda size_px: self._fits(text, heading, size_px), low, high)
        self._heading, self._sentence = self._set(text, heading, px)
        self._sign = self._sign_side(px)

    @property
    def sign_box(self) -> QRectF:
        """Where the sign stands."""
        left = self._left()
        if self._mirrored:
            left = self._left() + self._wide() - self._sign
        return QRectF(round(left), round(self._top() + self._sign_drop()), self._sign, self._sign)

    def paint(self, painter: QPainter, sign_opacity: float) -> None:
        whole = QRectF(0, 0, self._size.width(), self._size.height())
        painter.fillRect(whole, self._ground)
        edge = QRectF(0, 0, whole.width(), self._edge)
        painter.fillRect(edge, self._signal if self._level == "info" else self._shade())
        opacity = painter.opacity()
        painter.setOpacity(opacity * sign_opacity)
        paint_level(painter, self.sign_box, self._level, self._sign_color, self._ground)
        painter.setOpacity(opacity)
        x = self._left() + self._sign + self._gap()
        if self._mirrored:
            x = self.sign_box.left() - self._gap() - self._sentence.room
        self._heading.paint(painter, x, self._top())
        self._sentence.paint(painter, x, self._top() + self._heading.height)

    def _shade(self) -> QColor:
        return self._signal.darker(125)

    def _set(self, text: str, heading: str, px: int) -> tuple[Paragraph, Paragraph]:
        look = self._look
        small = max(round(look.unit_px * look.type["caption"]), round(px * 0.42))
        room = max(1.0, self._area.width() - self._sign_side(px) - self._gap_of(px))
        font = look.font_px(px, QFont.Weight.DemiBold)
        lines = max(1, int((self._area.height() - small * 1.35) / (px * 1.2)))
        sentence = Paragraph(
            text, font, room, self._ink, align=self._align, max_lines=lines, leading=1.2
        )
        word_font = look.font_px(small, QFont.Weight.DemiBold)
        color = self._signal if self._level == "info" else self._ink
        word = Paragraph(
            heading, word_font, room, color, align=self._align, max_lines=1, leading=1.35
        )
        return word, sentence

    def _fits(self, text: str, heading: str, px: int) -> bool:
        font = self._look.font_px(px, QFont.Weight.DemiBold)
        room = self._area.width() - self._sign_side(px) - self._gap_of(px)
        if max((advance(word, font) for word in text.split()), default=0.0) > room:
            return False
        word, sentence = self._set(text, heading, px)
        if sentence.is_cut or sentence.lines > MOST_LINES:
            return False
        return word.height + sentence.height <= self._area.height()

    def _sign_side(self, px: int) -> int:
        return round(min(px * 1.5, self._area.height() * 0.8))

    def _gap_of(self, px: int) -> int:
        return round(px * 0.55)

    def _gap(self) -> int:
        return round(self._sign / 1.5 * 0.55)

    def _tall(self) -> int:
        return self._heading.height + self._sentence.height

    def _top(self) -> float:
        return round(self._area.center().y() - self._tall() / 2)

    def _wide(self) -> float:
        return self._sign + self._gap() + max(self._sentence.width, self._heading.width)

    def _left(self) -> float:
        return max(self._area.left(), self._area.center().x() - self._wide() / 2)

    def _sign_drop(self) -> float:
        """The sign stands beside the middle of the words."""
        return (self._tall() - self._sign) / 2
