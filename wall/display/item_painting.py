"""Painting one tile by itself: a staged one lies invisible on the canvas, under what is shown."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from wall.display.tile_items import TileItem


def picture_of(item: TileItem, width: int, ground: QColor, *, finer: int = 2) -> QImage:
    """The tile as it will be shown, at most `width` pixels wide. Qt thread.

    It is painted so many times `finer` and averaged: painting alone looks at some pixels of a
    picture and leaves out the others. Where that costs too much, 1.

    The scene cannot render what is invisible, and to make it visible for a moment would have
    every view repaint it.
    """
    tile = item.boundingRect()
    width = max(1, min(width, round(tile.width())))
    height = max(1, round(tile.height() * width / tile.width()))
    painted = (finer * width, finer * height)
    image = QImage(*painted, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    painter.setRenderHints(
        QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing
    )
    painter.scale(painted[0] / tile.width(), painted[1] / tile.height())
    try:
        _paint(painter, item, tile, item.view)
    finally:
        painter.end()
    if finer == 1:
        return image
    smooth = Qt.TransformationMode.SmoothTransformation
    small = image.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return small.convertToFormat(QImage.Format.Format_RGB32)


def _paint(
    painter: QPainter, item: QGraphicsItem, seen: QRectF, view: QGraphicsItem | None
) -> None:
    """An item and what stands on it, in their order. `seen` is in the item's own pixels.

    The `view` is painted although it is not revealed yet.
    """
    children = sorted(item.childItems(), key=lambda child: child.zValue())
    behind = QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent
    for child in children:
        if child.flags() & behind:
            _paint_child(painter, child, seen, view)
    option = QStyleOptionGraphicsItem()
    option.exposedRect = seen & item.boundingRect()
    painter.save()
    item.paint(painter, option, None)
    painter.restore()
    for child in children:
        if not child.flags() & behind:
            _paint_child(painter, child, seen, view)


def _paint_child(
    painter: QPainter, child: QGraphicsItem, seen: QRectF, view: QGraphicsItem | None
) -> None:
    opacity = 1.0 if child is view else child.opacity()
    if not child.isVisible() or opacity <= 0:
        return
    painter.save()
    painter.setOpacity(painter.opacity() * opacity)
    transform, _ = child.itemTransform(child.parentItem())
    painter.setTransform(transform, True)
    inside = transform.inverted()[0].mapRect(seen) & child.boundingRect()
    if child.flags() & QGraphicsItem.GraphicsItemFlag.ItemClipsToShape:
        painter.setClipRect(child.boundingRect(), Qt.ClipOperation.IntersectClip)
    if not inside.isEmpty():
        _paint(painter, child, inside, view)
    painter.restore()
