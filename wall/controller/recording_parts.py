"""A recording that runs: what each display films of it, and what is said of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from wall.controller.followers import Follower
from wall.controller.recordings_kept import GrowingFile
from wall.model.actors import CLOCK, Actor
from wall.model.recordings import Recording
from wall.protocol.record_requests import RecordingInfo

MOST_PARTS = 12
"""Of one recording: a display that comes back begins another."""
MOST_NOTES = 12


@dataclass(eq=False)
class Part:
    """What one display films."""

    number: int
    """On the link."""
    index: int
    display: Follower
    screens: tuple[str, ...]
    growing: GrowingFile
    begun: float = field(default_factory=time.monotonic)
    heard: int = 0
    """So many pieces of its file."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """The display has sent all, or can send no more."""


@dataclass(eq=False)
class Running:
    """One that is being written."""

    info: RecordingInfo
    recording: Recording
    parts: list[Part] = field(default_factory=list)
    given_up: list[Follower] = field(default_factory=list)
    """Displays that said that they cannot."""
    notes: list[str] = field(default_factory=list)
    why: str = ""
    actor: Actor = CLOCK
    """Who ends it."""
    is_ending: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def live(self) -> list[Part]:
        return [part for part in self.parts if not part.ended.is_set()]

    @property
    def bytes(self) -> int:
        return sum(part.growing.size for part in self.parts)

    @property
    def to_join(self) -> int:
        """Bytes that its film will take once more when its parts are joined."""
        return self.bytes if len(self.parts) > 1 else 0

    @property
    def trouble(self) -> str:
        return next((part.growing.trouble for part in self.parts if part.growing.trouble), "")

    def was_lost(self, display: Follower) -> bool:
        """Whether a display of this name filmed a part that ended."""
        return any(p.display.name == display.name and p.ended.is_set() for p in self.parts)

    def note(self, what: str) -> None:
        """With the time in the film."""
        at_s = max(0, round(time.time() - self.info.since))
        if len(self.notes) < MOST_NOTES:
            self.notes.append(f"{at_s // 60}:{at_s % 60:02} {what}")

    def told(self) -> RecordingInfo:
        """As it is now."""
        update = {"size": self.bytes, "note": "; ".join(self.notes)}
        return self.info.model_copy(update=update)
