"""What all kinds paint alike: the type scale of a tile, its title, notes, pictures, rounding."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QTransform

from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph

LEGIBLE_MM = 9.5
"""The smallest type that is read from five metres: caption size never goes below it."""
PLATE_UNITS = QSizeF(64, 36)
"""A plate of this size, in base units, is set in the wall's own type scale."""
SMALLEST, LARGEST = 0.72, 2.0

ColorRole = Literal[
    "text", "text_muted", "accent", "positive", "negative", "warning", "alarm", "info"
]


def fitted(theme: Theme, size: QSizeF, pixels_per_mm: float) -> Theme:
    """The theme in the type scale of one tile.

    A tile the size of a screen keeps the wall's unit; larger ones grow by the root of their
    size, so that the scale of neighbours stays one family; small ones shrink to what is legible.
    """
    unit = theme.unit_px
    ratio = min(
        size.width() / (PLATE_UNITS.width() * unit), size.height() / (PLATE_UNITS.height() * unit)
    )
    factor = min(LARGEST, max(SMALLEST, max(ratio, 0.0) ** 0.5))
    legible = LEGIBLE_MM * pixels_per_mm
    return replace(theme, unit_px=max(unit * factor, min(legible, unit)))


def margin_of(look: Theme, size: QSizeF) -> int:
    """The inner margin of a plate: the theme's, less on tiles that are only a few lines high."""
    margin = look.px("margin")
    return max(1, min(margin, round(min(size.width(), size.height()) * 0.12)))


def content_of(look: Theme, size: QSizeF) -> QRectF:
    """The plate without its margins, in the view's pixels."""
    margin = margin_of(look, size)
    return QRectF(0, 0, size.width(), size.height()).adjusted(margin, margin, -margin, -margin)


class Heading:
    """A tile's title, set once, and what it leaves below: `content`."""

    def __init__(self, title: str | None, area: QRectF, look: Theme) -> None:
        self._area = area
        self._accent = look.color("accent")
        self._text: Paragraph | None = None
        self.content = area
        if not title or area.height() < look.unit_px * 3:
            return
        low = area.height() < look.unit_px * 9
        size = look.unit_px if low else look.type["title"] * look.unit_px
        font = look.font_px(size, QFont.Weight.Medium if low else QFont.Weight.DemiBold)
        self._rule = max(3.0, round(font.pixelSize() * 0.11))
        self._indent = round(font.pixelSize() * 0.42)
        self._text = Paragraph(
            " ".join(title.split()),
            font,
            area.width() - self._indent,
            look.color("text_muted" if low else "text"),
            max_lines=1,
            leading=1.15,
        )
        below = self._text.height + round(look.unit_px * (0.35 if low else 0.75))
        self.content = area.adjusted(0, min(below, area.height()), 0, 0)

    def paint(self, painter: QPainter) -> None:
        if self._text is None:
            return
        left, top = self._area.left(), self._area.top()
        tall = self._text.line_height
        inset = round(tall * 0.14)
        rule = QRectF(left, top + inset, self._rule, tall - 2 * inset)
        if self._text.right_to_left:
            rule.moveRight(self._area.right())
        else:
            left += self._indent
        painter.fillRect(rule, self._accent)
        self._text.paint(painter, left, top)


class Note:
    """A calm sentence in the middle of a tile that has nothing to show yet."""

    def __init__(self, area: QRectF, look: Theme, sentence: str, detail: str = "") -> None:
        roomy = area.height() >= look.unit_px * 5
        size = look.type["title" if roomy else "body"] * look.unit_px
        self._area = area
        self._sentence = Paragraph(
            sentence,
            look.font_px(size, QFont.Weight.Medium),
            area.width(),
            look.color("text_muted"),
            align=Align.CENTER,
            max_lines=3 if roomy else 1,
            leading=1.2,
        )
        self._detail: Paragraph | None = None
        if detail and roomy:
            self._detail = Paragraph(
                detail,
                look.font("caption", QFont.Weight.Medium),
                min(area.width(), look.unit_px * 34),
                look.color("text_muted"),
                align=Align.CENTER,
                max_lines=4,
            )
        self._gap = round(look.unit_px * 0.5)

    def paint(self, painter: QPainter) -> None:
        tall = self._sentence.height
        if self._detail is not None:
            tall += self._gap + self._detail.height
        x, y = self._area.left(), self._area.center().y() - tall / 2
        self._sentence.paint(painter, x, y)
        if self._detail is not None:
            x = self._area.center().x() - self._detail.room / 2
            self._detail.paint(painter, x, y + self._sentence.height + self._gap)


def new_picture(size: QSize, fill: QColor | None = None) -> QImage:
    """An image for caching what was painted: opaque when filled, else transparent."""
    size = size.expandedTo(QSize(1, 1))
    if fill is None:
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        return image
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(fill)
    return image


def draw_picture(painter: QPainter, x: float, y: float, image: QImage) -> None:
    """Draw a cached picture at whole pixels; smoothly only where the view is scaled."""
    kinds = QTransform.TransformationType
    smooth = painter.worldTransform().type() not in (kinds.TxNone, kinds.TxTranslate)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(QPointF(round(x), round(y)), image)


def for_painting(image: QImage) -> QImage:
    """The image in a format that paints without conversion."""
    fast = (QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied)
    if image.format() in fast:
        return image
    return image.convertToFormat(fast[1] if image.hasAlphaChannel() else fast[0])


def cropped(image: QImage, size: QSize, focus_x: float = 0.5, focus_y: float = 0.5) -> QImage:
    """The part of an image that covers a size, around a focus point (0 to 1 each way)."""
    if image.size() == size:
        return image
    scaled = image.scaled(
        size,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    x = round((scaled.width() - size.width()) * focus_x)
    y = round((scaled.height() - size.height()) * focus_y)
    return scaled.copy(x, y, size.width(), size.height())


def rounded(image: QImage, radius: float) -> QImage:
    """The image with rounded corners, transparent outside."""
    result = new_picture(image.size())
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(image.rect()), radius, radius)
    painter.setClipPath(path)
    painter.drawImage(0, 0, image)
    painter.end()
    return result


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two; share 0 is the first, 1 the other."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


def eased(progress: float) -> float:
    """Slow in, slow out: 0 to 1 for 0 to 1."""
    progress = min(1.0, max(0.0, progress))
    return progress * progress * (3 - 2 * progress)
