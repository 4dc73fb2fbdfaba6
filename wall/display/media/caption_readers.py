"""What the packets of one stream of captions say: words or pictures, from when to when."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast

import av
import numpy as np
from av.stream import Stream
from av.subtitles.codeccontext import SubtitleCodecContext
from av.subtitles.subtitle import BitmapSubtitle, SubtitleSet

from wall.display.media.disc_colours import BlurayColours, DvdColours
from wall.display.media.dvb_colours import DvbColours
from wall.display.media.picture_colours import Colours
from wall.display.media.plain_texts import MOST_LETTERS, plain
from wall.display.media.teletext import Teletext
from wall.display.media.timed_texts import sample_lines
from wall.views.captions import CaptionPicture, CaptionShown

log = logging.getLogger(__name__)

TEXTS = frozenset({"mov_text", "subrip", "srt", "webvtt", "ass", "ssa", "text"})
COLOURS: dict[str, Callable[[bytes], Colours]] = {
    "dvbsub": lambda _: DvbColours(),
    "pgssub": lambda _: BlurayColours(),
    "dvdsub": DvdColours,
}
"""By libav's names of what is decoded to pictures; made of what the container says of the track."""
MOST_PX = 4096
# A cue that does not say how long it stands.
USUAL_S, LONGEST_S = 4.0, 600.0
_UNTIL_ANOTHER_MS = 0xFFFFFFFF

Packet: TypeAlias = "av.Packet[Stream]"


@dataclass(frozen=True, slots=True)
class Told:
    """Times as the packets have them, in seconds. Without an end it is until something follows."""

    begin_s: float
    end_s: float | None
    shown: CaptionShown


class Reader(Protocol):
    """Not thread-safe."""

    def read(self, packet: Packet, begin_s: float, length_s: float) -> Iterable[Told]:
        """One packet; a length of 0 is one that it does not say."""
        ...


class TeletextReader:
    def __init__(self, teletext: Teletext) -> None:
        self._teletext = teletext

    def read(self, packet: Packet, begin_s: float, length_s: float) -> Iterator[Told]:
        del length_s
        said = self._teletext.read(bytes(packet))
        if said is not None:
            yield Told(begin_s, None, said[:MOST_LETTERS])


class SampleReader:
    """Texts in MP4 that libav hands on as they are."""

    def read(self, packet: Packet, begin_s: float, length_s: float) -> Iterator[Told]:
        end_s = begin_s + (length_s or USUAL_S)
        for line in sample_lines(bytes(packet), begin_s, end_s):
            yield Told(line.begin_s, line.end_s, line.text)


class TextReader:
    def __init__(self, context: SubtitleCodecContext) -> None:
        self._context = context

    def read(self, packet: Packet, begin_s: float, length_s: float) -> Iterator[Told]:
        found = _decoded(self._context, packet)
        if found is None:
            return
        lines = [plain(getattr(one, "dialogue", b"")) for one in found]
        text = "\n".join(line for line in lines if line)[:MOST_LETTERS]
        if text:
            yield Told(begin_s, begin_s + min(LONGEST_S, length_s or USUAL_S), text)


class PictureReader:
    def __init__(self, context: SubtitleCodecContext) -> None:
        self._context = context
        self._colours = COLOURS[context.name](context.extradata or b"")
        self._has_ends = context.name == "dvdsub"
        """What others send is until they send something else."""

    def read(self, packet: Packet, begin_s: float, length_s: float) -> Iterator[Told]:
        self._colours.follow(bytes(packet))
        found = _decoded(self._context, packet)
        if found is None:
            return
        end_s = None
        if self._has_ends:
            told_ms = found.end_display_time
            told_s = told_ms / 1000 if 0 < told_ms < _UNTIL_ANOTHER_MS else 0.0
            end_s = begin_s + min(LONGEST_S, told_s or length_s or USUAL_S)
        yield Told(begin_s, end_s, self._picture(found))

    def _picture(self, found: SubtitleSet) -> CaptionShown:
        """All its parts as one; empty where it has none, which ends what was shown."""
        of_px = self._colours.of_px
        parts = [
            one
            for one in found
            if isinstance(one, BitmapSubtitle)
            and one.width * one.height
            and one.x + one.width <= min(MOST_PX, of_px[0])
            and one.y + one.height <= min(MOST_PX, of_px[1])
        ]
        return self._as_one(parts, of_px) if parts else ""

    def _as_one(self, parts: Sequence[BitmapSubtitle], of_px: tuple[int, int]) -> CaptionPicture:
        left, top = min(one.x for one in parts), min(one.y for one in parts)
        right = max(one.x + one.width for one in parts)
        bottom = max(one.y + one.height for one in parts)
        whole = np.zeros((bottom - top, right - left, 4), np.uint8)
        for one in parts:
            numbers = np.frombuffer(cast("bytes", one.planes[0]), np.uint8).reshape(one.height, -1)
            y, x = one.y - top, one.x - left
            colours = self._colours.at(one.x, one.y)
            whole[y : y + one.height, x : x + one.width] = colours[numbers[:, : one.width]]
        rect = (left, top, right - left, bottom - top)
        return CaptionPicture(of_px, rect, whole.tobytes())


def _decoded(context: SubtitleCodecContext, packet: Packet) -> SubtitleSet | None:
    try:
        return context.decode2(packet)
    except (av.FFmpegError, ValueError) as damage:
        log.debug("a caption cannot be read: %s", damage)
        return None
