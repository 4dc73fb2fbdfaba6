"""Text that belongs to a picture: subtitles of the container, by when they are said.

Texts (mov_text, SubRip, WebVTT, ASS, teletext) and the pictures of texts of DVB.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import BitmapSubtitle, SubtitleSet

from wall.display.media.dvb_colours import DvbColours
from wall.display.media.languages import same_language
from wall.display.media.plain_texts import MOST_LETTERS, plain
from wall.display.media.teletext import Teletext
from wall.views.captions import CaptionPicture, CaptionShown

log = logging.getLogger(__name__)

TEXTS = frozenset({"mov_text", "subrip", "srt", "webvtt", "ass", "ssa", "text"})
PICTURES = frozenset({"dvbsub"})
TELEVISION_PX = (720, 576)
"""Of what says nothing else."""
MOST_CUES = 500
MOST_PICTURES = 8
MOST_PX = 4096
# A cue that does not say how long it stands.
USUAL_S, LONGEST_S = 4.0, 30.0


@dataclass(frozen=True, slots=True)
class Cue:
    """Positions are in seconds from the start of the item."""

    begin_s: float
    end_s: float
    shown: CaptionShown


class Captions:
    """The texts of one stream. Read by one thread, asked by another."""

    def __init__(
        self, stream: SubtitleStream, start_s: float, teletext: Teletext | None = None
    ) -> None:
        self.stream = stream
        self._teletext = teletext
        self.shift_s = 0.0
        """What live stamps were shifted by."""
        self._start_s = start_s
        self._lock = threading.Lock()
        # PyAV's types do not say that there is none where libav knows no decoder.
        context: object = stream.codec_context
        self._are_pictures = context is not None and stream.codec_context.name in PICTURES
        self._colours = DvbColours()
        self._cues: deque[Cue] = deque(maxlen=MOST_PICTURES if self._are_pictures else MOST_CUES)

    def read(self, packet: av.Packet[SubtitleStream]) -> None:
        """One packet of the stream."""
        base = float(packet.time_base or 0)
        if packet.pts is None or not base:
            return
        begin_s = packet.pts * base - self._start_s + self.shift_s
        if self._teletext is not None:
            said = self._teletext.read(bytes(packet))
            if said is not None:
                self._follow(begin_s, said[:MOST_LETTERS])
            return
        try:
            found = self.stream.codec_context.decode2(packet)
        except (av.FFmpegError, ValueError) as damage:
            log.debug("a caption cannot be read: %s", damage)
            return
        if found is None:
            return
        if self._are_pictures:
            self._colours.follow(bytes(packet))
            self._follow(begin_s, self._picture(found))
            return
        lines = [plain(getattr(one, "dialogue", b"")) for one in found]
        text = "\n".join(line for line in lines if line)[:MOST_LETTERS]
        if not text:
            return
        length_s = (packet.duration or 0) * base
        length_s = min(LONGEST_S, length_s) if length_s > 0 else USUAL_S
        with self._lock:
            self._cues.append(Cue(begin_s, begin_s + length_s, text))

    def _picture(self, found: SubtitleSet) -> CaptionShown:
        """All its parts as one; empty where it has none, which ends what was shown."""
        context = self.stream.codec_context
        told_px = getattr(context, "width", 0), getattr(context, "height", 0)
        of_px = told_px if all(told_px) and max(told_px) <= MOST_PX else TELEVISION_PX
        parts = [
            one
            for one in found
            if isinstance(one, BitmapSubtitle)
            and one.width * one.height
            and one.x + one.width <= of_px[0]
            and one.y + one.height <= of_px[1]
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

    def _follow(self, begin_s: float, shown: CaptionShown) -> None:
        """This is shown until something else is."""
        end_s = begin_s + LONGEST_S
        with self._lock:
            last = self._cues[-1] if self._cues else None
            if last is not None and last.end_s > begin_s:
                if last.shown == shown:
                    self._cues[-1] = replace(last, end_s=end_s)
                    return
                self._cues[-1] = replace(last, end_s=begin_s)
            if shown:
                self._cues.append(Cue(begin_s, end_s, shown))

    def at(self, position_s: float) -> CaptionShown:
        """What is said then."""
        with self._lock:
            said = [c.shown for c in self._cues if c.begin_s <= position_s < c.end_s]
        pictures = [one for one in said if isinstance(one, CaptionPicture)]
        if pictures:
            return pictures[-1]
        return "\n".join(dict.fromkeys(one for one in said if isinstance(one, str)))


def captions_of(container: InputContainer, wanted: str, start_s: float) -> Captions | None:
    """Of the language or the page of teletext, else the first where any is wanted; None: none."""
    if wanted == "off":
        return None
    page = int(wanted, 16) if wanted.isdecimal() else None
    for stream in container.streams.subtitles:
        # PyAV's types do not say that there is none where libav knows no decoder.
        context: object = stream.codec_context
        is_known = context is not None and stream.codec_context.name in TEXTS | PICTURES
        is_teletext = context is None and container.format.name == "mpegts"
        told = next((t for t in _told(stream) if same_language(wanted, t)), "")
        if is_known and (wanted == "on" or told):
            return Captions(stream, start_s)
        if is_teletext and (wanted == "on" or told or page is not None):
            return Captions(stream, start_s, Teletext(told or next(_told(stream), ""), page))
    return None


def _told(stream: SubtitleStream) -> Iterator[str]:
    """Its languages: a stream of teletext has several, each with a page."""
    return (language for language in (stream.language or "").split(",") if language)
