"""The single writer: command → rules → journal → everybody.

Nobody hears of a change before it is on disk. If it cannot be written, the scene goes back to
what the journal holds, and the sender is told why.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from wall.control.entries import Entry
from wall.control.store import Store
from wall.journal.journal import Journal
from wall.model.actors import Actor
from wall.model.commands import Command

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HowShown:
    """How the displays bring a change onto the screens."""

    fade_ms: int = 0
    at: float | None = None
    """At this time of the controller's clock; None: as soon as everything new is ready."""


AT_ONCE = HowShown()


class Writer:
    """All methods on the loop."""

    def __init__(
        self, store: Store, journal: Journal, publish: Callable[[Entry, HowShown], None]
    ) -> None:
        self._store = store
        self._journal = journal
        self._publish = publish

    async def submit(
        self,
        actor: Actor,
        wall: str,
        commands: Sequence[Command],
        *,
        seen: int | None = None,
        reason: str = "",
        shown: HowShown = AT_ONCE,
        override: bool = False,
    ) -> Entry | None:
        """The entry, when it is on disk, or None where nothing changes.

        Raises CommandRefused, Conflict, AddressError and JournalUnavailable. A caller that is
        cancelled loses the answer, not the change.
        """
        entry = self._store.propose(
            actor,
            wall,
            commands,
            seen=seen,
            at=time.time(),
            reason=reason,
            override=override,
        )
        if entry is None:
            return None
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Entry] = loop.create_future()

        def written(future: Future[None]) -> None:
            loop.call_soon_threadsafe(self._written, entry, future, shown, done)

        self._journal.append(entry).add_done_callback(written)
        return await done

    def _written(
        self,
        entry: Entry,
        written: Future[None],
        shown: HowShown,
        done: asyncio.Future[Entry],
    ) -> None:
        """Called in the order of the journal."""
        error = written.exception()
        if error is None:
            self._store.confirm(entry)
            self._publish(entry, shown)
        else:
            log.error("revision %d of %s is taken back: %s", entry.revision, entry.wall, error)
            self._store.rollback(entry)
        if done.cancelled():
            return
        if error is None:
            done.set_result(entry)
        else:
            done.set_exception(error)
