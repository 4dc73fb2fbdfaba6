"""Pictures come upright, at the size they are shown, without blocking."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from tests.display.harness import turn
from wall.display.images import Images, UnreadableImage, decode

ORIENTATION = 0x0112


def save(path: Path, size: tuple[int, int], *, orientation: int = 1, mode: str = "RGB") -> Path:
    """Left half red, right half blue."""
    image = Image.new(mode, size, "#0000ff")
    image.paste("#ff0000", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    image.save(path, exif=exif)
    return path


@pytest.fixture
def images(qapp: QApplication) -> Iterator[Images]:
    made = Images()
    yield made
    made.stop()


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_it_fits_inside_or_covers(tmp_path, suffix):
    path = save(tmp_path / f"a.{suffix}", (400, 200))
    assert decode(path, QSize(100, 100), cover=False).size().toTuple() == (100, 50)
    assert decode(path, QSize(100, 100), cover=True).size().toTuple() == (200, 100)


def test_a_turned_camera_is_turned_back(tmp_path):
    # Orientation 6: the camera was turned, so that the stored left side is the top.
    path = save(tmp_path / "a.jpg", (400, 200), orientation=6)
    image = decode(path, QSize(100, 100), cover=False)
    assert image.size().toTuple() == (50, 100)
    assert QColor(image.pixel(25, 10)).red() > 200
    assert QColor(image.pixel(25, 90)).blue() > 200


def test_what_is_decoded_paints_fast(tmp_path):
    assert decode(save(tmp_path / "a.png", (8, 8)), QSize(8, 8), cover=False).format() is (
        QImage.Format.Format_RGB32
    )
    transparent = save(tmp_path / "b.png", (8, 8), mode="RGBA")
    assert decode(transparent, QSize(8, 8), cover=False).format() is (
        QImage.Format.Format_ARGB32_Premultiplied
    )


def test_what_is_no_picture_says_so(tmp_path):
    path = tmp_path / "a.png"
    path.write_text("no picture")
    with pytest.raises(UnreadableImage, match="is no picture that can be shown"):
        decode(path, QSize(10, 10), cover=False)


def test_a_very_large_jpeg_neither_blocks_nor_fails(images, tmp_path):
    path = tmp_path / "huge.jpg"
    Image.new("RGB", (16000, 12000), "#808080").save(path)
    done: list[QImage] = []
    failed: list[str] = []
    images.load(path, QSize(1920, 1080), done.append, failed.append)
    longest = 0.0
    while not done and not failed:
        began = time.monotonic()
        turn(5)
        longest = max(longest, time.monotonic() - began)
    assert not failed
    assert done[0].size().toTuple() == (1440, 1080)
    assert longest < 0.2


def test_the_second_time_it_is_not_decoded_again_until_the_file_changes(images, tmp_path):
    path = save(tmp_path / "a.png", (40, 40))
    done: list[QImage] = []

    def load() -> QImage:
        count = len(done)
        images.load(path, QSize(40, 40), done.append, lambda why: pytest.fail(why))
        while len(done) == count:
            turn(5)
        return done[-1]

    first, second = load(), load()
    assert first.cacheKey() == second.cacheKey()
    save(path, (80, 40))
    assert load().cacheKey() != first.cacheKey()
