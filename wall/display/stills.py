"""The last good picture of a view that is gone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget


class Still(QGraphicsItem):
    """It fills the content of its tile."""

    def __init__(self, parent: QGraphicsItem, image: QImage) -> None:
        super().__init__(parent)
        self._image = image
        self._size = QSizeF(image.size())

    def end(self) -> None:
        """Off the scene."""
        if (scene := self.scene()) is not None:
            scene.removeItem(self)

    def fit(self, size: QSizeF) -> None:
        self.prepareGeometryChange()
        self._size = size

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._size.width(), self._size.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.drawImage(self.boundingRect(), self._image)
