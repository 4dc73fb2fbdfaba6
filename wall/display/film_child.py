"""The limited child that looks into a film of a post: `python -m wall.display.film_child LIMITS`.

The film is standard input, an open file. It is decoded from the first frame to the last, so that
what harms a decoder harms this process, before the display's own decoders see the same file. The
answer is one JSON line, and behind it the poster: rows of B, G, R and a fourth byte.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO

import av
import av.error
from av.container import InputContainer
from av.stream import Disposition

from wall.confining import confine

FORMATS = "mov,mp4,matroska,webm,mpegts"
"""Of one file: no lists, which lead elsewhere."""
POSTER_PX = 960
POSTER_WITHIN_S = 3.0
NIGHT = 40
"""Of 255: what is darker on average is no poster, many films fade in."""
DAMAGED_SHARE = 0.1
NICENESS = 19


@dataclass(frozen=True)
class FilmLimits:
    """What a wall plays; a film beyond shows its poster."""

    codecs: tuple[str, ...]
    pixels: int = 1920 * 1088
    """Of every frame, whatever the first one says."""
    longest_s: float = 190.0
    fastest_fps: float = 61.0
    core_share: float = 0.8
    """CPU seconds for each second of the film."""
    cpu_s: int = 90
    is_whole: bool = True
    """Else only its beginning was fetched."""


class Refused(Exception):
    """Nothing of it can be shown."""


@dataclass
class Found:
    """The answer, beside the poster."""

    plays: bool = True
    why: str = ""
    width: int = 0
    height: int = 0
    seconds: float = 0.0


class _Look:
    """Decodes one film within its limits."""

    def __init__(self, container: InputContainer, limits: FilmLimits) -> None:
        self._container, self._limits = container, limits
        pictures = [
            stream
            for stream in container.streams.video
            if stream.codec_context is not None
            and not stream.disposition & Disposition.attached_pic
        ]
        if not pictures:
            raise Refused("it has no picture")
        self._stream = max(pictures, key=lambda one: one.width * one.height)
        self.poster: bytes = b""
        self.found = Found()

    def run(self) -> None:
        """Raises Refused where there is not even a poster."""
        stream, limits = self._stream, self._limits
        codec = stream.codec_context.codec.canonical_name
        if codec not in limits.codecs:
            raise Refused(f"{codec} is no codec of films in posts")
        self._check_size(stream.width, stream.height)
        began, first_s, last_s, number, damaged = time.process_time(), None, 0.0, 0, 0
        for frame in self._frames():
            if frame is None:
                damaged += 1
                continue
            self._check_size(frame.width, frame.height)
            at_s = frame.time if frame.time is not None else number / limits.fastest_fps
            first_s = at_s if first_s is None else first_s
            last_s, number = max(last_s, at_s - first_s), number + 1
            self._consider(frame, at_s - first_s)
            if last_s > limits.longest_s or number > limits.longest_s * limits.fastest_fps:
                self._still(f"it is longer than {limits.longest_s:g} s")
                break
            if not limits.is_whole and last_s > POSTER_WITHIN_S:
                break
        if not self.poster:
            raise Refused("it holds no frame that can be decoded")
        self.found.seconds = last_s
        if not limits.is_whole:
            self._still("it is too large to be fetched as a whole")
        elif damaged > max(2, number * DAMAGED_SHARE):
            self._still("it is damaged")
        elif number > max(1.0, last_s) * limits.fastest_fps + 2:
            self._still(f"it has more than {limits.fastest_fps:g} frames a second")
        elif time.process_time() - began > max(2.0, last_s) * limits.core_share:
            self._still("decoding it takes too much of this machine")

    def _frames(self) -> Iterator[av.VideoFrame | None]:
        """None for what is damaged."""
        self._stream.thread_type = "NONE"
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                yield None
                return
            if packet is None:
                return
            try:
                for frame in packet.decode():
                    assert isinstance(frame, av.VideoFrame)
                    yield frame
            except av.error.FFmpegError:
                yield None

    def _check_size(self, width: int, height: int) -> None:
        """Raises Refused: nothing that was decoded so far says that the rest is harmless."""
        if width * height > self._limits.pixels:
            raise Refused(f"it has frames of {width} × {height} pixels")

    def _consider(self, frame: av.VideoFrame, at_s: float) -> None:
        """The first picture, or the first that is not night."""
        if self.poster and (at_s > POSTER_WITHIN_S or self._is_bright):
            return
        is_bright = _brightness(frame) >= NIGHT
        if self.poster and not is_bright:
            return
        self._is_bright = is_bright
        aspect = self._stream.sample_aspect_ratio
        shape = float(aspect) if aspect and 0.1 < float(aspect) < 10 else 1.0
        wide, high = frame.width * shape, float(frame.height)
        share = min(1.0, POSTER_PX / wide, POSTER_PX / high)
        width, height = max(1, round(wide * share)), max(1, round(high * share))
        self.poster = _bytes(frame, width, height, "bgr0", 4)
        self.found.width, self.found.height = width, height

    _is_bright = False

    def _still(self, why: str) -> None:
        self.found.plays = False
        self.found.why = self.found.why or why


def _brightness(frame: av.VideoFrame) -> float:
    small = _bytes(frame, 32, 32, "gray", 1)
    return sum(small) / len(small)


def _bytes(frame: av.VideoFrame, width: int, height: int, form: str, per_pixel: int) -> bytes:
    plane = frame.reformat(width=width, height=height, format=form).planes[0]
    content, line = bytes(plane), width * per_pixel
    rows = (content[y * plane.line_size :][:line] for y in range(height))
    return b"".join(rows)


def look(file: BinaryIO, limits: FilmLimits) -> tuple[Found, bytes]:
    """Raises Refused with the reason."""
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    try:
        with av.open(
            file, mode="r", container_options=options, metadata_errors="replace"
        ) as container:
            one = _Look(container, limits)
            one.run()
            return one.found, one.poster
    except (av.error.FFmpegError, UnicodeDecodeError, ValueError, OSError) as error:
        raise Refused(f"it is no film that can be played ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


def main() -> None:
    told = json.loads(sys.argv[1])
    limits = FilmLimits(**{**told, "codecs": tuple(told["codecs"])})
    os.nice(NICENESS)
    confine(limits.cpu_s)
    poster = b""
    with open(0, "rb", closefd=False) as file:
        try:
            found, poster = look(file, limits)
            answer: dict[str, object] = asdict(found)
        except Refused as refused:
            answer = {"refused": str(refused)}
        except MemoryError:
            answer = {"refused": "it needs too much memory"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + poster)


if __name__ == "__main__":
    main()
