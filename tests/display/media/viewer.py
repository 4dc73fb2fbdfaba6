"""Somebody who looks at a playback and writes down the numbers of the frames."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sized
from pathlib import Path

from bench.clips import read_counter
from wall.display.media import Phase, Playback, PlaybackState, VideoPool

LONG_ENOUGH_S = 20.0


class Viewer:
    """Takes every picture as soon as it is there and notes its number."""

    def __init__(self, pool: VideoPool) -> None:
        self._pool = pool
        self._changed = threading.Condition()
        self.playback: Playback | None = None
        self.numbers: list[int | None] = []
        self.states: list[PlaybackState] = []

    def on_frame(self) -> None:
        with self._changed:
            slot = self.playback.front() if self.playback else None
            if slot is not None:
                self.numbers.append(read_counter(slot.buffer))
            self._changed.notify_all()

    def on_state(self, state: PlaybackState) -> None:
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()

    def watch(self, playback: Playback) -> Viewer:
        """Look at this playback; its first picture may be there already."""
        with self._changed:
            self.playback = playback
        self.on_frame()
        return self

    def wait(self, condition: Callable[[], bool]) -> None:
        """Return when something seen or told makes the condition true."""
        with self._changed:
            assert self._changed.wait_for(condition, LONG_ENOUGH_S), (
                f"saw {self.numbers[-40:]}, was told {self.states[-5:]}"
            )

    def wait_for_frames(self, count: int) -> None:
        self.wait(lambda: len(self.numbers) >= count)

    def wait_for_number(self, number: int) -> None:
        self.wait(lambda: bool(self.numbers) and self.numbers[-1] == number)

    @property
    def dropped(self) -> int:
        """Frames that came too late to be shown, of all streams."""
        return sum(stream.dropped for stream in self._pool.budget().streams)

    def assert_saw(self, expected: Iterable[int], *, from_frame: int = 0) -> None:
        """Saw these in order, none twice, and none missing but what the pool says it dropped.

        On a busy machine late frames are dropped: that is the rule, not a fault.
        """
        seen = list(self.numbers[from_frame:])
        left = iter(expected)
        missing = 0
        for number in seen:
            for wanted in left:
                if wanted == number:
                    break
                missing += 1
            else:
                raise AssertionError(f"{number} is out of order in {seen}")
        if isinstance(expected, Sized):
            missing = len(expected) - len(seen)
        dropped = self.dropped
        assert missing <= dropped, f"{missing} frames are missing, {dropped} dropped: {seen}"
        assert dropped <= 10 * len(seen), f"of {dropped + len(seen)} frames these alone: {seen}"

    def assert_saw_from(self, first: int, end: int) -> None:
        """After a seek to `first`, the frames up to `end`; late ones may be dropped."""
        sought = next(place for place, number in enumerate(self.numbers) if number >= first)
        self.assert_saw(range(first, end), from_frame=sought)

    def wait_for_phase(self, phase: Phase) -> PlaybackState:
        self.wait(lambda: bool(self.states) and self.states[-1].phase is phase)
        return self.states[-1]


Show = Callable[..., Viewer]
Clip = Callable[..., Path]
