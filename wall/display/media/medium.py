"""An open container: its packets, its clock and what is said in it."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, cast

import av
from av.container import InputContainer
from av.stream import Discard, Stream
from typing_extensions import TypeIs

from wall.display.media.captioning import Captions
from wall.display.media.changing import CHANGED
from wall.display.media.closed_captions import ClosedCaptions
from wall.display.media.inputs import InputGate
from wall.display.media.listed_captions import ListedCaptions
from wall.display.media.states import MediaFacts
from wall.views.captions import CaptionShown

VideoPacket: TypeAlias = "av.Packet[av.VideoStream]"
VoicePacket: TypeAlias = "av.Packet[av.AudioStream]"
# libav goes to any packet of these, not to a key frame: begin so much before. What is shown begins
# where it was asked for all the same.
WITHOUT_INDEX, LEAD_S = frozenset({"mpegts", "mpeg"}), 2.5


@dataclass(slots=True)
class Media:
    """An open container and its picture stream.

    Made for one holder; a second one calls `hold`. Each calls `close` once, the last one really
    closes it.
    """

    container: InputContainer
    stream: av.VideoStream
    gate: InputGate
    facts: MediaFacts
    start_s: float
    pixel_aspect: float
    live: bool = False
    """It comes at the pace of a clock elsewhere."""
    segmented: bool = False
    """It comes in pieces of several seconds."""
    voice: av.AudioStream | None = None
    """Its sound, which stays in the container until somebody wants it."""
    captions: Captions | None = None
    listed_captions: ListedCaptions | None = None
    """Those of a list beside the picture's."""
    closed_captions: ClosedCaptions | None = None
    """Those inside of the pictures. At most one of the three is there."""
    _holders: int = 1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hold(self) -> None:
        """Count one more holder."""
        with self._lock:
            self._holders += 1

    def packets(self) -> Iterator[VideoPacket]:
        """Packets from where the container stands to its end, without libav's end marks.

        Raises AddressRefused when a playlist led to an address that is not wanted.
        """
        for packet in self._demuxed([self.stream]):
            yield cast("VideoPacket", packet)

    def _demuxed(self, streams: list[Stream]) -> Iterator[av.Packet[Stream]]:
        captions = self.captions
        if captions is not None:
            streams = [*streams, captions.stream]
        for packet in _read(self.container.demux(streams)):
            if self.gate.refused is not None:
                break
            if not packet.size:
                continue
            if captions is not None and packet.stream_index == captions.stream.index:
                captions.read(packet)
                continue
            if not self.live:
                self._look_into(packet)
            yield packet
        if self.gate.refused is not None:
            raise self.gate.refused

    def packets_with_voice(
        self, wants_voice: Callable[[], bool]
    ) -> Iterator[VideoPacket | VoicePacket]:
        """As `packets`, and those of the sound among them while they are wanted."""
        if self.voice is None:
            yield from self.packets()
            return
        for packet in self._demuxed([self.stream, self.voice]):
            # Set anew each time: what nobody hears the demuxer does not even read.
            if not self.facts.sound_only:
                self.voice.discard = Discard.default if wants_voice() else Discard.all
            yield cast("VideoPacket | VoicePacket", packet)

    def mended(self, packet: VideoPacket | VoicePacket, shift_s: float) -> None:
        """The stamps of a live packet are as they should be, and were shifted by so much."""
        for captions in (self.captions, self.listed_captions):
            if captions is not None:
                captions.shift_s = shift_s
        self._look_into(packet)

    def _look_into(self, packet: VideoPacket | VoicePacket | av.Packet[Stream]) -> None:
        """Its picture may never be decoded, and what is said in it is said all the same."""
        closed = self.closed_captions
        if closed is None or packet.stream_index != self.stream.index:
            return
        stamp, base = packet.pts, float(packet.time_base or 0)
        position_s = stamp * base - self.start_s if stamp is not None and base else None
        closed.carried.read(memoryview(packet), position_s)

    def said(self, frame: av.VideoFrame, position_s: float) -> CaptionShown:
        """What is said with a decoded picture; for each of them, in their order."""
        if self.closed_captions is not None:
            return self.closed_captions.read(frame, position_s)
        captions = self.captions or self.listed_captions
        return captions.at(position_s) if captions is not None else ""

    def forget_said(self) -> None:
        """The next picture is from elsewhere."""
        if self.closed_captions is not None:
            self.closed_captions.restart()

    def listening(self, from_s: float) -> AbstractContextManager[None]:
        """While packets are read: captions that come beside them are read too."""
        listed = self.listed_captions
        return listed.listening(from_s, is_live=self.live) if listed else nullcontext()

    def is_voice(self, packet: VideoPacket | VoicePacket) -> TypeIs[VoicePacket]:
        return self.voice is not None and packet.stream_index == self.voice.index

    def seek(self, position_s: float) -> None:
        """Go to the key frame at or before a position, counted from the start of the media.

        Raises av.FFmpegError or OSError where the format or the server cannot.
        """
        time_base = self.stream.time_base or Fraction(1, 1000)
        if self.container.format.name in WITHOUT_INDEX:
            position_s -= LEAD_S
        target = int((self.start_s + position_s) / float(time_base))
        self.container.seek(target, stream=self.stream, backward=True)
        if self.closed_captions is not None:
            self.closed_captions.carried.forget()

    def close(self) -> None:
        """Let go; the last holder ends the decoder, then the container, then its files."""
        with self._lock:
            self._holders -= 1
            if self._holders:
                return
        # PyAV: a decoder dropped while it holds frames can hang the process.
        context = self.stream.codec_context
        if context is not None and context.is_open:
            context.flush_buffers()
        if self.voice is not None and self.voice.codec_context.is_open:
            self.voice.codec_context.flush_buffers()
        self.container.close()
        self.gate.close()


def _read(packets: Iterator[av.Packet[Stream]]) -> Iterator[av.Packet[Stream]]:
    """The same. Raises OSError where there are more streams now than when it was opened."""
    while True:
        try:
            packet = next(packets, None)
        except IndexError as stranger:
            # PyAV does not know a stream that has begun since.
            raise OSError(errno.ESTALE, CHANGED) from stranger
        if packet is None:
            return
        yield packet
