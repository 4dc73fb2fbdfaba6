"""One decoder and the tiles that show it: which frame is due, and what to do when it is late.

The rule that makes the pool fair: a step decodes up to the frame that is due now, drops the late
ones before they are scaled, scales and publishes only the newest, and tells when it wants to be
called again. A source that cannot keep up loses frames; one that is a second late lets its clock
slip, so that it never takes the cores from the others to catch up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from wall.display.media.counting import Counters
from wall.display.media.grouping import Group, Seat, Start
from wall.display.media.output import ScaledKey, VideoOutput
from wall.display.media.reel import Reel, ReelKey
from wall.display.media.requests import Requests, Stepping
from wall.display.media.schemes import local_path
from wall.display.media.slots import Slot
from wall.display.media.sound import SourceSound
from wall.display.media.states import MediaError, Phase, PlaybackState, StreamStats
from wall.display.media.timeline import Timeline
from wall.display.media.tracks import BURST, SPARING_BURST, Signal, TimedFrame
from wall.display.media.watching import Verdict, Watch
from wall.display.media.wishes import Room
from wall.errors import AddressRefused

log = logging.getLogger(__name__)

# How long the first frame from the network stays, so that the queue can fill.
NETWORK_START_S = 0.3
# As long it stays where it is heard: sound needs its time to the loudspeaker.
SOUND_START_S = 0.25
# Timers are no better than this; a frame due so soon is due.
EARLY_S = 0.0005


class MediaSource:
    """Plays a reel for its outputs. `step` belongs to one worker; all else is for any thread.

    A `private` one has left the time of its file (it was sought or paused): nobody joins it.
    """

    def __init__(
        self,
        key: ReelKey,
        make_reel: Callable[[Callable[[], None]], Reel],
        *,
        room: Room,
        group: Group | None,
        paused: bool,
        private: bool,
        phase_share: float,
    ) -> None:
        self.key = key
        self.room = room
        self.private = private
        self.closed = False
        self.worker: Stepping | None = None
        self._lock = threading.Lock()
        self._requests = Requests(paused)
        self._outputs: tuple[VideoOutput, ...] = ()
        self._leaving: list[VideoOutput] = []
        self._state = PlaybackState(Phase.OPENING)
        self._phase_share = phase_share
        self._timeline = Timeline()
        self._pending: TimedFrame | None = None
        self._signal = Signal.EMPTY
        self._current: TimedFrame | None = None
        self._poster_wanted = True
        self._seat = Seat(group, self.poke, loop=key.loop and len(key.addresses) == 1)
        self._watch = Watch(stands_still=key.wishes.stands_still)
        self.counters = Counters()
        self._frames_in_run = 0
        self._still = False
        self._local = local_path(key.addresses[0]) is not None
        self._reel = make_reel(self.poke)
        self.sound = SourceSound(self._reel.sound_thread)

    # Any thread

    def poke(self) -> None:
        """Have the worker look at this source now."""
        worker = self.worker
        if worker is not None:
            worker.poke(self)

    @property
    def state(self) -> PlaybackState:
        """The state now, with the position of the picture that is shown."""
        current = self._current
        position_s = current.position_s if current else 0.0
        return replace(self._state, position_s=max(0.0, position_s))

    @property
    def paused(self) -> bool:
        """Whether it was asked to hold still."""
        return self._requests.paused

    @property
    def outputs(self) -> int:
        """How many tiles show it."""
        return len(self._outputs)

    @property
    def load(self) -> float:
        """Share of a core that it needs at full rate, as far as known."""
        facts = self._state.media
        if self._requests.paused or self._state.phase in (Phase.FAILED, Phase.ENDED):
            return 0.001
        if facts is None:
            return 0.05
        return max(0.005, self.counters.cores(facts.fps))

    @property
    def threads(self) -> int:
        """That decode one picture of it."""
        return self._state.media.threads if self._state.media else 1

    def attach(self, output: VideoOutput) -> None:
        """Show it in one more place."""
        with self._lock:
            output.owner = self
            self.room.hold(output.size_px)
            self._outputs = (*self._outputs, output)
        if self._state.phase is not Phase.OPENING:
            output.tell(self, self.state)
        self.poke()

    def detach(self, output: VideoOutput, *, to: MediaSource | None = None) -> None:
        """Show it in one place less; the last one to leave closes it."""
        with self._lock:
            self._outputs = tuple(one for one in self._outputs if one is not output)
            last = not self._outputs
            if to is None:
                output.owner = None
                self._leaving.append(output)
        if to is not None:
            to.attach(output)
        if last:
            self.close()
        else:
            self.poke()

    def hold(self, *, paused: bool) -> None:
        """Pause or go on."""
        with self._lock:
            self._requests.paused = paused
        self.poke()

    def seek(self, position_s: float) -> None:
        """Go to a position of the current item."""
        with self._lock:
            self._requests.seek_s = max(0.0, position_s)
        self.poke()

    def close(self) -> None:
        """Ask for the end: readers are interrupted now, the worker frees the rest."""
        with self._lock:
            self._requests.closing = True
        self.sound.close()
        self._reel.retire()
        self._seat.leave()
        self.poke()

    def stats(self) -> StreamStats:
        """The counters so far."""
        stats = self.counters.stats(self._state, self._reel.live)
        return replace(
            stats,
            address=self.key.addresses[self._reel.item],
            outputs=len(self._outputs),
            damaged=self._reel.damaged,
            slipped_s=self._timeline.slipped_s,
        )

    # The worker

    def step(self, now_s: float) -> float | None:
        """Do what is due; when to come back, in monotonic seconds, or None to wait for a poke."""
        with self._lock:
            asked = replace(self._requests)
            self._requests.seek_s = None
            outputs = self._outputs
            leaving, self._leaving = self._leaving, []
        for output in leaving:
            output.free(self)
        if asked.closing:
            self._free(outputs)
            return None
        try:
            due_s = self._played(now_s, asked, outputs)
            self._timeline.delay(self._seat.shifted(self._lead_s()))
            return due_s
        except (MediaError, AddressRefused) as failure:
            self.fail(str(failure))
            return None

    def _lead_s(self) -> float:
        """How much later the picture should be, to be with its sound; what is live leads itself."""
        timeline = self._timeline
        return self.sound.follow(timeline.origin_s, leads=not timeline.is_paced)

    def fail(self, why: str) -> None:
        """Stop for good with a reason; the last picture stays. Worker only."""
        self._reel.close()
        self._pending = None
        self._change(Phase.FAILED, why)

    def _free(self, outputs: tuple[VideoOutput, ...]) -> None:
        self._reel.close()
        self._pending = self._current = None
        for output in outputs:
            output.free(self)
        self.closed = True

    def _played(
        self, now_s: float, asked: Requests, outputs: tuple[VideoOutput, ...]
    ) -> float | None:
        self._refresh(outputs)
        if self._state.phase is Phase.FAILED:
            return None
        if asked.seek_s is not None:
            self._move(asked.seek_s)
            self._poster_wanted = True
            if self._state.phase is Phase.ENDED:
                self._change(Phase.PLAYING)
        if self._state.phase is Phase.ENDED:
            return None
        if asked.paused and not self._poster_wanted:
            self._timeline.stop()
            self._change(Phase.PAUSED)
            return None
        if self._still:
            self._change(Phase.PLAYING)
            return None
        if self._pending is None:
            self._pull()
        if self._pending is None:
            return self._without_frame(now_s)
        if asked.paused:
            self._show(self._pending, outputs)
            self._pending = None
            self._change(Phase.PAUSED)
            return None
        return self._run(now_s, outputs)

    def _run(self, now_s: float, outputs: tuple[VideoOutput, ...]) -> float | None:
        frame = self._pending
        assert frame is not None
        timeline = self._timeline
        began = not timeline.running
        if began and frame.pace is None:
            start = self._seat.start(frame.position_s, self._reel.duration_s, now_s)
            if start.at_s is None:
                return self._not_yet(start, frame, outputs, now_s)
            timeline.start(start.at_s)
        elif began:
            timeline.start(now_s)
        elif self._watch.was_empty:
            timeline.resume(now_s)
            if frame.pace is not None and timeline.due_s < now_s:
                frame.pace.missed(now_s - timeline.due_s)
        self._watch.frame_came()
        due_s = timeline.due_s
        if due_s > now_s + EARLY_S:
            return due_s
        self._pending = None
        if now_s - due_s < frame.duration_s:
            self._show(frame, outputs)
            self._pull()
        else:
            frame = self._newest_due(frame)
            self._show(frame, outputs)
            if not self._seat.is_taken:
                timeline.slip(time.monotonic())
            if self._pending is None and self._signal is not Signal.AGAIN:
                self._pull()
        if began and frame.pace is None and not self._seat.is_taken:
            # Streams that begin together would all be due in the same moment for ever.
            timeline.delay(self._phase_share * frame.duration_s)
            if not self._local:
                timeline.delay(NETWORK_START_S)
            elif self.sound.is_heard:
                timeline.delay(SOUND_START_S)
        if self._pending is not None:
            return timeline.due_s
        return self._without_frame(now_s)

    def _not_yet(
        self, start: Start, frame: TimedFrame, outputs: tuple[VideoOutput, ...], now_s: float
    ) -> float | None:
        """Wait for the group, or find where it is."""
        if start.seek_s is not None:
            self._move(start.seek_s)
            return now_s
        if self._current is None:
            self._show(frame, outputs)
        return start.again_s

    def _move(self, position_s: float) -> None:
        self._reel.seek(position_s)
        self._timeline.stop()
        self._pending = None
        self._still = False
        self._frames_in_run = 0
        self._signal = Signal.AGAIN

    def _newest_due(self, frame: TimedFrame) -> TimedFrame:
        for _ in range(SPARING_BURST if self.room.is_sparing else BURST):
            self._pull()
            if self._pending is None:
                if self._signal is Signal.AGAIN:
                    continue
                return frame
            if self._timeline.due_s > time.monotonic():
                return frame
            self.counters.dropped += 1
            frame, self._pending = self._pending, None
        self._signal = Signal.AGAIN
        return frame

    def _pull(self) -> None:
        """Make the next frame pending, or remember why there is none."""
        began_s = time.perf_counter()
        found = self._reel.next_frame()
        if isinstance(found, Signal):
            self._signal = found
            return
        self.counters.count_decoded(time.perf_counter() - began_s)
        if found.seam:
            self.counters.begin_run()
            # A loop of a single frame is a still picture: it is shown and costs nothing more.
            alone = self._local and self.key.loop and len(self.key.addresses) == 1
            self._still = alone and self._frames_in_run == 1
            self._frames_in_run = 0
        self._frames_in_run += 1
        self._timeline.place(found)
        self._timeline.shift(self.sound.place(*self._reel.at, self._timeline.base_s))
        self._pending = found

    def _without_frame(self, now_s: float) -> float | None:
        if self._signal is Signal.AGAIN:
            return now_s
        if self._signal is Signal.END:
            end_s = self._timeline.end_s
            if self._timeline.running and now_s < end_s:
                return end_s
            self._change(Phase.ENDED)
            return None
        verdict = self._watch.nothing(
            now_s, self._state.media, self._reel, has_picture=self._current is not None
        )
        self._tell(verdict)
        if verdict.reopen:
            self._reel.reopen()
        return verdict.again_at_s

    def _tell(self, verdict: Verdict) -> None:
        if verdict.phase is not None:
            address = self.key.addresses[self._reel.item]
            self._change(verdict.phase, verdict.why and f"{address}: {verdict.why}")

    def _show(self, frame: TimedFrame, outputs: tuple[VideoOutput, ...]) -> None:
        self._current = frame
        # Told first: who paints the picture knows then what it is.
        if not self._requests.paused:
            self._tell(self._watch.shown(frame, time.monotonic()))
        began_s = time.perf_counter()
        self._poster_wanted = False
        done: dict[ScaledKey, Slot] = {}
        for output in outputs:
            output.write(self, frame, done)
        self.counters.count_shown(time.perf_counter() - began_s)

    def _refresh(self, outputs: tuple[VideoOutput, ...]) -> None:
        # Resized or new: the picture that is shown, once more.
        if self._current is None:
            return
        done: dict[ScaledKey, Slot] = {}
        for output in outputs:
            if not output.shows(self._current):
                self.room.hold(output.size_px)
                output.write(self, self._current, done)

    def _change(self, phase: Phase, why: str = "") -> None:
        facts = self._reel.facts or self._state.media
        before = self._state
        caption = self._current.caption if self._current else ""
        after = PlaybackState(phase, why, 0.0, self._reel.item, facts, caption)
        if after == before:
            return
        self._state = after
        told = self.state
        for output in self._outputs:
            output.tell(self, told)
