"""All videos of a display: a few workers, one decoder for each thing that plays."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence

from wall.display.media.budget import Budget
from wall.display.media.grouping import Group
from wall.display.media.inputs import Opener
from wall.display.media.output import VideoOutput
from wall.display.media.playback import Playback
from wall.display.media.reel import Reel, ReelKey
from wall.display.media.source import MediaSource
from wall.display.media.states import Fit, Phase, PlaybackState, PoolBudget
from wall.display.media.wishes import Room, Wishes
from wall.display.media.workers import Worker

log = logging.getLogger(__name__)

SHUTDOWN_S = 8.0
# Fractions of the golden ratio are spread evenly, however many there are.
_GOLDEN = 0.618034


class VideoPool:
    """Decodes and scales. `open` and `close` belong to one thread (Qt's)."""

    def __init__(self, workers: int | None = None) -> None:
        count = workers or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._sources: list[MediaSource] = []
        self._readers: list[threading.Thread] = []
        self._groups: dict[str, Group] = {}
        """By name; those that somebody is in."""
        self._opened = 0
        self._closed = False
        # Probing is bursty work: eighteen files at once would starve what plays.
        self._turn = threading.Semaphore(count)
        self._budget = Budget()
        self._workers = [Worker(number, self._budget) for number in range(count)]
        for worker in self._workers:
            worker.join_pool(self._workers)

    def open(
        self,
        address: str | Sequence[str],
        *,
        size_px: tuple[int, int],
        loop: bool = True,
        paused: bool = False,
        start_s: float = 0.0,
        fit: str | Fit = Fit.COVER,
        opener: Opener | None = None,
        wishes: Wishes | None = None,
        on_frame: Callable[[], None],
        on_state: Callable[[PlaybackState], None],
    ) -> Playback:
        """Play a file, an address, or several one after the other. Returns at once.

        `opener` raises AddressRefused for what the site does not want opened. `on_frame` is
        called when there is a new picture and the one before has been taken by `front`;
        `on_state` when the phase, the item or the reason changes. Both come from workers, must
        be quick, and must not call the playback back.
        """
        addresses = (address,) if isinstance(address, str) else tuple(address)
        if not addresses:
            raise ValueError("a playlist needs at least one address")
        if self._closed:
            raise RuntimeError("the video pool is closed")
        output = VideoOutput(size_px, Fit(fit), on_frame, on_state)
        key = ReelKey(addresses, loop, opener, wishes or Wishes())
        source = None
        if not paused and start_s <= 0:
            source = self._shareable(key)
        if source is None:
            source = self._started(key, size_px, 0, start_s, paused)
        source.attach(output)
        return Playback(source, output, self._split)

    def _shareable(self, key: ReelKey) -> MediaSource | None:
        usable = (Phase.OPENING, Phase.PLAYING, Phase.STALLED)
        with self._lock:
            for source in self._sources:
                joinable = source.outputs and not source.paused and source.state.phase in usable
                if source.key == key and joinable and not source.private:
                    return source
        return None

    def _started(
        self,
        key: ReelKey,
        size_px: tuple[int, int],
        item: int,
        start_s: float,
        paused: bool,
        private: bool = False,
    ) -> MediaSource:
        room = Room(size_px)

        def make_reel(poke: Callable[[], None]) -> Reel:
            return Reel(key, room, item, start_s, self._turn, self._keep, poke)

        self._opened += 1
        source = MediaSource(
            key,
            make_reel,
            room=room,
            group=self._group(key.wishes.group),
            paused=paused,
            private=private or start_s > 0,
            phase_share=self._opened * _GOLDEN % 1,
        )
        with self._lock:
            self._sources = [one for one in self._sources if not one.closed]
            self._sources.append(source)
        min(self._workers, key=lambda worker: worker.load).take(source)
        return source

    def _group(self, name: str) -> Group | None:
        if not name:
            return None
        with self._lock:
            used = {known: group for known, group in self._groups.items() if not group.is_empty}
            self._groups = used
            return used.setdefault(name, Group())

    def _split(
        self, playback: Playback, source: MediaSource, position_s: float, paused: bool
    ) -> MediaSource:
        item = source.state.item
        size_px = playback.output.size_px
        own = self._started(source.key, size_px, item, position_s, paused, private=True)
        source.detach(playback.output, to=own)
        return own

    def _keep(self, thread: threading.Thread) -> None:
        with self._lock:
            self._readers = [one for one in self._readers if one.ident is None or one.is_alive()]
            self._readers.append(thread)

    def budget(self) -> PoolBudget:
        """What each decoder has done so far."""
        with self._lock:
            sources = [source for source in self._sources if not source.closed]
        streams = tuple(source.stats() for source in sources)
        return PoolBudget(len(self._workers), streams, self._budget.facts())

    def limit(self, cores: float | None) -> None:
        """All decoders together take at most so many cores; None: as many as there are."""
        self._budget.limit(min(cores, float(os.cpu_count() or 1)) if cores else None)

    def rest(self, seconds: float) -> None:
        """Decode nothing for so long: the cores are needed elsewhere. Late frames are skipped."""
        until_s = time.monotonic() + seconds
        for worker in self._workers:
            worker.rest_until_s = until_s

    def close(self) -> None:
        """End everything that the pool started, in order. Idempotent; waits, at most a while."""
        # 1. Nothing new.
        self._closed = True
        # 2. Every source is told; its readers are interrupted wherever they wait.
        with self._lock:
            sources, readers = list(self._sources), list(self._readers)
        for source in sources:
            source.close()
        # 3. Workers free the decoders, each its own, and end after the last.
        for worker in self._workers:
            worker.stop()
        deadline_s = time.monotonic() + SHUTDOWN_S
        for thread in [*self._workers, *readers]:
            if thread.ident is not None:
                # 4. Readers see that they are not wanted, close what they hold, and end.
                thread.join(max(0.0, deadline_s - time.monotonic()))
            if thread.is_alive():
                log.error("%s did not end within %.0f s", thread.name, SHUTDOWN_S)
        with self._lock:
            self._sources, self._readers = [], []
