"""Safe content: what stands on tiles of public walls where posts may not be shown. Qt thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from wall.model.geometry import Rect
from wall.model.screens import Wall
from wall.model.tiles import Tile
from wall.views.services import Services, Subscription
from wall.views.theme import Theme

LARGEST = QSize(1920, 1080)
"""Pixels of the picture that is kept for a wall."""
ABOVE = 10.0
TITLE = 0.09
"""Of a tile's height."""


class SafeContent:
    """Of one wall: a picture of the site, or a calm plate with the wall's title. It is loaded when
    the wall opens, so that nothing is waited for when it is needed. Ended with `close`."""

    def __init__(self, wall: Wall, services: Services) -> None:
        self.wall = wall
        self.theme = services.theme
        self.image: QImage | None = None
        self._covers: set[Cover] = set()
        self._services = services
        self._loading: Subscription | None = None
        if wall.safe:
            tile = Tile(id="safe", kind="image", rect=Rect(0, 0, 1, 1), trusted=True)
            self._loading = services.files.fetch(tile, wall.safe, self._fetched, _nothing)

    def cover(self, parent: QGraphicsItem) -> Cover:
        """Over a tile's frame; taken away with `Cover.end`."""
        cover = Cover(parent, self)
        self._covers.add(cover)
        return cover

    def forget(self, cover: Cover) -> None:
        self._covers.discard(cover)

    def close(self) -> None:
        if self._loading is not None:
            self._loading.end()

    def _fetched(self, path: Path) -> None:
        images = self._services.images
        self._loading = images.load(path, LARGEST, self._loaded, _nothing, cover=True)

    def _loaded(self, image: QImage) -> None:
        self.image = image
        for cover in self._covers:
            cover.update()


class Cover(QGraphicsItem):
    """Opaque: nothing of its tile is seen through it."""

    def __init__(self, parent: QGraphicsItem, content: SafeContent) -> None:
        super().__init__(parent)
        self._content = content
        self._bounds = parent.boundingRect()
        self._painted: QImage | None = None
        self._of: QImage | None = None
        self.setZValue(ABOVE)

    def fit(self, rect: QRectF) -> None:
        if rect != self._bounds:
            self.prepareGeometryChange()
            self._bounds = QRectF(rect)
            self._painted = None

    def end(self) -> None:
        self._content.forget(self)
        scene = self.scene()
        if scene is not None:
            scene.removeItem(self)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        content = self._content
        if self._painted is None or self._of is not content.image:
            self._of = content.image
            self._painted = _picture(content.image, self._bounds, content.wall, content.theme)
        painter.drawImage(self._bounds.topLeft(), self._painted)


def _picture(image: QImage | None, bounds: QRectF, wall: Wall, theme: Theme) -> QImage:
    size = bounds.size().toSize().expandedTo(QSize(1, 1))
    made = QImage(size, QImage.Format.Format_RGB32)
    made.fill(theme.color("surface"))
    painter = QPainter(made)
    painter.setRenderHints(
        QPainter.RenderHint.SmoothPixmapTransform
        | QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
    )
    if image is not None:
        painter.drawImage(QRectF(made.rect()), image, QRectF(_middle_of(image, size)))
    else:
        _paint_plate(painter, QRectF(made.rect()), wall.title, theme)
    painter.end()
    return made


def _middle_of(image: QImage, size: QSize) -> QRect:
    """The largest part of the picture in the shape of a tile."""
    part = size.scaled(image.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (image.width() - part.width()) // 2, (image.height() - part.height()) // 2
    return QRect(left, top, part.width(), part.height())


def _paint_plate(painter: QPainter, area: QRectF, title: str, theme: Theme) -> None:
    surface = QColor(theme.color("surface"))
    shade = QLinearGradient(QPointF(area.left(), area.top()), QPointF(area.right(), area.bottom()))
    shade.setColorAt(0, surface)
    shade.setColorAt(1, theme.color("ground"))
    painter.fillRect(area, shade)
    room = area.width() * 0.8
    pixels = area.height() * TITLE
    font = theme.font_px(pixels, QFont.Weight.DemiBold)
    wide = QFontMetricsF(font).horizontalAdvance(title)
    if wide > room:
        font = theme.font_px(max(pixels / 3, pixels * room / wide), QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(theme.color("text"))
    shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), shown)
    wide = min(room, metrics.horizontalAdvance(shown)) * 0.5
    below = area.center().y() + metrics.height() * 0.75
    line = QRectF(area.center().x() - wide / 2, below, wide, max(2.0, metrics.height() / 14))
    painter.fillRect(line, theme.color("accent"))


def _nothing(why: str) -> None:
    """The plate stands instead; `videowall check` has said what is wrong."""
