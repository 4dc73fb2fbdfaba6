"""Pictures come upright, at the size they are shown, without blocking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QImageIOHandler
from PySide6.QtWidgets import QApplication

from tests.display.harness import turn
from wall.display.images import Images, UnreadableImage, decode
from wall.display.orientation import exif_transformation

ORIENTATION = 0x0112
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera that is held so stores what is upright: what undoes each is its inverse."""


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


@pytest.mark.parametrize("suffix", ["png", "webp", "jpg", "tiff"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_of_a_camera_comes_upright(tmp_path, suffix, orientation):
    # Four quarters of four colours: no two of the eight ways look alike.
    upright = Image.new("RGB", (240, 120), "#ff0000")
    upright.paste("#00ff00", (120, 0, 240, 60))
    upright.paste("#0000ff", (0, 60, 120, 120))
    upright.paste("#ffff00", (120, 60, 240, 120))
    stored = upright.transpose(STORED[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = tmp_path / f"a.{suffix}"
    stored.save(path, exif=exif)
    with Image.open(path) as check:
        assert ImageOps.exif_transpose(check).size == (240, 120)
    image = decode(path, QSize(120, 120), cover=False)
    assert image.size().toTuple() == (120, 60)
    seen = [
        image.pixelColor(x, y).getRgb()[:3] for x, y in ((30, 15), (90, 15), (30, 45), (90, 45))
    ]
    wanted = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]
    for colour, expected in zip(seen, wanted, strict=True):
        assert colour == pytest.approx(expected, abs=12)


def test_exif_behind_the_picture_is_found(tmp_path):
    path = save(tmp_path / "a.png", (400, 200), orientation=6)
    content = path.read_bytes()
    start = content.index(b"eXIf") - 4
    size = int.from_bytes(content[start : start + 4], "big") + 12
    chunk, rest = content[start : start + size], content[:start] + content[start + size :]
    path.write_bytes(rest[:-12] + chunk + rest[-12:])
    assert decode(path, QSize(100, 100), cover=False).size().toTuple() == (50, 100)


@given(st.binary(max_size=200), st.sampled_from([b"", b"II*\x00", b"MM\x00*"]))
def test_no_exif_is_bad_enough_to_fail(tmp_path_factory, noise, order):
    folder = tmp_path_factory.mktemp("exif")
    body = order + noise
    png = b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + b"eXIf" + body
    webp = b"RIFF\x00\x00\x00\x00WEBPEXIF" + len(body).to_bytes(4, "little") + body
    for content in (png, webp, png[: len(png) // 2], noise):
        (folder / "a").write_bytes(content)
        assert isinstance(exif_transformation(folder / "a"), QImageIOHandler.Transformation)


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
    turns = 0
    while not done and not failed:
        turn(5)
        turns += 1
    assert not failed
    assert done[0].size().toTuple() == (1440, 1080)
    assert turns > 2, "the loop went on meanwhile"


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
