"""What a playback tells about itself: small frozen values, no behaviour that decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wall.display.media.budget import BudgetFacts
from wall.errors import WallError
from wall.views.captions import CaptionShown


class MediaError(WallError):
    """A file or stream that cannot be shown; its sentence says why and what to do.

    `final` tells the two kinds apart: a damaged file stays damaged, an unreachable server may
    come back and is asked again.
    """

    code = "media"

    def __init__(
        self,
        address: str,
        why: str,
        *,
        final: bool,
        asks_seldom: bool = False,
        awaits_key: bool = False,
    ) -> None:
        super().__init__(f"{address}: {why}")
        self.address = address
        self.why = why
        self.final = final
        self.asks_seldom = asks_seldom
        """Asking often changes nothing, and a server that does not know us may lock us out."""
        self.awaits_key = awaits_key
        """It is a live stream, of which a whole picture did not come in time."""


class Fit(StrEnum):
    """How a picture goes into a rectangle of another shape."""

    COVER = "cover"
    CONTAIN = "contain"
    FILL = "fill"


class Phase(StrEnum):
    """What a playback is doing."""

    OPENING = "opening"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    STALLED = "stalled"
    FROZEN = "frozen"
    """Data comes, and always the same picture."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What opening an item found out. The picture size is as shown: upright, square pixels."""

    address: str
    picture_px: tuple[int, int]
    codec: str
    fps: float
    duration_s: float | None
    sound_only: bool = False
    hardware: str = ""
    """The device that decodes; empty for the processor."""
    threads: int = 1
    """That decode one picture."""


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """A connection: how often it was made again, what was skipped to stay in the present."""

    reconnects: int = 0
    skipped: int = 0
    latency_s: float | None = None
    """How long a packet waits before it is shown; None for films."""


@dataclass(frozen=True, slots=True)
class PlaybackState:
    """A playback at one moment.

    `why` is a sentence for people in the phases frozen, stalled and failed, else empty.
    `position_s` counts from the start of the current item; `media` is None until the first one
    is open.
    """

    phase: Phase
    why: str = ""
    position_s: float = 0.0
    item: int = 0
    media: MediaFacts | None = None
    caption: CaptionShown = ""

    @property
    def sound_only(self) -> bool:
        """Whether there is no picture, only something to hear."""
        return self.media is not None and self.media.sound_only

    @property
    def duration_s(self) -> float | None:
        """Length of the current item; None for live streams."""
        return self.media.duration_s if self.media else None

    @property
    def picture_px(self) -> tuple[int, int] | None:
        """Size of the picture as it should be shown."""
        return self.media.picture_px if self.media else None

    @property
    def codec(self) -> str | None:
        """Name of the codec."""
        return self.media.codec if self.media else None

    @property
    def fps(self) -> float | None:
        """Nominal frame rate of the current item."""
        return self.media.fps if self.media else None


@dataclass(frozen=True, slots=True)
class StreamStats:
    """Counters of one decoder since it was opened.

    Times are in the monotonic clock's seconds. `decode_ms` and `scale_ms` are moving averages
    for one frame; `slipped_s` is how far the clip fell behind its own clock for want of CPU.
    """

    address: str
    phase: Phase
    outputs: int
    decoded: int
    shown: int
    dropped: int
    damaged: int
    slipped_s: float
    last_frame_s: float | None
    decode_ms: float
    scale_ms: float
    longest_gap_s: float = 0.0
    fps_wanted: float = 0.0
    fps_got: float = 0.0
    live: LiveFacts = LiveFacts()
    hardware: str = ""


@dataclass(frozen=True, slots=True)
class PoolBudget:
    """What the pool does now: its workers and one entry for each decoder."""

    workers: int
    streams: tuple[StreamStats, ...]
    limit: BudgetFacts | None = None
    """Where a number of cores is named."""
