"""Texts with times, in any of the forms that streams bring them in: WebVTT, TTML, both in MP4.

How they lie in MP4 is ISO/IEC 14496-30.
"""

from __future__ import annotations

import html
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

import av

from wall.display.media.plain_texts import MOST_LETTERS
from wall.display.media.ttml import lines_of_ttml
from wall.display.media.webvtt import MARK, Line, is_mapped, lines_of, without_tags

MOST_LINES = 20_000
MOST_SAMPLE_BYTES = 2**20
_BOM = b"\xef\xbb\xbf"
_CUE, _WORDS = b"vttc", b"payl"
_OTHERS = frozenset({b"vtte", b"vtta"})
_BOX_BYTES = 8


@dataclass(frozen=True, slots=True)
class Texts:
    """What is said in one piece of a stream."""

    lines: tuple[Line, ...]
    is_of_clock: bool
    """By the clock of the picture; else from the begin of the film."""


def texts_of(data: bytes, begin: bytes = b"") -> Texts:
    """Of one segment; `begin` is what all of them begin with. None of what is none."""
    told = data.removeprefix(_BOM).lstrip()
    if told.startswith(MARK.encode()):
        document = told.decode(errors="replace")
        return Texts(_first(lines_of(document)), is_mapped(document))
    if told.startswith(b"<"):
        return Texts(_first(lines_of_ttml(told)), is_of_clock=False)
    return Texts(_first(_packed(begin + data)), is_of_clock=True)


def _first(lines: Iterator[Line]) -> tuple[Line, ...]:
    return tuple(line for line, _ in zip(lines, range(MOST_LINES), strict=False))


def _packed(data: bytes) -> Iterator[Line]:
    """Raises OSError for what libav cannot read."""
    with av.open(io.BytesIO(data), "r", format="mp4") as container:
        streams = [*container.streams.subtitles, *container.streams.data]
        for packet in container.demux(streams[:1]) if streams else ():
            base = float(packet.time_base or 0)
            if packet.size and packet.pts is not None and base:
                begin_s = packet.pts * base
                length_s = (packet.duration or 0) * base
                yield from sample_lines(bytes(packet), begin_s, begin_s + length_s)


def is_sample(data: bytes) -> bool:
    """Whether it may be one of a track of texts, rather than of other data."""
    return data[4:8] in (_CUE, *_OTHERS) or data.lstrip()[:1] == b"<"


def sample_lines(data: bytes, begin_s: float, end_s: float) -> Iterator[Line]:
    """What one sample of a track says: within its own time, by the clock of the track."""
    if len(data) > MOST_SAMPLE_BYTES:
        return
    if data[4:8] in (_CUE, *_OTHERS):
        for kind, cue in _boxes(data):
            words = next((more for name, more in _boxes(cue) if name == _WORDS), b"")
            text = _words(words) if kind == _CUE else ""
            if text:
                yield Line(begin_s, end_s, text)
        return
    lines = _first(lines_of_ttml(data))
    # By the clock of the track, as it should be; or by that of the sample.
    for shift_s in (0.0, begin_s):
        within = [
            replace(
                line,
                begin_s=max(begin_s, line.begin_s + shift_s),
                end_s=min(end_s, line.end_s + shift_s),
            )
            for line in lines
        ]
        said = [line for line in within if line.end_s > line.begin_s]
        if said:
            yield from said
            return


def _words(data: bytes) -> str:
    rows = without_tags(data.decode(errors="replace")).splitlines()
    spoken = (html.unescape(row[:MOST_LETTERS]).strip() for row in rows)
    return "\n".join(row for row in spoken if row)[:MOST_LETTERS]


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + _BOX_BYTES <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if length < _BOX_BYTES:
            return
        yield kind, data[place + _BOX_BYTES : place + length]
        place += length
