"""A turn: what of a scene must appear together, and until when it may wait. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Turn:
    """Tiles of one change that wait for views of theirs. Times are monotonic seconds."""

    revision: int
    ids: set[str]
    deadline_s: float
    """When it is done whether or not all are ready."""
    at: float | None = None
    """Not before this time of the controller's clock."""
    fade_s: float = 0.0
    takes: bool = False
    """Another layout: much changes at once."""
    first: bool = False
    """The first picture of a wall."""

    def absorb(self, earlier: Turn) -> None:
        """An earlier turn that waits for some of the same tiles becomes part of this one."""
        self.ids |= earlier.ids
        self.first = self.first or earlier.first
        self.takes = self.takes or earlier.takes
        self.fade_s = self.fade_s or earlier.fade_s
        self.at = self.at if self.at is not None else earlier.at


def wait_s(turn: Turn, ready: bool, monotonic: float, controller_now: float) -> float:
    """Seconds until the turn is due; 0 when it is."""
    until_at = 0.0 if turn.at is None else max(0.0, turn.at - controller_now)
    until_ready = 0.0 if ready else max(0.0, turn.deadline_s - monotonic)
    return max(until_at, until_ready)
