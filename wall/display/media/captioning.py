"""Text that belongs to a picture: subtitles of the container, by when they are said.

Texts alone (mov_text, SubRip, WebVTT, ASS, teletext); pictures of text are not read.
"""

from __future__ import annotations

import functools
import logging
import re
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

import av
from av.container import InputContainer
from av.subtitles.stream import SubtitleStream

from wall.display.media.teletext import Teletext

log = logging.getLogger(__name__)

TEXTS = frozenset({"mov_text", "subrip", "srt", "webvtt", "ass", "ssa", "text"})
MOST_CUES = 500
MOST_LETTERS = 400
# A cue that does not say how long it stands.
USUAL_S, LONGEST_S = 4.0, 30.0
# Two letters → three; where the first three of ISO 639-2 differ by use, both.
_LANGUAGES = """
    ar:ara bg:bul ca:cat cs:ces/cze cy:cym/wel da:dan de:deu/ger el:ell/gre en:eng es:spa
    et:est eu:eus/baq fa:fas/per fi:fin fr:fra/fre ga:gle gl:glg he:heb hi:hin hr:hrv hu:hun
    id:ind is:isl/ice it:ita ja:jpn ko:kor lt:lit lv:lav mk:mkd/mac mt:mlt nb:nob nl:nld/dut
    nn:nno no:nor pl:pol pt:por ro:ron/rum ru:rus sk:slk/slo sl:slv sq:sqi/alb sr:srp sv:swe
    th:tha tr:tur uk:ukr ur:urd vi:vie zh:zho/chi
"""
_STYLES = re.compile(r"\{[^}]*\}|<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """Positions are in seconds from the start of the item."""

    begin_s: float
    end_s: float
    text: str


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
        self._cues: deque[Cue] = deque(maxlen=MOST_CUES)

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
        lines = [plain(getattr(one, "dialogue", b"")) for one in found]
        text = "\n".join(line for line in lines if line)[:MOST_LETTERS]
        if not text:
            return
        length_s = (packet.duration or 0) * base
        length_s = min(LONGEST_S, length_s) if length_s > 0 else USUAL_S
        with self._lock:
            self._cues.append(Cue(begin_s, begin_s + length_s, text))

    def _follow(self, begin_s: float, text: str) -> None:
        """A page says this until it says something else."""
        end_s = begin_s + LONGEST_S
        with self._lock:
            last = self._cues[-1] if self._cues else None
            if last is not None and last.end_s > begin_s:
                if last.text == text:
                    self._cues[-1] = replace(last, end_s=end_s)
                    return
                self._cues[-1] = replace(last, end_s=begin_s)
            if text:
                self._cues.append(Cue(begin_s, end_s, text))

    def at(self, position_s: float) -> str:
        """What is said then."""
        with self._lock:
            said = [cue for cue in self._cues if cue.begin_s <= position_s < cue.end_s]
        return "\n".join(dict.fromkeys(cue.text for cue in said))


def plain(dialogue: bytes) -> str:
    """Without styles, in its lines."""
    text = dialogue.decode(errors="replace").replace("\\N", "\n").replace("\\n", "\n")
    return _STYLES.sub("", text).replace("\r", "").strip()


def captions_of(container: InputContainer, wanted: str, start_s: float) -> Captions | None:
    """Of the language or the page of teletext, else the first where any is wanted; None: none."""
    if wanted == "off":
        return None
    page = int(wanted, 16) if wanted.isdecimal() else None
    for stream in container.streams.subtitles:
        # PyAV's types do not say that there is none where libav knows no decoder.
        context: object = stream.codec_context
        is_text = context is not None and stream.codec_context.name in TEXTS
        is_teletext = context is None and container.format.name == "mpegts"
        told = next((t for t in _told(stream) if same_language(wanted, t)), "")
        if is_text and (wanted == "on" or told):
            return Captions(stream, start_s)
        if is_teletext and (wanted == "on" or told or page is not None):
            return Captions(stream, start_s, Teletext(told or next(_told(stream), ""), page))
    return None


def _told(stream: SubtitleStream) -> Iterator[str]:
    """Its languages: a stream of teletext has several, each with a page."""
    return (language for language in (stream.language or "").split(",") if language)


def same_language(wanted: str, told: str) -> bool:
    """`en`, `en-GB` and `eng` are the same: containers use three letters (ISO 639-2)."""
    one, other = wanted.lower().partition("-")[0], told.lower().partition("-")[0]
    return bool(other) and (
        one == other or other in _long().get(one, ()) or one in _long().get(other, ())
    )


@functools.cache
def _long() -> dict[str, tuple[str, ...]]:
    pairs = (pair.partition(":") for pair in _LANGUAGES.split())
    return {short: tuple(long.split("/")) for short, _, long in pairs}
