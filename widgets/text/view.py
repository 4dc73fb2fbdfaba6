"""The view of the kind `text`."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPalette,
)

from wall.model.tiles import HealthState
from wall.views.painting import draw_picture, new_picture
from wall.views.plate import PlateView
from wall.views.typesetting import largest_px
from widgets.text.document import Markdown
from widgets.text.settings import TextSettings

AIR = 0.04
"""Of the shorter side, around words without a title."""
SHORT = 60
"""Up to so many characters a text may grow to a sign, twice the size of a figure."""


class TextView(PlateView):
    """Shows Markdown; text that is too long for its size runs out below, and says so."""

    _picture = QImage()
    _top = 0.0

    @property
    def text_settings(self) -> TextSettings:
        return cast(TextSettings, self.settings)

    def prepare(self) -> None:
        self.ensure_laid_out()
        self.set_health(HealthState.OK)
        self.set_ready()

    def words(self) -> tuple[str, str] | None:
        if self.text_settings.text.strip():
            return None
        return "No text yet", ""

    @property
    def _area(self) -> QRectF:
        """Words alone stand a little off the margin; below a title they stand on its line."""
        area = self.content
        air = 0 if self.tile.title else round(min(area.width(), area.height()) * AIR)
        return area.adjusted(air, air, -air, -air)

    def lay_out(self) -> None:
        settings, area = self.text_settings, self._area
        sizes = self.look.type
        unit = self.look.unit_px
        if settings.size == "fit":
            words = len(settings.text)
            most = sizes["figure"] * 2 if words <= SHORT else sizes["headline"] * 1.2
            document = self._largest(area, round(unit * most))
        else:
            document = self._set(round(unit * sizes[settings.size]), area, True)
        self._picture = self._draw(document, area)
        spare = max(0.0, area.height() - document.size().height())
        shift = {"top": 0.0, "middle": spare / 2, "bottom": spare}[settings.vertical]
        self._top = round(area.top() + shift)

    def _largest(self, area: QRectF, most_px: int) -> Markdown:
        """As large as fits without breaking a word; below body size words may break."""
        body, caption = (round(self.look.unit_px * self.look.type[s]) for s in ("body", "caption"))
        size = largest_px(lambda px: self._fits(px, area, False), body, most_px)
        if size > body or self._fits(size, area, False):
            return self._set(size, area, False)
        size = largest_px(lambda px: self._fits(px, area, True), caption, body * 2)
        return self._set(size, area, True)

    def _set(self, size_px: int, area: QRectF, break_words: bool) -> Markdown:
        settings = self.text_settings
        return Markdown(
            settings.text,
            self.look,
            size_px,
            area.width(),
            self.look.color(settings.color),
            settings.align,
            break_words=break_words,
        )

    def _fits(self, size_px: int, area: QRectF, break_words: bool) -> bool:
        document = self._set(size_px, area, break_words)
        return document.size().height() <= area.height() and not document.overflows

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        draw_picture(painter, self._area.left(), self._top, self._picture)

    def _draw(self, document: Markdown, area: QRectF) -> QImage:
        tall = min(area.height(), document.size().height())
        image = new_picture(QSizeF(area.width(), tall).toSize())
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, self.look.color(self.text_settings.color))
        context.palette = palette
        painter = QPainter(image)
        document.documentLayout().draw(painter, context)
        if document.size().height() > area.height() + 1:
            self._fade(painter, image)
        painter.end()
        return image

    def _fade(self, painter: QPainter, image: QImage) -> None:
        """The last line fades out: there is more than fits."""
        tall = self.look.unit_px * 2.5
        fade = QRectF(0, image.height() - tall, image.width(), tall)
        gradient = QLinearGradient(fade.topLeft(), fade.bottomLeft())
        gradient.setColorAt(0, QColor(0, 0, 0, 255))
        gradient.setColorAt(1, QColor(0, 0, 0, 0))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.fillRect(fade, gradient)
