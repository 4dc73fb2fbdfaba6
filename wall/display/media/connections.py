"""What a feeder tells the decoder between packets, and itself about a connection."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from wall.display.media.medium import Media, VideoPacket, VoicePacket
from wall.display.media.pacing import LivePace
from wall.display.media.wishes import Wishes
from wall.errors import AddressRefused

# Pictures that are shown in another order than they come go back by less.
ANEW_S = 1.0


@dataclass(frozen=True, slots=True)
class Begin:
    """From here on packets belong to another connection; who takes this owns `media`."""

    media: Media
    skip_until_s: float | None
    seam: bool
    pace: LivePace | None = None


class Finish(Enum):
    """The item is over."""

    END = "end"


@dataclass(slots=True)
class Fed:
    """What one connection brought; `ended` when the item was read to its end."""

    packets: int = 0
    reached_s: float = 0.0
    ended: bool = False
    why: str = "the connection was lost"
    refused: AddressRefused | None = None
    _newest_s: float = 0.0
    _before_s: float = 0.0
    """Of the films that came before in the same list: each may begin its stamps anew."""

    def note(
        self, packet: VideoPacket | VoicePacket, media: Media, pace: LivePace | None, at_s: float
    ) -> None:
        """How far it is read; `at_s`: when the packet came, by the monotonic clock."""
        if packet.pts is None:
            return
        base = float(media.stream.time_base or 0)
        here_s = packet.pts * base - media.start_s
        if here_s + self._before_s < self._newest_s - ANEW_S:
            self._before_s = self._newest_s - here_s
        self._newest_s = here_s + self._before_s
        self.reached_s = max(self.reached_s, self._newest_s)
        if pace is not None:
            stamp = packet.pts if packet.dts is None else packet.dts
            pace.arrived(stamp * base - media.start_s, at_s)


def pace_of(media: Media, wishes: Wishes) -> LivePace | None:
    """The clock of a live stream; what waits for us is shown by our own."""
    if not media.live:
        return None
    held_s = 0.0
    if not media.facts.sound_only:
        # And one more: a picture is complete when the next one begins.
        held_s = (media.stream.codec_context.reorder_depth + 1) / media.facts.fps
    return LivePace(wishes.latency_ms, segmented=media.segmented, held_s=min(0.4, held_s))
