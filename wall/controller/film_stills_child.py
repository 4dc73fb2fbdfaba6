"""The limited child that makes stills of a film: `python -m wall.controller.film_stills_child`.

The film is standard input, an open file; the answer is a JPEG on standard output with up to nine
stills spread over it, each with its time, or nothing where it is no film that can be decoded within
the limits. Nothing of what the film says of itself but its size, length and pictures is used.
"""

from __future__ import annotations

import io
import math
import os
import sys
import time
from typing import BinaryIO, NamedTuple

import av
import av.error
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import Image, ImageDraw, ImageFont

from wall.confining import confine

FORMATS = "mov,mp4,matroska,webm,mpegts"
"""Of one file: no lists, which lead elsewhere."""
MAX_PIXELS = 40_000_000
"""Of a frame; walls show less, but who judges a film should see it."""
MOST_STILLS = 9
STILL_S = 1.0
"""A film has a still for each second at least, until there are nine."""
ONE_PX, MANY_PX = 640, 320
FRAMES_FOR_ONE = 240
"""So many are decoded from where a film can be entered to the moment that is wanted; behind that
the still is of a moment before, which it says."""
CPU_FOR_ONE_S, CPU_S = 1.5, 15
NICENESS = 10
QUALITY = 80
MARGIN = 4


class Refused(Exception):
    """No picture of it can be had."""


class _Still(NamedTuple):
    at_s: float
    image: Image.Image


class _Film:
    """The pictures of one film, from its first frame on."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container
        streams = [
            stream
            for stream in container.streams.video
            if not stream.disposition & Disposition.attached_pic
        ]
        if not streams:
            raise Refused
        self._stream: VideoStream = max(streams, key=lambda one: one.width * one.height)
        self._stream.thread_type = "NONE"
        _check(self._stream.width, self._stream.height)
        first, base = self._stream.start_time, self._stream.time_base
        self._first_s = float(first * base) if first is not None and base is not None else 0.0

    def stills(self) -> list[_Still]:
        duration = self._container.duration
        seconds = duration / av.time_base if duration is not None and duration > 0 else 0.0
        number = max(1, min(MOST_STILLS, math.ceil(seconds / STILL_S)))
        side = ONE_PX if number == 1 else MANY_PX
        found: dict[float, _Still] = {}
        for index in range(number):
            # Of the middle of each part: films begin and end in the dark.
            frame = self._frame_at((index + 0.5) * seconds / number)
            if frame is not None:
                at_s = max(0.0, (frame.time or 0.0) - self._first_s)
                found.setdefault(at_s, _Still(at_s, self._small(frame, side)))
        return sorted(found.values(), key=lambda still: still.at_s)

    def _frame_at(self, at_s: float) -> av.VideoFrame | None:
        """The frame that is seen then, or one before it."""
        began, found, wanted = time.process_time(), None, at_s + self._first_s
        try:
            self._container.seek(round(wanted * av.time_base), backward=True)
            for number, frame in enumerate(self._container.decode(self._stream)):
                _check(frame.width, frame.height)
                if found is not None and frame.time is not None and frame.time > wanted:
                    break
                found = frame
                if number > FRAMES_FOR_ONE or time.process_time() - began > CPU_FOR_ONE_S:
                    break
        except av.error.FFmpegError:
            # What came before the damage is worth seeing.
            return found
        return found

    def _small(self, frame: av.VideoFrame, side: int) -> Image.Image:
        aspect = self._stream.sample_aspect_ratio
        shape = float(aspect) if aspect and 0.1 < float(aspect) < 10 else 1.0
        share = min(side / (frame.width * shape), side / frame.height)
        width = max(1, round(frame.width * shape * share))
        height = max(1, round(frame.height * share))
        plane = frame.reformat(width, height, format="rgb24").planes[0]
        return Image.frombytes(
            "RGB", (width, height), bytes(plane), "raw", "RGB", plane.line_size, 1
        )


def _check(width: int, height: int) -> None:
    """Raises Refused."""
    if width * height > MAX_PIXELS:
        raise Refused


def _sheet(stills: list[_Still]) -> Image.Image:
    """All of them in rows, each with its time."""
    columns = math.ceil(math.sqrt(len(stills)))
    rows = math.ceil(len(stills) / columns)
    wide = max(still.image.width for still in stills)
    high = max(still.image.height for still in stills)
    sheet = Image.new(
        "RGB", (columns * (wide + MARGIN) - MARGIN, rows * (high + MARGIN) - MARGIN), "#20242b"
    )
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(max(12.0, wide / 16))
    for index, (at_s, image) in enumerate(stills):
        left = index % columns * (wide + MARGIN) + (wide - image.width) // 2
        top = index // columns * (high + MARGIN) + (high - image.height) // 2
        sheet.paste(image, (left, top))
        said = f"{int(at_s) // 60}:{int(at_s) % 60:02d}"
        box = draw.textbbox((left + 6, top + image.height - 6), said, font, anchor="lb")
        draw.rectangle((box[0] - 4, box[1] - 3, box[2] + 4, box[3] + 3), fill="#101318")
        draw.text((left + 6, top + image.height - 6), said, "#ffffff", font, anchor="lb")
    return sheet


def stills_of(file: BinaryIO) -> bytes:
    """A JPEG. Raises Refused, and for what is damaged FFmpegError, ValueError and OSError."""
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    with av.open(file, mode="r", container_options=options, metadata_errors="replace") as container:
        stills = _Film(container).stills()
    if not stills:
        raise Refused
    kept = io.BytesIO()
    _sheet(stills).save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()


def main() -> None:
    Image.init()
    ImageFont.load_default(12.0)
    os.nice(NICENESS)
    confine(CPU_S)
    with open(0, "rb", closefd=False) as file:
        try:
            sheet = stills_of(file)
        except (Refused, av.error.FFmpegError, OSError, ValueError, MemoryError):
            return
    sys.stdout.buffer.write(sheet)


if __name__ == "__main__":
    main()
