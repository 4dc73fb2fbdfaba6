"""Time stamps of a live stream made to run on: encoders restart, wrap and jump.

Each stream of a container is compared with the clock: where its stamps leave what has passed
since the last packet, everything after is shifted so that the line goes on. Streams of one
container keep their distance: a shift that one has made is taken over by the others.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from wall.display.media.medium import Media, VideoPacket, VoicePacket

# What comes early or late by less is the network; a stream in segments comes in bursts.
JUMP_S, SEGMENTED_JUMP_S = 2.5, 40.0
# Back by so much is a jump in any case: positions never go back within a stream.
BACK_S = 0.6
# Streams of a container follow each other within so long.
SAME_JUMP_S = 1.0


# Cameras that send one JPEG after another send no stamps, and libav counts 25 in a second.
UNSTAMPED = frozenset({"mpjpeg", "mjpeg"})
_MICROSECOND = Fraction(1, 1_000_000)


class Stamps(Protocol):
    """Makes the stamps of one connection's packets run on; used by its reader alone."""

    @property
    def shift_s(self) -> float:
        """By how much they were shifted."""

    def mend(self, packet: VideoPacket | VoicePacket, at_s: float) -> None:
        """Of the next packet. `at_s`: when it came, monotonic."""


class ArrivalStamps:
    """Each picture belongs where it came."""

    shift_s = 0.0

    def __init__(self) -> None:
        self._began_s: float | None = None

    def mend(self, packet: VideoPacket | VoicePacket, at_s: float) -> None:
        if self._began_s is None:
            self._began_s = at_s
        packet.time_base = _MICROSECOND
        packet.pts = packet.dts = round((at_s - self._began_s) * 1_000_000)
        packet.duration = 0


class StampMending:
    """For one connection; used by its reader alone."""

    def __init__(self, *, segmented: bool) -> None:
        self._jump_s = SEGMENTED_JUMP_S if segmented else JUMP_S
        self._last: dict[int, tuple[float, float, float]] = {}
        """By stream: mended stamp in seconds, arrival, step to the one before."""
        self._shifts: dict[int, float] = {}
        self.shift_s = 0.0
        self.mended = 0

    def mend(self, packet: VideoPacket | VoicePacket, at_s: float) -> None:
        """Shift a packet's stamps where its stream has jumped. `at_s`: monotonic."""
        base = packet.time_base
        stamp = packet.dts if packet.dts is not None else packet.pts
        if stamp is None or not base:
            return
        index = packet.stream_index
        shift_s = self._shifts.get(index, self.shift_s)
        here_s = float(stamp * base) + shift_s
        last = self._last.get(index)
        if last is not None:
            last_s, last_at_s, step_s = last
            ahead_s = here_s - last_s
            if ahead_s < -BACK_S or ahead_s - (at_s - last_at_s) > self._jump_s:
                shift_s = self._shift_for(index, here_s, last_s, step_s, at_s - last_at_s)
                here_s = float(stamp * base) + shift_s
            step_s = here_s - last_s if 0 < here_s - last_s < 1 else step_s
        else:
            step_s = 0.0
        self._shifts[index] = shift_s
        self._last[index] = (here_s, at_s, step_s)
        if shift_s:
            ticks = round(Fraction(shift_s) / base)
            if packet.pts is not None:
                packet.pts += ticks
            if packet.dts is not None:
                packet.dts += ticks

    def _shift_for(
        self, index: int, here_s: float, last_s: float, step_s: float, passed_s: float
    ) -> float:
        before_s = self._shifts.get(index, 0.0)
        # A pause is a pause; a burst goes on where it was.
        goes_on_s = last_s + (passed_s if passed_s > 1.0 else step_s or 0.04)
        shift_s = before_s + goes_on_s - here_s
        if abs(shift_s - self.shift_s) < SAME_JUMP_S:
            return self.shift_s
        self.shift_s = shift_s
        self.mended += 1
        return shift_s


def stamps_of(media: Media) -> Stamps:
    """How its packets get theirs."""
    if media.container.format.name in UNSTAMPED:
        return ArrivalStamps()
    return StampMending(segmented=media.segmented)
