"""Posts that are taken off the walls at once, and the decisions that ingest has not heard yet.

`withdrawn.json` in the data folder keeps the latter, so that a post that was pulled while ingest
was away stays away, whoever is restarted. It is handed over in the order of deciding.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wall.controller.keeping import write_private
from wall.model.values import Value
from wall.protocol.post_requests import DecidePosts

log = logging.getLogger(__name__)

MAX_WITHDRAWN = 20_000
"""The oldest of which ingest has heard go first: it delivers them no more."""
MAX_KEPT_POSTS = 10_000
FILE = "withdrawn.json"


class KeptDecision(Value):
    """A decision that ingest has not confirmed."""

    actor: str
    request: DecidePosts
    at: float


_KEPT: TypeAdapter[tuple[KeptDecision, ...]] = TypeAdapter(tuple[KeptDecision, ...])


class Withdrawals:
    """Which posts no display shows, and what ingest must still be told. On the loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._posts: OrderedDict[str, float] = OrderedDict()
        """Post → when it was withdrawn, monotonic."""
        self._open: dict[int, KeptDecision] = {}
        """By order of deciding."""
        self._last = 0
        self._writing = asyncio.Lock()
        self._on_disk: set[int] = set()
        for kept in _read(path):
            self.add(kept.request.posts)
            self._on_disk.add(self._keep(kept))

    @property
    def posts(self) -> tuple[str, ...]:
        return tuple(self._posts)

    @property
    def open(self) -> dict[int, KeptDecision]:
        """What ingest has not confirmed, the first decided first."""
        return dict(self._open)

    def add(self, posts: Iterable[str]) -> None:
        now = time.monotonic()
        for post in posts:
            self._posts.pop(post, None)
            self._posts[post] = now
        if len(self._posts) > MAX_WITHDRAWN:
            needed = self.needed()
            for post in [p for p in self._posts if p not in needed]:
                if len(self._posts) <= MAX_WITHDRAWN:
                    break
                del self._posts[post]

    def needed(self) -> set[str]:
        """Posts of which ingest has not heard."""
        return {post for kept in self._open.values() for post in kept.request.posts}

    def since(self, post: str) -> float | None:
        """When it was withdrawn, in monotonic seconds; None: it is not."""
        return self._posts.get(post)

    def restore(self, posts: Iterable[str]) -> None:
        for post in posts:
            self._posts.pop(post, None)

    def decided(self, actor: str, request: DecidePosts) -> int:
        """Somebody decided; the number under which ingest confirms it."""
        return self._keep(KeptDecision(actor=actor, request=request, at=time.time()))

    def confirmed(self, number: int) -> bool:
        """Ingest has it on disk. Whether it is written down here."""
        self._open.pop(number, None)
        return number in self._on_disk

    def overruled(self, numbers: Iterable[int], posts: Iterable[str]) -> bool:
        """What was decided about these posts before holds no more. Whether it was written down."""
        others, was_written = frozenset(posts), False
        for number in numbers:
            kept = self._open.get(number)
            if kept is None or others.isdisjoint(kept.request.posts):
                continue
            was_written = was_written or number in self._on_disk
            left = tuple(post for post in kept.request.posts if post not in others)
            if left:
                request = kept.request.model_copy(update={"posts": left})
                self._open[number] = kept.model_copy(update={"request": request})
            else:
                del self._open[number]
        return was_written

    async def write(self) -> None:
        """What is open goes to the disk. Raises OSError."""
        async with self._writing:
            while True:
                kept = self._newest()
                data = _KEPT.dump_json(tuple(reversed(kept.values())))
                await asyncio.to_thread(write_private, self._path, data)
                self._on_disk = set(kept)
                # What was confirmed or overruled meanwhile would be handed over again, and undo
                # what came after.
                if all(self._open.get(number) is one for number, one in kept.items()):
                    return

    def _newest(self) -> dict[int, KeptDecision]:
        """Those that are kept, the last decided first."""
        kept: dict[int, KeptDecision] = {}
        posts = 0
        for number, decision in reversed(self._open.items()):
            posts += len(decision.request.posts)
            if posts > MAX_KEPT_POSTS:
                log.warning("too many decisions wait for ingest; the oldest are not kept")
                break
            kept[number] = decision
        return kept

    def _keep(self, kept: KeptDecision) -> int:
        self._last += 1
        self._open[self._last] = kept
        return self._last


def _read(path: Path) -> tuple[KeptDecision, ...]:
    try:
        return _KEPT.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        log.error("%s cannot be read, so that posts pulled earlier may come back: %s", path, error)
        return ()
