"""The limited process that decodes pictures of strangers: `python -m wall.display.picture_child
SECONDS`, of a core for each of them.

It gives up everything first, then answers requests on standard input one after the other. Each
picture is decoded by a copy of it of its own, which ends with it: what harms one decoder harms no
other picture, and what takes too long or too much is ended by the kernel.

A request is a head (`REQUEST`) and the file; the answer is a head (`ANSWER`) and rows of B, G, R
and a fourth byte, or a sentence that says why there are none.
"""

from __future__ import annotations

import ctypes
import io
import os
import resource
import sys
from collections.abc import Callable
from functools import partial
from typing import BinaryIO, NamedTuple, NoReturn

from PIL import AvifImagePlugin, Image, ImageOps, UnidentifiedImageError

from wall.confining import confine
from wall.display.picture_wire import ANSWER, LONGEST_SIDE, REQUEST

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
"""None that holds instructions, other files or fonts, as SVG and PDF do. Those that the moderation
desk shows, too."""
MOST_PIXELS = 60_000_000
"""As many as the moderation desk makes small; the largest phones take 50 million."""
MEMORY_BYTES = 1024**3
ORIENTATION = 0x0112
_ASIDE = range(5, 9)
_CALM_CPU_S = 10**7
_NOT_DUMPABLE = 4
_MOST_REASON = 300
_MOST_ANSWER = ANSWER.size + LONGEST_SIDE * LONGEST_SIDE * 4


class Request(NamedTuple):
    width: int
    height: int
    cover: bool


class Refused(Exception):
    """Nothing of it is decoded; the reason is for people."""


def decoded(content: bytes, request: Request) -> bytes:
    """An answer. Raises Refused, and what Pillow raises about damage."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands in its place
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise Refused("its format is none that posts may bring") from error
    with image:
        if image.width * image.height > MOST_PIXELS:
            size = f"{image.width} × {image.height}"
            raise Refused(f"it has {size} pixels, more than {MOST_PIXELS // 10**6} million")
        image = _scaled(image, request)
        image = ImageOps.exif_transpose(image)
        is_opaque = image.mode == "RGB"
        # Qt wants the fourth byte of opaque pixels to be full.
        pixels = (
            image.convert("RGBA").tobytes("raw", "BGRA")
            if is_opaque
            else image.convert("RGBa").tobytes("raw", "BGRa")
        )
        return ANSWER.pack(len(pixels), *image.size, 1 if is_opaque else 2) + pixels


def _scaled(image: Image.Image, request: Request) -> Image.Image:
    """As it is stored, perhaps aside, at the size at which it is shown."""
    aside = image.getexif().get(ORIENTATION, 1) in _ASIDE
    wide, high = (request.height, request.width) if aside else (request.width, request.height)
    shares = wide / image.width, high / image.height
    share = max(shares) if request.cover else min(shares)
    wanted = max(1, round(image.width * share)), max(1, round(image.height * share))
    image.draft("RGB", wanted)
    # A draft is smaller, and has the same shape.
    shares = wide / image.width, high / image.height
    share = max(shares) if request.cover else min(shares)
    most = max(1, int(LONGEST_SIDE / share))
    plain = _plain(image)
    if max(plain.size) > most:
        left, top = max(0, plain.width - most) // 2, max(0, plain.height - most) // 2
        plain = plain.crop((left, top, plain.width - left, plain.height - top))
    wide, high = (max(1, min(LONGEST_SIDE, round(side * share))) for side in plain.size)
    return plain.resize((wide, high), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _plain(image: Image.Image) -> Image.Image:
    """In colours of eight bits, with transparency where it has some. Decodes it."""
    if image.mode.startswith(("I", "F")):
        # Sixteen bits of grey, which a plain conversion would cut off.
        return image.convert("I").point(lambda level: level / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB")


def _reason(why: str) -> bytes:
    told = why.encode()[:_MOST_REASON]
    return ANSWER.pack(len(told), 0, 0, 0) + told


def _decode_apart(cpu_s: int, content: bytes, request: Request) -> bytes:
    """What a copy of this process answers; a reason where it came to an end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_child(cpu_s, content, request, writing)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read(_MOST_ANSWER + 1)
    os.waitpid(child, 0)
    return said if _is_whole(said) else _reason("it takes more than a picture may, or is damaged")


def _is_whole(said: bytes) -> bool:
    if len(said) < ANSWER.size:
        return False
    size, width, height, sort = ANSWER.unpack_from(said)
    if size != len(said) - ANSWER.size:
        return False
    return bool(sort == 0 or (width * height > 0 and width * height * 4 == size))


def _be_child(cpu_s: int, content: bytes, request: Request, writing: int) -> NoReturn:
    """Never returns. What it could answer to others is closed to it."""
    try:
        os.close(0)
        os.close(1)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        with open(writing, "wb") as pipe:
            pipe.write(_answer(content, request))
    finally:
        os._exit(0)


def _answer(content: bytes, request: Request) -> bytes:
    try:
        return decoded(content, request)
    except Refused as refused:
        return _reason(str(refused))
    except MemoryError:
        return _reason("it needs too much memory")
    except Exception as error:  # noqa: BLE001 -- whatever a decoder makes of what strangers sent
        return _reason(f"it is damaged ({type(error).__name__})")


def serve(asked: BinaryIO, answered: BinaryIO, answer: Callable[[bytes, Request], bytes]) -> None:
    """Until nobody asks any more."""
    while len(head := asked.read(REQUEST.size)) == REQUEST.size:
        size, width, height, cover = REQUEST.unpack(head)
        content = asked.read(size)
        answered.write(answer(content, Request(width, height, bool(cover))))
        answered.flush()


def main() -> None:
    Image.init()
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    confine(_CALM_CPU_S)
    # Copies of this process may neither trace nor read it.
    ctypes.CDLL(None).prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    serve(sys.stdin.buffer, sys.stdout.buffer, partial(_decode_apart, int(sys.argv[1])))


if __name__ == "__main__":
    main()
