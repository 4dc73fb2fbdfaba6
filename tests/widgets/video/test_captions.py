"""Pictures of text lie over the picture where their sender put them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from wall.views.captions import CaptionPicture
from widgets.video.overlays import paint_caption_picture


def test_a_picture_of_text_grows_with_the_tile_and_lets_the_film_through() -> None:
    white, clear = b"\xff\xff\xff\xff", b"\x00\x00\x00\x00"
    caption = CaptionPicture((720, 576), (360, 288, 40, 20), (white * 20 + clear * 20) * 20)
    tile = QImage(1440, 1152, QImage.Format.Format_RGB32)
    tile.fill(Qt.GlobalColor.darkBlue)
    painter = QPainter(tile)
    paint_caption_picture(painter, QRectF(tile.rect()), caption)
    painter.end()
    assert tile.pixelColor(740, 590) == QColor(Qt.GlobalColor.white)
    assert tile.pixelColor(790, 590) == QColor(Qt.GlobalColor.darkBlue)
    assert tile.pixelColor(710, 570) == QColor(Qt.GlobalColor.darkBlue)
