"""The journal as the controller knows it. Nothing above may know which implementation it is."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol

from wall.control.entries import Entry
from wall.control.staging import KeptStage
from wall.model.scene import Scene
from wall.model.values import Value


class Page(Value):
    """A part of the history, newest first."""

    entries: tuple[Entry, ...]
    older: int | None
    """What to give as `before` for the next page; None on the last one."""


class Journal(Protocol):
    """Methods that read block on the disk: call them from a worker thread where that matters.

    All raise JournalUnavailable where the journal cannot do it, and are safe to call from any
    thread.
    """

    @property
    def problems(self) -> tuple[str, ...]:
        """What people should know of this journal, in sentences: damage found, work refused."""

    def append(self, entry: Entry) -> Future[None]:
        """Does not block; the entry is on disk when the future is done.

        Entries of one wall are given in revision order without gaps, beginning with revision 1
        or after a snapshot. A failed entry fails all that follow it, until its revision is given
        again: callers take failed entries back (`Store.rollback`) and go on.
        """

    def restore(self, wall: str) -> Scene | None:
        """The newest scene: the last snapshot with all later changes. None for an unknown wall."""

    def recent(self, wall: str, limit: int) -> tuple[Entry, ...]:
        """The last entries of a wall in revision order, for undo and conflicts."""

    def history(
        self,
        wall: str | None,
        limit: int,
        before: int | None = None,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> Page:
        """Newest first, of one wall or of all; `before` is `Page.older` of the page before.

        `since` and `until` (seconds since the epoch) leave out what was earlier and later.
        """

    def scene_at(self, wall: str, at: float) -> Scene | None:
        """The wall as it was then (seconds since the epoch); None where nothing is kept of it."""

    def scene_of(self, wall: str, revision: int) -> Scene | None:
        """The wall at a revision; None where nothing is kept of it."""

    def uploads(self) -> frozenset[str]:
        """SHA-256 of every upload that the kept history and its scenes name."""

    def snapshot(self, scene: Scene, at: float) -> None:
        """Keep a whole scene: the newest of its wall, or the first of a wall not known yet.

        The journal takes its own every so many entries; this is for what begins elsewhere.
        """

    def keep_stage(self, stage: KeptStage) -> Future[None]:
        """Does not block; the stage is on disk, in the place of what had its name, when the
        future is done. No history is kept of stages."""

    def forget_stage(self, name: str) -> Future[None]:
        """Does not block. It was taken or given up."""

    def stages(self) -> tuple[KeptStage, ...]:
        """Those that are kept, the first one begun first."""

    def prune(self, before: float) -> int:
        """Forget entries from before this time (seconds since the epoch); returns how many.

        What is needed to tell the scene at that time and later is kept.
        """

    def close(self) -> None:
        """Write what was given, then end. May be called twice."""
