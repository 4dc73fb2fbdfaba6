"""Captions: how they are chosen, and where pictures of text lie."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from wall.views.captions import CaptionPicture
from wall.views.theme import load_theme
from widgets.tv.settings import TvSettings
from widgets.video.overlays import paint_caption, paint_caption_picture
from widgets.video.settings import VideoSettings


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


@pytest.mark.usefixtures("qapp")
def test_of_too_many_lines_the_last_ones_are_seen_whole() -> None:
    def painted(lines: list[str]) -> QImage:
        tile = QImage(640, 360, QImage.Format.Format_RGB32)
        tile.fill(Qt.GlobalColor.darkBlue)
        painter = QPainter(tile)
        paint_caption(painter, QRectF(tile.rect()), "\n".join(lines), load_theme("night"))
        painter.end()
        return tile

    lines = [f"line {number}" for number in range(9)]
    seen = painted(lines)
    same = [count for count in range(1, 9) if painted(lines[-count:]) == seen]
    assert same
    assert min(same) >= 3
    assert painted(lines[:-1]) != seen


@pytest.mark.parametrize(
    "wanted", ["off", "on", "en-GB", "888", "cc1", "CC4", "service1", "SERVICE63"]
)
def test_captions_are_chosen_in_the_same_words_for_films_and_channels(wanted: str) -> None:
    assert VideoSettings(url="film.mp4", captions=wanted).captions == wanted
    assert TvSettings(channel="Arte", captions=wanted).captions == wanted


@pytest.mark.parametrize("wanted", ["cc5", "088", "english!", "service0", "service64"])
def test_captions_that_there_cannot_be_are_refused(wanted: str) -> None:
    with pytest.raises(ValidationError):
        VideoSettings(url="film.mp4", captions=wanted)
    with pytest.raises(ValidationError):
        TvSettings(channel="Arte", captions=wanted)
