"""What sources deliver, and which tiles get it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wall.display.frame_clock import FrameClock
from wall.display.tile_items import TileItem
from wall.link.messages import PostsDelta, SourceData, SourceHealth, Subscribe
from wall.model.datasets import MAX_POSTS, Dataset, Posts
from wall.model.tiles import Health

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Delivery:
    dataset: Dataset
    watermark: int
    at: float
    """Controller time."""


class Feeding:
    """The newest dataset of each source that some tile needs."""

    def __init__(
        self,
        items: Callable[[], Iterable[TileItem]],
        clock: FrameClock,
        send: Callable[[Subscribe], None],
    ) -> None:
        self._items = items
        self._clock = clock
        self._send = send
        self._newest: dict[str, _Delivery] = {}
        self._health: dict[str, Health] = {}
        self._subscribed: frozenset[str] | None = None

    def subscribe(self) -> None:
        """Ask for what the tiles need now, if that is not what was asked before."""
        needed = frozenset(item.tile.source for item in self._items() if item.tile.source)
        if needed == self._subscribed:
            return
        self._subscribed = needed
        for source in self._newest.keys() - needed:
            del self._newest[source]
        for source in self._health.keys() - needed:
            del self._health[source]
        self._send(Subscribe(sources=tuple(sorted(needed))))

    def subscribe_again(self) -> None:
        """A new connection, or a gap: the controller answers with whole datasets."""
        self._subscribed = None
        self.subscribe()

    def feed(self, item: TileItem) -> None:
        """A new item gets what is there."""
        source = item.tile.source
        delivery = self._newest.get(source) if source else None
        if delivery is not None:
            item.receive(delivery.dataset, delivery.at)
        health = self._health.get(source) if source else None
        if health is not None:
            item.source_health(health)

    def deliver(self, message: SourceData) -> None:
        self._take(message.source, message.dataset, message.watermark)

    def deliver_delta(self, message: PostsDelta) -> None:
        known = self._newest.get(message.source)
        if known is None:
            return
        if message.watermark <= known.watermark:
            return
        if message.watermark != known.watermark + 1 or not isinstance(known.dataset, Posts):
            log.info("source %s: a gap before %d", message.source, message.watermark)
            self.subscribe_again()
            return
        self._take(message.source, with_delta(known.dataset, message), message.watermark)

    def deliver_health(self, message: SourceHealth) -> None:
        self._health[message.source] = message.health
        for item in self._of(message.source):
            item.source_health(message.health)

    def _take(self, source: str, dataset: Dataset, watermark: int) -> None:
        delivery = _Delivery(dataset, watermark, self._clock.now())
        self._newest[source] = delivery
        for item in self._of(source):
            item.receive(dataset, delivery.at)

    def _of(self, source: str) -> list[TileItem]:
        return [item for item in self._items() if item.tile.source == source]


def with_delta(posts: Posts, delta: PostsDelta) -> Posts:
    """Posts after upserts and removals, newest first."""
    by_id = {post.id: post for post in posts.posts}
    for gone in delta.removals:
        by_id.pop(gone, None)
    by_id.update((post.id, post) for post in delta.upserts)
    ordered = sorted(by_id.values(), key=lambda post: post.at, reverse=True)
    return Posts(posts=tuple(ordered[:MAX_POSTS]))
