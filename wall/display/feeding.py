"""What sources deliver, and which tiles get it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wall.display.frame_clock import FrameClock
from wall.display.moderating import Moderating, posts_in
from wall.display.tile_items import TileItem
from wall.link.messages import PostsDelta, SourceData, SourceHealth, Subscribe
from wall.link.posting import PUBLIC
from wall.model.datasets import Dataset, Posts, merged
from wall.model.screens import Wall
from wall.model.tiles import Health

log = logging.getLogger(__name__)

Placed = tuple[Wall, TileItem]


@dataclass(frozen=True)
class _Delivery:
    dataset: Dataset
    """As it was delivered, with what was withdrawn."""
    watermark: int
    at: float
    """Controller time."""
    mark: str = ""
    """Of the whole that it began with."""


class Feeding:
    """The newest dataset of each source that some tile needs.

    Sources bear the names of the link: on public walls `public:NAME` stands for NAME.
    """

    def __init__(
        self,
        items: Callable[[], Iterable[Placed]],
        clock: FrameClock,
        send: Callable[[Subscribe], None],
        faded: Callable[[], None] = lambda: None,
    ) -> None:
        """`faded` ends what still shows pictures of before."""
        self._items = items
        self._clock = clock
        self._send = send
        self._faded = faded
        self._newest: dict[str, _Delivery] = {}
        self._health: dict[str, Health] = {}
        self._subscribed: frozenset[str] | None = None
        self._public: set[str] = set()
        self._old: set[str] = set()
        """Public sources of which the newest may be from before a permit ended."""
        self.moderating = Moderating(clock, self._permit_changed)

    def subscribe(self) -> None:
        """Ask for what the tiles need now, if that is not what was asked before."""
        needed = frozenset(name for name in map(self._name, self._items()) if name)
        if needed == self._subscribed:
            return
        self._subscribed = needed
        for source in self._newest.keys() - needed:
            del self._newest[source]
        for source in self._health.keys() - needed:
            del self._health[source]
        self._old &= needed
        self._send(Subscribe(sources=tuple(sorted(needed))))

    def subscribe_again(self) -> None:
        """A new connection: the controller answers with whole datasets."""
        self._subscribed = None
        self.subscribe()

    def feed(self, wall: Wall, item: TileItem) -> None:
        """A new item gets what is there."""
        source = self._name((wall, item))
        delivery = self._newest.get(source) if source else None
        if delivery is not None:
            cleaned = self.moderating.cleaned(delivery.dataset)
            item.receive(cleaned, delivery.at, delivery.mark)
        health = self._health.get(source) if source else None
        if health is not None:
            item.source_health(health)
        self._hold((wall, item))

    def hold_all(self) -> None:
        """Walls or sources are others now. What was painted for the room alone is seen no more."""
        placed = list(self._items())
        public = {wall.name for wall, _ in placed if wall.audience == "public"}
        if public - self._public:
            self._faded()
        self._public = public
        for one in placed:
            self._hold(one)

    def deliver(self, message: SourceData) -> None:
        self._old.discard(message.source)
        self._take(message.source, message.dataset, message.watermark, message.mark)

    def deliver_delta(self, message: PostsDelta) -> None:
        known = self._newest.get(message.source)
        if known is None:
            return
        if message.watermark <= known.watermark:
            return
        if message.watermark != known.watermark + 1 or not isinstance(known.dataset, Posts):
            log.info("source %s: a gap before %d", message.source, message.watermark)
            self._ask_again({message.source})
            return
        posts = merged(known.dataset, message.upserts, message.removals)
        self._take(message.source, posts, message.watermark, known.mark)

    def deliver_health(self, message: SourceHealth) -> None:
        self._health[message.source] = message.health
        for _, item in self._of(message.source):
            item.source_health(message.health)

    def withdraw(self, posts: Iterable[str], *, restore: bool) -> None:
        """Off every tile in the next frame, whatever comes later; or back again."""
        named = frozenset(posts)
        if restore:
            self.moderating.restore(named)
        else:
            self.moderating.withdraw(named)
            self._faded()
        for source, delivery in self._newest.items():
            if named.isdisjoint(posts_in(delivery.dataset)):
                continue
            cleaned = self.moderating.cleaned(delivery.dataset)
            for wall, item in self._of(source):
                receive = item.receive if restore else item.receive_at_once
                receive(cleaned, delivery.at, delivery.mark)
                self._hold((wall, item))

    def _permit_changed(self) -> None:
        """Data that was there before the permit ended is asked for again before it is shown."""
        if self.moderating.is_permitted:
            if self._old:
                self._ask_again(self._old)
        else:
            self._old = {source for source in self._newest if source.startswith(PUBLIC)}
            self._faded()
        self.hold_all()

    def _ask_again(self, sources: Iterable[str]) -> None:
        """Leave and join: the controller answers a new subscription with the whole."""
        others = (self._subscribed or frozenset()).difference(sources)
        self._send(Subscribe(sources=tuple(sorted(others))))
        self.subscribe_again()

    def _take(self, source: str, dataset: Dataset, watermark: int, mark: str) -> None:
        delivery = _Delivery(dataset, watermark, self._clock.now(), mark)
        self._newest[source] = delivery
        cleaned = self.moderating.cleaned(dataset)
        for placed in self._of(source):
            item = placed[1]
            # What stood behind safe content is nothing to move on from.
            withheld = item.cover is not None
            receive = item.receive_at_once if withheld else item.receive
            receive(cleaned, delivery.at, mark)
            self._hold(placed)

    def _hold(self, placed: Placed) -> None:
        source = self._name(placed)
        delivery = self._newest.get(source) if source and source not in self._old else None
        has_data = delivery is not None and not self._is_empty(delivery.dataset)
        self.moderating.hold(*placed, has_data=has_data)

    def _is_empty(self, dataset: Dataset) -> bool:
        """Nobody has approved anything yet: better what is safe than an empty tile."""
        cleaned = self.moderating.cleaned(dataset)
        return isinstance(cleaned, Posts) and not cleaned.posts

    def _of(self, source: str) -> list[Placed]:
        return [placed for placed in self._items() if self._name(placed) == source]

    def _name(self, placed: Placed) -> str | None:
        wall, item = placed
        return self.moderating.source_of(wall, item.tile)
