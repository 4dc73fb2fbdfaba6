"""Outgoing: what one source says, coalesced on its way to the controller.

Policy: at most ten messages a second and source. The newest dataset wins, changes of posts are
merged, and nothing is queued: what waits is one dataset, one delta and one health.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable

from wall.ingest.bounding import MAX_CHARACTERS, bounded, characters
from wall.link.messages import PostsDelta, SourceData, SourceHealth, ToController
from wall.model.datasets import Dataset, Posts, merged
from wall.model.posts import Post
from wall.model.tiles import REPLAY, Health, HealthState

NOT_TOLD = "its source has a fault"
PAUSE_S = 0.2
"""Between two sendings, of a dataset and a health at most."""


class Outgoing:
    """What one source has to show, and how it is. On the loop."""

    def __init__(
        self,
        name: str,
        send: Callable[[ToController], None],
        changed: Callable[[str], None],
        now: Callable[[], float] = time.time,
        pause_s: float = PAUSE_S,
        mark: str = "",
    ) -> None:
        """`mark` is what tiles say beside its data."""
        self.name = name
        self._mark = mark
        self.dataset: Dataset | None = None
        self.fresh_at: float | None = None
        """When the data was last good, in seconds since the epoch."""
        self.health = Health(state=HealthState.LOADING, why="waiting for first data")
        self._send = send
        self._changed = changed
        self._now = now
        self._pause_s = pause_s
        self._watermark = 0
        self._subscribed = False
        self._whole = False
        self._upserts: dict[str, Post] = {}
        self._removals: set[str] = set()
        self._sent_health: Health | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._sent_at = float("-inf")

    # -- what the source says ---------------------------------------------------------------

    def whole(self, dataset: Dataset) -> None:
        self.dataset = bounded(dataset)
        self._forget_delta()
        self._whole = True
        self._data_changed()

    def changed(self, upserts: Iterable[Post], removals: Iterable[str] = ()) -> None:
        new, gone = tuple(upserts), tuple(removals)
        if not isinstance(self.dataset, Posts):
            self.whole(merged(Posts(), new, gone))
            return
        self.dataset = bounded(merged(self.dataset, new, gone))
        for item in gone:
            self._upserts.pop(item, None)
            self._removals.add(item)
        for post in new:
            self._removals.discard(post.id)
            self._upserts[post.id] = post
        if sum(map(characters, self._upserts.values())) > MAX_CHARACTERS:
            self._forget_delta()
            self._whole = True
        self._data_changed()

    def ok(self, note: str = "") -> None:
        self.fresh_at = self._now()
        self._be(Health(state=HealthState.OK, why=note))

    def stale(self, why: str) -> None:
        state = HealthState.FAILED if self.dataset is None else HealthState.STALE
        self._be(Health(state=state, why=why, since=self.fresh_at))

    # -- what ingest does with it -----------------------------------------------------------

    def restore(self, dataset: Dataset, fresh_at: float) -> None:
        """Data of before a restart, to show until the source has spoken."""
        self.dataset = bounded(dataset)
        self.fresh_at = fresh_at
        self._whole = True
        self.stale("from before a restart; waiting for the source")

    def be_as(self, other: Outgoing) -> None:
        """In the health of another one, which shows the same to the room. What servers say of
        themselves is not for the public."""
        self.fresh_at = other.fresh_at
        health = other.health
        why = REPLAY if health.is_replay else ""
        if health.state in (HealthState.STALE, HealthState.FAILED):
            why = NOT_TOLD
        self._be(health.model_copy(update={"why": why}))

    def refuse(self, why: str) -> None:
        """There is nothing here, and there will not be."""
        self._be(Health(state=HealthState.FAILED, why=why))

    def reconnect(self) -> None:
        """A new connection: nobody there has heard anything yet."""
        self._subscribed = False
        self._sent_health = None
        self._forget_delta()
        self._schedule()

    def subscribe(self, *, wanted: bool) -> None:
        """A new subscriber hears all that is known."""
        if wanted and not self._subscribed:
            self._forget_delta()
            self._whole = True
            self._sent_health = None
        self._subscribed = wanted
        self._schedule()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- sending ----------------------------------------------------------------------------

    def _be(self, health: Health) -> None:
        self.health = health
        self._schedule()

    def _data_changed(self) -> None:
        self._changed(self.name)
        self._schedule()

    def _forget_delta(self) -> None:
        self._upserts.clear()
        self._removals.clear()

    def _schedule(self) -> None:
        """Soon, so that what is said in one breath goes together; not sooner than allowed."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(self._sent_at + self._pause_s, loop.time()), self._flush)

    def _flush(self) -> None:
        self._timer = None
        message = self._pending()
        if message is not None:
            self._send(message)
        if self.health != self._sent_health:
            self._sent_health = self.health
            self._send(SourceHealth(source=self.name, health=self.health))
        elif message is None:
            return
        self._sent_at = asyncio.get_running_loop().time()

    def _pending(self) -> SourceData | PostsDelta | None:
        upserts, removals = tuple(self._upserts.values()), tuple(sorted(self._removals))
        whole, dataset = self._whole, self.dataset
        if not self._subscribed or dataset is None:
            return None
        self._whole = False
        self._forget_delta()
        if not whole and not upserts and not removals:
            return None
        self._watermark += 1
        if whole:
            return SourceData(
                source=self.name, watermark=self._watermark, dataset=dataset, mark=self._mark
            )
        return PostsDelta(
            source=self.name, watermark=self._watermark, upserts=upserts, removals=removals
        )
