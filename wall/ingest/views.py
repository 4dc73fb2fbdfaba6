"""Views: the newest posts of each source, as walls see them. On the loop.

On walls for the room everything but what was stashed or rejected; on public ones what is approved.
A view is kept up by what the stream tells; the store is asked when a view is made, and when posts
went that older ones can stand in for. Of a flood it takes up a few a second: see `Arrivals`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from wall.errors import StoreUnavailable
from wall.ingest.outgoing import Outgoing
from wall.ingest.pipeline import Done
from wall.ingest.stream import PUBLIC
from wall.model.datasets import Posts
from wall.model.post_queries import PostState
from wall.model.posts import Post
from wall.protocol.post_requests import PostEntry
from wall.sources.arriving import WAIT_S, Arrivals

log = logging.getLogger(__name__)

INTERNAL = frozenset[PostState]({"pending", "approved", "shown"})
REFILL_AFTER_S = 0.5
Ask = Callable[[str, bool, int], Awaitable[list[PostEntry]]]
"""Source, whether for public walls, how many → the newest, and all that are pinned."""


class View:
    """The newest posts of one source for one sort of walls; says into an Outgoing what differs."""

    def __init__(self, source: str, keep: int, outgoing: Outgoing, *, public: bool) -> None:
        self.source = source
        self.keep = keep
        self.public = public
        self.outgoing = outgoing
        self.has: Callable[[str], bool] | None = None
        """Whether the source has it still; None: it says what is deleted."""
        self._states = PUBLIC if public else INTERNAL
        self._members: dict[str, Post] = {}
        self._arrivals = Arrivals(keep)
        self._window: dict[str, Post] = {}
        self._told = False
        self._has_older = False
        self._moved: set[str] | None = None
        """What was put or dropped while the store is asked: it is newer than the answer."""

    @property
    def is_behind(self) -> bool:
        """Whether newer posts wait to be told; `tell` again in a moment."""
        return self._arrivals.is_behind

    @property
    def oldest(self) -> float | None:
        """When the oldest post of the window was published, in seconds since the epoch."""
        return min((post.at.timestamp() for post in self._window.values()), default=None)

    def posts(self) -> Posts:
        return Posts(posts=tuple(self._window.values()))

    async def fill(self, ask: Ask) -> None:
        """With what the store has. Raises StoreUnavailable."""
        self._moved = set()
        try:
            entries = await ask(self.source, self.public, self.keep)
            moved = self._moved
        finally:
            self._moved = None
        for entry in entries:
            if entry.post.id not in moved:
                self.put(entry)
        self._has_older = len(entries) >= self.keep

    def restore(self) -> Posts:
        """What it was filled with, to be shown before anything is told."""
        self._window = self._newest()
        return self.posts()

    def put(self, entry: PostEntry) -> None:
        if self._moved is not None:
            self._moved.add(entry.post.id)
        if entry.state in self._states:
            self._members[entry.post.id] = entry.post
        else:
            self._members.pop(entry.post.id, None)

    def drop(self, post: str) -> None:
        if self._moved is not None:
            self._moved.add(post)
        self._members.pop(post, None)

    def tell(self) -> bool:
        """Say what differs; whether older posts could stand in for what went."""
        window = self._newest()
        before, self._window = self._window, window
        if not self._told:
            self._told = True
            self.outgoing.whole(self.posts())
        else:
            upserts = [post for name, post in window.items() if before.get(name) != post]
            removals = [name for name in before if name not in window]
            if upserts or removals:
                self.outgoing.changed(upserts, removals)
        if len(self._members) > self.keep:
            self._has_older = True
        if len(self._members) > 2 * self.keep + 50:
            self._members = self._arrivals.bounded(self._members)
        return self._has_older and self.has is None and len(window) < self.keep

    def _newest(self) -> dict[str, Post]:
        members = self._members
        if self.has is not None:
            members = {name: post for name, post in members.items() if self.has(name)}
        return {post.id: post for post in self._arrivals.choose(members)}


class Views:
    """All views, found by source."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._of: dict[str, list[View]] = {}
        self._also: dict[str, set[str]] = {}
        """Post → further sources that brought it."""
        self._refilling: dict[View, asyncio.Task[None]] = {}
        self._catching_up: dict[View, asyncio.TimerHandle] = {}

    async def add(self, view: View) -> None:
        """Fill it and keep it up."""
        self._of.setdefault(view.source, []).append(view)
        await self._fill(view)

    def of(self, source: str) -> list[View]:
        return self._of.get(source, [])

    def remove(self, view: View) -> None:
        views = [other for other in self.of(view.source) if other is not view]
        self._of[view.source] = views
        if not views:
            del self._of[view.source]
            self._also = {
                post: rest
                for post, sources in self._also.items()
                if (rest := sources - {view.source})
            }
        waiting = (self._refilling.pop(view, None), self._catching_up.pop(view, None))
        for one in waiting:
            if one is not None:
                one.cancel()

    def heard(self, done: Done) -> None:
        touched: dict[View, None] = {}
        for source, entries in done.brought.items():
            for view in self.of(source):
                touched[view] = None
            for entry in entries:
                if entry.post.source != source and self.of(source):
                    self._also.setdefault(entry.post.id, set()).add(source)
                    for view in self.of(source):
                        view.put(entry)
        for change in done.changes:
            for view in self._showing(change.after):
                view.put(change.after)
                touched[view] = None
        for entry in done.gone:
            for view in self._showing(entry):
                view.drop(entry.post.id)
                touched[view] = None
            self._also.pop(entry.post.id, None)
        for view in touched:
            if self._tell(view) and view not in self._refilling:
                self._refilling[view] = asyncio.create_task(self._refill(view))

    def close(self) -> None:
        for task in self._refilling.values():
            task.cancel()
        for timer in self._catching_up.values():
            timer.cancel()

    def _tell(self, view: View) -> bool:
        """As `View.tell`, and again while newer posts wait."""
        if (timer := self._catching_up.pop(view, None)) is not None:
            timer.cancel()
        could_refill = view.tell()
        if view.is_behind:
            loop = asyncio.get_running_loop()
            self._catching_up[view] = loop.call_later(WAIT_S, self._tell, view)
        return could_refill

    def _showing(self, entry: PostEntry) -> list[View]:
        views = self.of(entry.post.source)
        also = self._also.get(entry.post.id)
        if also is None:
            return views
        return [*views, *(view for source in also for view in self.of(source))]

    async def _refill(self, view: View) -> None:
        await asyncio.sleep(REFILL_AFTER_S)
        try:
            await self._fill(view)
        finally:
            self._refilling.pop(view, None)
        self._tell(view)

    async def _fill(self, view: View) -> None:
        try:
            await view.fill(self._ask)
        except StoreUnavailable as error:
            log.error("the posts of source '%s' cannot be read: %s", view.source, error)
