"""Following a wall by its changes: in revision order, and a snapshot where there is a gap."""

from __future__ import annotations

from enum import Enum, auto


class Verdict(Enum):
    """What to do with the changes of a revision."""

    NEXT = auto()
    KNOWN = auto()
    """The follower has that revision already."""
    GAP = auto()
    """Something is missing: the follower needs a snapshot."""


class Following:
    """Which revision of each wall a follower has."""

    def __init__(self) -> None:
        self._revisions: dict[str, int] = {}

    def given(self, wall: str, revision: int) -> None:
        """The follower has the whole scene of this revision."""
        self._revisions[wall] = revision

    def judge(self, wall: str, revision: int) -> Verdict:
        """Note the changes of a revision as given if they are the next ones."""
        has = self._revisions.get(wall)
        if has is None or revision > has + 1:
            return Verdict.GAP
        if revision <= has:
            return Verdict.KNOWN
        self._revisions[wall] = revision
        return Verdict.NEXT

    def forget(self, wall: str) -> None:
        self._revisions.pop(wall, None)

    def revision(self, wall: str) -> int | None:
        return self._revisions.get(wall)
