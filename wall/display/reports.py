"""What the display tells of itself: at each change, and every five seconds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import psutil

from wall.display.frame_clock import FrameClock
from wall.display.wall_views import WallView
from wall.link.messages import DisplayReport, ScreenReport
from wall.model.streams import DecodingStatus, StreamStatus
from wall.model.tiles import Health
from wall.views.services import Subscription

EVERY_S = 5.0
GATHER_S = 0.1
"""Changes within this time make one report."""
FPS_WINDOW_S = 2.0


Streams = tuple[int, tuple[StreamStatus, ...], DecodingStatus | None]
"""How many threads decode, what each decoder does, and what all of them take of their cores."""


class Reports:
    """Gathers changes into reports. `look` makes the parts of one, `send` sends it."""

    def __init__(
        self,
        clock: FrameClock,
        look: Callable[[], tuple[list[ScreenReport], dict[str, dict[str, Health]], dict[str, int]]],
        send: Callable[[DisplayReport], None],
        streams: Callable[[], Streams] = lambda: (0, (), None),
    ) -> None:
        self._streams = streams
        self._clock = clock
        self._look = look
        self._send = send
        self._process = psutil.Process()
        self._gathering: Subscription | None = None
        self._regular = clock.every(EVERY_S, self.report)

    def changed(self) -> None:
        """Something that a report tells is different."""
        if self._gathering is None:
            self._gathering = self._clock.after(GATHER_S, self.report)

    def report(self) -> None:
        if self._gathering is not None:
            self._gathering.end()
            self._gathering = None
        screens, tiles, shown = self._look()
        workers, streams, decoding = self._streams()
        self._send(
            DisplayReport(
                screens=tuple(screens),
                tiles=tiles,
                shown=shown,
                pid=os.getpid(),
                memory_mb=round(self._process.memory_info().rss / 1e6, 1),
                tick_p95_ms=round(self._clock.tick_p95_ms(), 1),
                streams=streams,
                video_workers=workers,
                decoding=decoding,
            )
        )

    def stop(self) -> None:
        self._regular.end()
        if self._gathering is not None:
            self._gathering.end()


def frames_per_second(view: WallView) -> float:
    """Paints of the last seconds; 0 on a still screen."""
    since = time.monotonic() - FPS_WINDOW_S
    recent = sum(1 for at in view.paints_at if at >= since)
    return round(recent / FPS_WINDOW_S, 1)
