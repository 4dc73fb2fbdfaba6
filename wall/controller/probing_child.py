"""The limited child that looks into unknown content: `python -m wall.controller.probing_child`.

The content is standard input, an open file. The answer is one JSON line: a Media, or
`{"refused": "sentence"}`. By the time it reads the first byte it has no network, no privileges,
little memory and little time.
"""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

import av
import av.error
from PIL import Image, UnidentifiedImageError

from wall.confining import confine
from wall.protocol.media import Media

MAX_PIXELS = 400_000_000
"""A picture of 20,000 × 20,000."""
DECODED_PIXELS = 100_000_000
"""Larger pictures are not decoded here; the display reads them in parts."""
MAX_SIDE = 65_500
MAX_VIDEO_PIXELS = 8192 * 4608
HEAD_BYTES = 4096

IMAGES = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "ICO", "PPM")
CONTAINERS = "mov,matroska,webm,mpegts,mpeg,avi,ogg,flv,asf,ivf,h264,hevc,mpegvideo,mxf,nut"

CUT = (
    "this MP4 or MOV file is cut off: its end is missing; copy, download or export it again "
    "as a whole"
)


class Refused(Exception):
    """The sentence for the person who sent it."""


def probe(file: BinaryIO, size: int) -> Media:
    """Raises Refused with the reason."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    _refuse_text(head)
    return _as_image(file, size) or _as_video(file, size)


def _refuse_text(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith(b"%pdf"):
        raise Refused("this is a PDF; export its pages as pictures and push those")
    if b"<svg" in head.lower() and start.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype")):
        raise Refused("this is an SVG, which may hold programs; export it as PNG")
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        raise Refused("this is a web page; put it on a web server and push its address")
    if start.startswith((b"#extm3u", b"ffconcat", b"[playlist]", b"v=0\r", b"v=0\n", b"<mpd")):
        raise Refused("this is a playlist, which points elsewhere; push the stream's address")
    if start.startswith(b"<?xml"):
        raise Refused("this is an XML document, neither an image nor a video")
    if start.startswith(b"pk\x03\x04"):
        raise Refused("this is an archive or an office document; export it as pictures or video")
    if _is_text(head):
        raise Refused("this is text, neither an image nor a video; 'push text' shows text")


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    try:
        # The last character of the head may be cut in two.
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t\f" for character in text)


def _as_image(file: BinaryIO, size: int) -> Media | None:
    # Our own limit, told in our own words, stands in the place of Pillow's.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(file, formats=IMAGES) as image:
            width, height = image.size
            if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                raise Refused(
                    f"this picture has {width} × {height} pixels, more than the wall takes "
                    f"({MAX_PIXELS // 1_000_000} million, {MAX_SIDE} a side); make it smaller"
                )
            told = (image.format or "").lower()
            if width * height <= DECODED_PIXELS:
                image.draft("RGB", (512, 512))
                image.load()
    except UnidentifiedImageError:
        file.seek(0)
        return None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused(f"this picture is damaged: {error}") from error
    return Media(kind="image", format=told, width=width, height=height, bytes=size)


def _as_video(file: BinaryIO, size: int) -> Media:
    options = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
    try:
        with av.open(
            file, mode="r", container_options=options, metadata_errors="replace"
        ) as container:
            if not container.streams.video:
                raise Refused("this has sound but no picture; a wall shows images and videos")
            stream = container.streams.video[0]
            stream.thread_type = "NONE"
            width, height = stream.codec_context.width, stream.codec_context.height
            if width * height > MAX_VIDEO_PIXELS:
                raise Refused(
                    f"this video has {width} × {height} pixels; at most 8192 × 4608 can be shown"
                )
            if next(container.decode(stream), None) is None:
                cut = _is_cut_mp4(file, size)
                raise Refused(CUT if cut else "this video holds no frame that can be decoded")
            rate = stream.average_rate
            return Media(
                kind="video",
                format=container.format.name.partition(",")[0],
                width=width,
                height=height,
                bytes=size,
                duration_s=container.duration / av.time_base if container.duration else None,
                fps=round(float(rate), 3) if rate else None,
                codec=stream.codec_context.name,
                audio=bool(container.streams.audio),
            )
    except (av.error.FFmpegError, UnicodeDecodeError, ValueError) as error:
        if _is_cut_mp4(file, size):
            raise Refused(CUT) from error
        raise Refused(
            "this is neither an image nor a video that the wall can show "
            f"({_reason(error)}); send JPEG, PNG, WebP, MP4 or WebM"
        ) from error


def _is_cut_mp4(file: BinaryIO, size: int) -> bool:
    """Whether the last box of an MP4 file reaches past the file's end (ISO 14496-12, 4.2)."""
    position, first = 0, True
    while position + 8 <= size:
        file.seek(position)
        header = file.read(16)
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        if first and name != b"ftyp":
            return False
        first = False
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length == 0:
            return False  # it reaches to the end, wherever that is
        if length < 8:
            return False
        position += length
    return not first and position != size


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or "unknown").lower()


def main(confine_first: Callable[[], None] = confine) -> None:
    Image.init()
    confine_first()
    size = os.fstat(0).st_size
    with open(0, "rb", closefd=False) as file:
        try:
            answer = probe(file, size).model_dump()
        except Refused as refused:
            answer = {"refused": str(refused)}
        except MemoryError:
            answer = {"refused": "this needs too much memory to open; make it smaller"}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
