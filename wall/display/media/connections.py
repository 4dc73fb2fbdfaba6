"""What a feeder tells the decoder between packets, and itself about a connection."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import Enum

from wall.display.media.medium import Media, VideoPacket, VoicePacket
from wall.display.media.pacing import LivePace
from wall.display.media.schemes import WEB_SCHEMES, scheme_of
from wall.display.media.wishes import Wishes
from wall.errors import AddressRefused

# Pictures that are shown in another order than they come go back by less.
ANEW_S = 1.0
# Where a connection breaks behind this, the film was over.
LAST_S = 0.5
# A film that is sent without its length comes faster than time passes: so much ahead of it once
# what servers greet with is over, or at its end. Where that is like a line that is cut, a server
# that greets with some seconds may have gone; stations on the net greet with a minute of sound.
GREETED_S, AHEAD_S = 2.0, 15.0
AHEAD_AT_END_S, AHEAD_AT_CUT_S, HEARD_AHEAD_S = 1.5, 6.0, 90.0

FIRST_RETRY_S = 0.3
# A source that returns is back within two seconds, also after a night.
LONGEST_RETRY_S = 0.7
# Who has the wrong password is not tried again at once: cameras lock people out.
SELDOM_RETRY_S = 15.0


class Pauses:
    """How long to wait before a source is asked again."""

    def __init__(self) -> None:
        self._next_s = FIRST_RETRY_S

    def forget(self) -> None:
        """It was there."""
        self._next_s = FIRST_RETRY_S

    def next_s(self, *, is_seldom: bool = False) -> float:
        """Spread, so that eighteen tiles do not ask a returning server in the same moment."""
        pause_s = SELDOM_RETRY_S if is_seldom else self._next_s
        self._next_s = min(LONGEST_RETRY_S, self._next_s * 1.5)
        return pause_s * random.uniform(0.8, 1.2)


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
    was_faster: bool = False
    """What was taken for live is a film."""
    _began_s: float | None = None
    _greeted_s: float | None = None
    """Monotonic, less the stamp: when the greeting was over."""
    _newest_s: float = 0.0
    _before_s: float = 0.0
    """Of the films that came before in the same list: each may begin its stamps anew."""

    def note(
        self, packet: VideoPacket | VoicePacket, media: Media, pace: LivePace | None, at_s: float
    ) -> None:
        """How far it is read; `at_s`: when the packet came, by the monotonic clock."""
        if packet.pts is None:
            return
        base = float(packet.time_base or media.stream.time_base or 0)
        here_s = packet.pts * base - media.start_s
        if here_s + self._before_s < self._newest_s - ANEW_S:
            self._before_s = self._newest_s - here_s
        self._newest_s = here_s + self._before_s
        self.reached_s = max(self.reached_s, self._newest_s)
        if pace is not None:
            stamp = packet.pts if packet.dts is None else packet.dts
            pace.arrived(stamp * base - media.start_s, at_s)
            self._measure(media, at_s)

    def _measure(self, media: Media, at_s: float) -> None:
        if self._began_s is None:
            self._began_s = at_s
        elif self._greeted_s is None:
            if at_s - self._began_s > GREETED_S:
                self._greeted_s = at_s - self.reached_s
        else:
            ahead_s = HEARD_AHEAD_S if media.facts.sound_only else AHEAD_S
            came_faster = self._greeted_s - (at_s - self.reached_s) > ahead_s
            self.was_faster = came_faster and _may_be_film(media)

    def conclude(self, media: Media, now_s: float) -> None:
        """Nothing more comes on this connection: is it over, or lost?"""
        gate = media.gate
        if gate.lost:
            self.why = f"the connection was lost ({gate.lost})"
        if not self.packets or gate.interrupted.is_set():
            return
        duration_s = media.facts.duration_s
        if duration_s is not None:
            # A server that goes away in the middle looks like an early end.
            missing_s = LAST_S if gate.lost else max(1.0, duration_s * 0.05)
            self.ended = self.reached_s >= duration_s - missing_s
        elif not media.live:
            # Without a length nobody can tell an end from a loss.
            self.ended = not gate.lost or gate.length is None
        elif self._began_s is not None and _may_be_film(media):
            ahead_s = AHEAD_AT_CUT_S if gate.lost else AHEAD_AT_END_S
            if media.facts.sound_only:
                ahead_s = HEARD_AHEAD_S
            self.was_faster = self.reached_s - (now_s - self._began_s) > ahead_s


def _may_be_film(media: Media) -> bool:
    return scheme_of(media.facts.address) in WEB_SCHEMES and not media.segmented


def pace_of(media: Media, wishes: Wishes) -> LivePace | None:
    """The clock of a live stream; what waits for us is shown by our own."""
    if not media.live:
        return None
    held_s = 0.0
    if not media.facts.sound_only:
        # And one more: a picture is complete when the next one begins.
        held_s = (media.stream.codec_context.reorder_depth + 1) / media.facts.fps
    return LivePace(wishes.latency_ms, segmented=media.segmented, held_s=min(0.4, held_s))
