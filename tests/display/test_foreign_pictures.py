"""Pictures of strangers, hostile ones too: decoded by a limited process, and never by this one."""

from __future__ import annotations

import io
import os
import signal
import struct
import threading
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from tests.display.harness import turn
from tests.display.test_images import ORIENTATION, STORED, save
from tests.live.running_wall import until
from wall.display import images as trusted
from wall.display.foreign_pictures import ForeignPictures, UnreadableImage
from wall.display.images import Images
from wall.display.picture_wire import LONGEST_SIDE

PLACE = QSize(64, 64)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignPictures]:
    pictures = ForeignPictures(1, cpu_s=1)
    # Its process is of all tests, not left behind by the first.
    pictures.decode(save(tmp_path_factory.mktemp("a") / "a.png", (9, 9)), PLACE, cover=True)
    yield pictures
    pictures.stop()


def chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


def png_of(width: int, height: int, content: bytes, more: bytes = b"") -> bytes:
    """A picture that says to be so large, whatever it holds."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    packed = chunk(b"IDAT", zlib.compress(content))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + packed + chunk(b"IEND", b"")


def words_bomb() -> bytes:
    """Seven megabytes that hold seven gigabytes of words. Qt's reader dies of it."""
    packed = zlib.compress(b"A" * 7_900_000, 9)
    words = (chunk(b"zTXt", b"k%d\0\0" % number + packed) for number in range(900))
    return png_of(10, 10, bytes(310), b"".join(words))


def gif(width: int, height: int, frames: int) -> bytes:
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, width, height) + b"\0\x02\x02\x44\x01\0"
    head = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + bytes(6)
    return head + frame * frames + b";"


def as_jpeg(side: int, **how: object) -> bytes:
    kept = io.BytesIO()
    Image.new("L", (side, side), 128).save(kept, "JPEG", **how)
    return kept.getvalue()


def huge_jpeg() -> bytes:
    content = bytearray(as_jpeg(64))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 65500, 65500)
    return bytes(content)


@cache
def scans_bomb() -> bytes:
    """A third of a megabyte that is decoded for a minute: one pass over all of it, again and
    again."""
    content = as_jpeg(7600, progressive=True)
    end = len(content) - 2
    last = content.rindex(b"\xff\xda")
    begin = content.rindex(b"\xff\xc4", 0, last)
    return content[:end] + content[begin:end] * 1500 + content[end:]


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    b'<image href="http://127.0.0.1/x.png" width="9" height="9"/></svg>'
)
ENTITIES = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + SVG
UNKNOWN = "its format is none that posts may bring"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("avatar.svg", SVG, UNKNOWN),
        ("avatar.png", SVG, UNKNOWN),
        ("avatar.svgz", zlib.compress(SVG), UNKNOWN),
        ("entities.jpg", ENTITIES, UNKNOWN),
        ("avatar.jpg", b"%PDF-1.4\n%%EOF", UNKNOWN),
        ("avatar.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", UNKNOWN),
        ("avatar.jpg", b"<html>no picture</html>", UNKNOWN),
        ("avatar.ico", b"\0\0\1\0\1\0" + bytes(100), UNKNOWN),
        ("avatar.tiff", b"II*\0\x08\0\0\0" + bytes(100), UNKNOWN),
        ("nothing.png", b"", UNKNOWN),
        ("bomb.png", png_of(60_000, 60_000, bytes(1000)), "60000 × 60000 pixels"),
        ("bomb.png", png_of(9_000, 9_000, bytes(1000)), "9000 × 9000 pixels"),
        ("huge.jpg", huge_jpeg(), "65500 × 65500 pixels"),
        ("empty.gif", b"GIF89a\0\0\0\0\0\0\0", UNKNOWN),
        ("cut.png", png_of(900, 900, bytes(1000)), "damaged"),
        ("cut.jpg", as_jpeg(900)[:900], "damaged"),
        ("words.png", words_bomb(), "damaged"),
        ("scans.jpg", scans_bomb(), "it takes more than a picture may"),
        (
            "riff.webp",
            b"RIFF\xff\xff\xff\x7fWEBPVP8X\n\0\0\0" + bytes(90),
            "posts may bring|damaged",
        ),
        ("box.avif", b"\0\0\0\x20ftypavif" + bytes(200), "posts may bring|damaged"),
        ("rows.bmp", b"BM" + struct.pack("<IIIIiiHH", 99, 0, 54, 40, 50_000, 50_000, 1, 24), "it"),
    ],
)
def test_what_is_no_plain_picture_of_a_bearable_size_harms_nothing(
    pictures: ForeignPictures, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableImage, match=told):
        pictures.decode(path, PLACE, cover=True)
    good = pictures.decode(save(tmp_path / "good.png", (400, 200)), PLACE, cover=True)
    assert QColor(good.pixel(5, 32)).red() > 200, "the next one comes as always"


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "bmp", "avif"])
def test_ordinary_pictures_of_posts_are_shown(
    pictures: ForeignPictures, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "picture"
    Image.new("RGB", (640, 480), "#ff0000").save(path, kind.upper())
    image = pictures.decode(path, PLACE, cover=True)
    assert image.size().toTuple() == (85, 64)
    assert image.format() == QImage.Format.Format_RGB32
    assert QColor(image.pixel(32, 32)).red() > 200
    assert image.constBits()[3] == 255, "as Qt wants opaque pixels"
    assert pictures.decode(path, PLACE, cover=False).size().toTuple() == (64, 48)
    assert pictures.decode(path, QSize(320, 1), cover=True).size().toTuple() == (320, 240)


@pytest.mark.parametrize("frames", [10_000])
def test_of_what_moves_the_first_picture_is_shown(
    pictures: ForeignPictures, tmp_path: Path, frames: int
) -> None:
    path = tmp_path / "moves.gif"
    path.write_bytes(gif(1, 1, frames))
    assert pictures.decode(path, PLACE, cover=True).size().toTuple() == (64, 64)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
@pytest.mark.parametrize("orientation", [1, *STORED])
def test_every_orientation_of_a_camera_comes_upright(
    pictures: ForeignPictures, tmp_path: Path, suffix: str, orientation: int
) -> None:
    upright = Image.new("RGB", (120, 60), "#0000ff")
    upright.paste("#ff0000", (0, 0, 30, 30))
    stored = upright.transpose(STORED[orientation]) if orientation in STORED else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = tmp_path / f"a.{suffix}"
    stored.save(path, exif=exif)
    image = pictures.decode(path, QSize(60, 30), cover=True)
    assert image.size().toTuple() == (60, 30)
    assert QColor(image.pixel(6, 6)).red() > 200
    assert QColor(image.pixel(50, 25)).blue() > 200


@pytest.mark.parametrize(
    ("mode", "suffix", "color", "seen"),
    [
        ("RGBA", "png", (255, 0, 0, 128), (255, 0, 0, 128)),
        ("LA", "png", (200, 0), (0, 0, 0, 0)),
        ("L", "jpg", 90, (90, 90, 90, 255)),
        ("1", "png", 1, (255, 255, 255, 255)),
        ("I;16", "png", 0x4000, (64, 64, 64, 255)),
        ("CMYK", "jpg", (0, 255, 255, 0), (255, 0, 0, 255)),
    ],
)
def test_colours_are_those_of_the_picture(
    pictures: ForeignPictures,
    tmp_path: Path,
    mode: str,
    suffix: str,
    color: int | tuple[int, ...],
    seen: tuple[int, int, int, int],
) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new(mode, (80, 80), color).save(path)
    found = QColor(pictures.decode(path, PLACE, cover=True).pixelColor(32, 32)).getRgb()
    assert all(abs(one - other) <= 3 for one, other in zip(found, seen, strict=True)), found


def test_a_line_is_no_sheet(pictures: ForeignPictures, tmp_path: Path) -> None:
    """Covering a place with it would take a picture of millions of columns."""
    path = tmp_path / "line.png"
    image = Image.new("RGB", (50_000, 2), "#0000ff")
    image.paste("#ff0000", (24_000, 0, 26_000, 2))
    image.save(path)
    found = pictures.decode(path, QSize(640, 480), cover=True)
    assert 640 < found.width() <= LONGEST_SIDE
    assert found.height() == 480
    assert QColor(found.pixel(found.width() // 2, 240)).red() > 200, "the middle"
    assert pictures.decode(path, QSize(640, 480), cover=False).size().toTuple() == (640, 1)


def test_qt_does_not_even_look_at_it(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(trusted, "QImageReader")
    images = Images()
    done: list[QImage | str] = []
    path = save(tmp_path / "a.png", (40, 40))
    images.load(path, PLACE, done.append, done.append, cover=True, foreign=True)
    until(lambda: turn() or done)
    images.stop()
    assert isinstance(done[0], QImage)


def test_what_failed_is_not_tried_again_until_it_is_another(
    tmp_path: Path, pictures: ForeignPictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"no picture")
    asked: list[bytes] = []
    ask = ForeignPictures._ask

    def counted(self: ForeignPictures, path: Path, content: bytes, *rest: object) -> QImage:
        asked.append(content)
        return ask(self, path, content, *rest)

    monkeypatch.setattr(ForeignPictures, "_ask", counted)
    for _ in range(3):
        with pytest.raises(UnreadableImage, match="posts may bring"):
            pictures.decode(path, PLACE, cover=True)
    assert len(asked) == 1
    save(path, (40, 40))
    assert not pictures.decode(path, PLACE, cover=True).isNull()


def test_who_decodes_may_end_at_any_time(tmp_path: Path) -> None:
    pictures = ForeignPictures(1)
    path = save(tmp_path / "a.png", (40, 40))
    pictures.decode(path, PLACE, cover=True)
    (decoder,) = pictures._all
    process = decoder._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not pictures.decode(path, PLACE, cover=True).isNull()
    pictures.stop()
    with pytest.raises(UnreadableImage, match="the display ends"):
        pictures.decode(save(tmp_path / "b.png", (40, 40)), PLACE, cover=True)


def test_the_end_does_not_wait_for_a_picture_that_takes_long(tmp_path: Path) -> None:
    pictures = ForeignPictures(1, cpu_s=600)
    path = tmp_path / "scans.jpg"
    path.write_bytes(scans_bomb())
    said: list[str] = []

    def decode() -> None:
        try:
            pictures.decode(path, PLACE, cover=True)
        except UnreadableImage as error:
            said.append(error.why)

    thread = threading.Thread(target=decode)
    thread.start()
    (decoder,) = pictures._all
    until(lambda: decoder._process is not None)
    pictures.stop()
    thread.join()
    assert said


def test_pictures_of_strangers_hold_up_none_of_the_site(qapp: QApplication, tmp_path: Path) -> None:
    images = Images()
    slow: list[str] = []
    for number in range(6):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(scans_bomb())
        images.load(path, PLACE, lambda _: None, slow.append, cover=True, foreign=True)
    done: list[QImage] = []
    images.load(save(tmp_path / "a.png", (40, 40)), PLACE, done.append, pytest.fail)
    until(lambda: turn() or done)
    assert not slow
    images.stop()
