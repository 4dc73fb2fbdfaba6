"""Whether a source is in trouble: nothing comes, or always the same picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from wall.display.media.states import MediaFacts, Phase
from wall.display.media.stillness import Stillness
from wall.display.media.tracks import TimedFrame

# Nothing has come for so long: say so. The picture stays.
STALL_S = 2.0
# Nothing has come yet for so long: say so, and go on waiting.
OPENING_S = 6.0
# Some cameras send a picture every few seconds.
PATIENCE_FRAMES = 2.5
# What was away for longer is no slow camera.
LONGEST_GAP_S = 20.0
# And so much longer: begin anew.
SILENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to say now, and when to look again."""

    phase: Phase | None = None
    why: str = ""
    again_at_s: float | None = None
    reopen: bool = False
    """The line is open and says nothing: a new one may say more."""


class Line(Protocol):
    """Where frames come from."""

    @property
    def trouble(self) -> str: ...
    @property
    def silence(self) -> str: ...


class Watch:
    """Looks after one source. Its worker's; times are of the monotonic clock."""

    def __init__(self, *, stands_still: bool) -> None:
        self._stands_still = stands_still
        self._stillness = Stillness()
        self._empty_since_s: float | None = None
        self._shown_s = -math.inf
        self._gap_s = 0.0
        """Between the last two pictures."""

    @property
    def was_empty(self) -> bool:
        """Whether the frame that comes now ends a dry spell."""
        return self._empty_since_s is not None

    def frame_came(self) -> None:
        """There is one to show."""
        self._empty_since_s = None

    def shown(self, frame: TimedFrame, now_s: float) -> Verdict:
        """A frame is shown."""
        gap_s, self._shown_s = now_s - self._shown_s, now_s
        self._gap_s = gap_s if gap_s < LONGEST_GAP_S else 0.0
        if frame.pace is None or self._stands_still or frame.levels is not None:
            return Verdict(Phase.PLAYING)
        if frame.seam:
            self._stillness.forget()
        self._stillness.look(frame.frame, now_s)
        if self._stillness.frozen:
            return Verdict(
                Phase.FROZEN, "the picture has frozen: data comes, and it is always the same"
            )
        return Verdict(Phase.PLAYING)

    def nothing(
        self, now_s: float, facts: MediaFacts | None, line: Line, *, has_picture: bool
    ) -> Verdict:
        """There is no frame, and the item is not over."""
        trouble = line.trouble
        if self._empty_since_s is None:
            self._empty_since_s = now_s
        told = f"{trouble or 'nothing comes any more'}; it is asked again until it answers"
        if not has_picture:
            if trouble:
                return Verdict(Phase.STALLED, told)
            return self._not_yet(now_s, line.silence)
        gap_s = self._gap_s if facts is None else max(self._gap_s, 1 / facts.fps)
        patience_s = max(STALL_S, PATIENCE_FRAMES * gap_s)
        stalled_at_s = self._empty_since_s + patience_s
        if now_s < stalled_at_s:
            return Verdict(again_at_s=stalled_at_s)
        if trouble:
            return Verdict(Phase.STALLED, told)
        silent_at_s = stalled_at_s + SILENCE_S
        if now_s < silent_at_s:
            return Verdict(Phase.STALLED, told, silent_at_s)
        self._empty_since_s = now_s
        return Verdict(Phase.STALLED, told, now_s + patience_s, reopen=True)

    def _not_yet(self, now_s: float, silence: str) -> Verdict:
        assert self._empty_since_s is not None
        told_at_s = self._empty_since_s + OPENING_S
        if not silence:
            return Verdict()
        return (
            Verdict(Phase.STALLED, silence) if now_s >= told_at_s else Verdict(again_at_s=told_at_s)
        )
