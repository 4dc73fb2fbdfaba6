"""Text that belongs to a picture: subtitles of the container, by when they are said.

Texts (mov_text, SubRip, WebVTT, ASS, TTML, teletext) and pictures of texts (DVB, PGS, VobSub).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import av
from av.container import InputContainer
from av.stream import Discard, Disposition, Stream
from av.subtitles.codeccontext import SubtitleCodecContext
from av.subtitles.stream import SubtitleStream

from wall.display.media.caption_readers import (
    COLOURS,
    TEXTS,
    Packet,
    PictureReader,
    Reader,
    SampleReader,
    TeletextReader,
    TextReader,
)
from wall.display.media.languages import same_language
from wall.display.media.teletext import Teletext
from wall.display.media.timed_texts import is_sample
from wall.views.captions import CaptionPicture, CaptionShown

MP4 = "mov,mp4"
"""What libav's name of it begins with."""
MOST_CUES = 500
# Of pictures that are not shown yet: readers of films are half a minute ahead.
MOST_PICTURE_BYTES = 48 * 2**20
# What follows at once may be read a picture or two late: between them nothing goes out.
LINGERS_S = 0.1
# What is until something else follows.
UNTIL_ANOTHER_S = 30.0


@dataclass(frozen=True, slots=True)
class Cue:
    """Positions are in seconds from the start of the item."""

    begin_s: float
    end_s: float
    shown: CaptionShown


class Captions:
    """The texts of one stream. Read by one thread, asked by another."""

    def __init__(self, stream: Stream, start_s: float, reader: Reader) -> None:
        self.stream = stream
        self._reader = reader
        self.shift_s = 0.0
        """What live stamps were shifted by."""
        self._start_s = start_s
        self._lock = threading.Lock()
        self._cues: deque[Cue] = deque(maxlen=MOST_CUES)

    def read(self, packet: Packet) -> None:
        """One packet of the stream."""
        base = float(packet.time_base or 0)
        if packet.pts is None or not base:
            return
        length_s = max(0.0, (packet.duration or 0) * base)
        to_here_s = self.shift_s - self._start_s
        for told in self._reader.read(packet, packet.pts * base, length_s):
            begin_s = told.begin_s + to_here_s
            with self._lock:
                if told.end_s is None:
                    self._follow(begin_s, told.shown)
                elif told.shown:
                    self._keep(Cue(begin_s, told.end_s + to_here_s, told.shown))

    def _follow(self, begin_s: float, shown: CaptionShown) -> None:
        """This is shown until something else is."""
        end_s = begin_s + UNTIL_ANOTHER_S
        last = self._cues[-1] if self._cues else None
        if last is not None and last.end_s > begin_s:
            if last.shown == shown:
                self._cues[-1] = replace(last, end_s=end_s)
                return
            self._cues[-1] = replace(last, end_s=begin_s)
        if shown:
            self._keep(Cue(begin_s, end_s, shown))

    def _keep(self, cue: Cue) -> None:
        self._cues.append(cue)
        if isinstance(cue.shown, CaptionPicture):
            while sum(_size(one) for one in self._cues) > MOST_PICTURE_BYTES:
                self._cues.popleft()

    def at(self, position_s: float) -> CaptionShown:
        """What is said then."""
        with self._lock:
            said = [c.shown for c in self._cues if c.begin_s <= position_s < c.end_s]
            if not said:
                said = [c.shown for c in self._cues if 0 <= position_s - c.end_s < LINGERS_S][-1:]
        pictures = [one for one in said if isinstance(one, CaptionPicture)]
        if pictures:
            return pictures[-1]
        return "\n".join(dict.fromkeys(one for one in said if isinstance(one, str)))


def _size(cue: Cue) -> int:
    return len(cue.shown.pixels) if isinstance(cue.shown, CaptionPicture) else 0


def captions_of(container: InputContainer, wanted: str, start_s: float) -> Captions | None:
    """Of the language or the page of teletext, else the first where any is wanted; None: none.

    One that only translates a foreign word is taken where there is no other.
    """
    if wanted == "off":
        return None
    streams = sorted(container.streams.subtitles, key=lambda one: _rank(one, wanted))
    for stream in streams:
        reader = _reader(container.format.name, stream, wanted)
        if reader is not None:
            return Captions(stream, start_s, reader)
    return None


def packed_captions_of(
    container: InputContainer, picture: Stream, wanted: str, start_s: float
) -> Captions | None:
    """Of a file's tracks that libav takes for data, the first that holds texts.

    Reads their first packets, and goes back to the begin.
    """
    if wanted == "off" or not container.format.name.startswith(MP4):
        return None
    for stream in container.streams.data:
        if wanted != "on" and not any(same_language(wanted, told) for told in _told(stream)):
            continue
        # What nobody wants is not even read.
        picture.discard, stream.discard = Discard.all, Discard.default
        first = None
        with suppress(av.FFmpegError):
            first = next((one for one in container.demux(stream) if one.size), None)
        picture.discard = Discard.default
        with suppress(av.FFmpegError):
            container.seek(0)
        if first is not None and is_sample(bytes(first)):
            return Captions(stream, start_s, SampleReader())
        stream.discard = Discard.all
    return None


def _reader(form: str, stream: SubtitleStream, wanted: str) -> Reader | None:
    told = next((t for t in _told(stream) if same_language(wanted, t)), "")
    is_wanted = wanted == "on" or bool(told)
    # PyAV's types do not say that there is none where libav knows no decoder.
    context: SubtitleCodecContext | None = stream.codec_context
    if context is None and form == "mpegts":
        page = int(wanted, 16) if wanted.isdecimal() else None
        teletext = Teletext(told or next(_told(stream), ""), page)
        return TeletextReader(teletext) if is_wanted or page is not None else None
    if not is_wanted:
        return None
    if context is None:
        return SampleReader() if form.startswith(MP4) else None
    if context.name in TEXTS:
        return TextReader(context)
    return PictureReader(context) if context.name in COLOURS else None


def _rank(stream: SubtitleStream, wanted: str) -> tuple[bool, bool]:
    is_default = bool(stream.disposition & Disposition.default)
    return bool(stream.disposition & Disposition.forced), wanted == "on" and not is_default


def _told(stream: Stream) -> Iterator[str]:
    """Its languages: a stream of teletext has several, each with a page."""
    return (language for language in (stream.language or "").split(",") if language)
