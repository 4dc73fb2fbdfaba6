"""What public walls may show, as the display knows it: the permit, and what was withdrawn."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from wall.display.safe_content import SafeContent
from wall.display.tile_items import TileItem
from wall.link.posting import public_name
from wall.model.datasets import Dataset, Posts, TopicCard
from wall.model.screens import Wall
from wall.model.tiles import Tile
from wall.views.services import ClockService, Services, Subscription

MAX_WITHDRAWN = 20_000
LONGEST_PERMIT_S = 30.0


class Moderating:
    """Judges tiles and datasets; `changed` is called when a permit begins or ends. Qt thread."""

    def __init__(
        self,
        clock: ClockService,
        changed: Callable[[], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._changed = changed
        self._monotonic = monotonic
        self._until = float("-inf")
        self._ending: Subscription | None = None
        self._withdrawn: OrderedDict[str, None] = OrderedDict()
        self._safe: dict[str, SafeContent] = {}
        self._plain: frozenset[str] = frozenset()

    # -- walls --------------------------------------------------------------------------------

    def follow(self, wall: Wall, services: Services) -> None:
        """A wall opens, or is another one now. What is safe there is loaded."""
        known = self._safe.get(wall.name)
        if known is not None and (known.wall, known.theme) == (wall, services.theme):
            return
        self.forget(wall.name)
        if wall.audience == "public":
            self._safe[wall.name] = SafeContent(wall, services)

    def forget(self, wall: str) -> None:
        safe = self._safe.pop(wall, None)
        if safe is not None:
            safe.close()

    def follow_sources(self, plain: Iterable[str]) -> None:
        """Those that public walls show without a permit."""
        self._plain = frozenset(plain)

    def source_of(self, wall: Wall, tile: Tile) -> str | None:
        """What is asked for in a tile's name."""
        if tile.source is None or wall.audience != "public":
            return tile.source
        return public_name(tile.source)

    def hold(self, wall: Wall, item: TileItem, *, has_data: bool) -> None:
        """Show a tile, or what is safe in its place."""
        source = item.tile.source
        may_show = has_data and (self.is_permitted or source in self._plain)
        if wall.audience != "public" or source is None or may_show:
            item.release()
        else:
            item.withhold(self._safe[wall.name])

    # -- the permit ---------------------------------------------------------------------------

    @property
    def is_permitted(self) -> bool:
        return self._monotonic() < self._until

    def permit(self, for_s: float) -> None:
        was_permitted = self.is_permitted
        self._until = self._monotonic() + min(for_s, LONGEST_PERMIT_S)
        if self._ending is not None:
            self._ending.end()
        self._ending = self._clock.after(min(for_s, LONGEST_PERMIT_S), self._ended)
        if not was_permitted:
            self._changed()

    def _ended(self) -> None:
        self._ending = None
        self._until = float("-inf")
        self._changed()

    # -- withdrawn posts ----------------------------------------------------------------------

    def withdraw(self, posts: Iterable[str]) -> None:
        for post in posts:
            self._withdrawn.pop(post, None)
            self._withdrawn[post] = None
        while len(self._withdrawn) > MAX_WITHDRAWN:
            self._withdrawn.popitem(last=False)

    def restore(self, posts: Iterable[str]) -> None:
        for post in posts:
            self._withdrawn.pop(post, None)

    def cleaned(self, dataset: Dataset) -> Dataset:
        """Without what was withdrawn; the same object where it holds nothing of that."""
        gone = self._withdrawn
        if not gone or not any(post in gone for post in posts_in(dataset)):
            return dataset
        if isinstance(dataset, Posts):
            kept = tuple(post for post in dataset.posts if post.id not in gone)
            return dataset.model_copy(update={"posts": kept})
        if isinstance(dataset, TopicCard):
            statement = dataset.statement
            told = (*dataset.newest, *((statement,) if statement is not None else ()))
            silent = [post.author for post in told if post.id in gone]
            return dataset.model_copy(
                update={
                    "statement": statement if statement and statement.id not in gone else None,
                    "newest": tuple(post for post in dataset.newest if post.id not in gone),
                    # Until it was counted without them: names and faces may be what hurts.
                    "voices": tuple(one for one in dataset.voices if one.author not in silent),
                }
            )
        return dataset

    def close(self) -> None:
        if self._ending is not None:
            self._ending.end()
        for wall in list(self._safe):
            self.forget(wall)


def posts_in(dataset: Dataset) -> Iterable[str]:
    """The ids of the posts that it holds."""
    if isinstance(dataset, Posts):
        return (post.id for post in dataset.posts)
    if isinstance(dataset, TopicCard):
        statement = (dataset.statement.id,) if dataset.statement is not None else ()
        return (*statement, *(post.id for post in dataset.newest))
    return ()
