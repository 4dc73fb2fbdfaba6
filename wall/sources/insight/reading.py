"""Reading the store while posts come, change and go: each of them counts once.

A post that something happened to meanwhile was read before that, is read after it, or is not read
at all; what is told to a measure then goes on from what was read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime

from wall.insight.counting import DAY_S
from wall.insight.spikes import QUARTER_S
from wall.model.post_queries import PostQuery
from wall.sources.post_stream import LATE_S, KeptPost, PostChanges, PostStream, Slice

Spans = tuple[tuple[float, float], ...]
"""Of time: from when on, until before when."""
RECENT_S = 60.0
"""What was heard of so shortly before the reading may come a second time, as an arrival."""


def read_from(now: float, span_s: float) -> float:
    """Where a quarter-hour begins from which on posts are read one by one: what they are counted
    in looks so far back, and spikes a day."""
    return (now - max(span_s, DAY_S)) // QUARTER_S * QUARTER_S - QUARTER_S


async def heard_since(posts: PostStream, since: float) -> float | None:
    """When the site first heard of a post as it happened, of those published after that time."""
    query = PostQuery(since=datetime.fromtimestamp(since, UTC))
    async with aclosing(posts.history(query, batch=200)) as batches:
        async for batch in batches:
            for kept in batch:
                if not kept.late:
                    return (kept.post.observed_at or kept.post.at).timestamp()
    return None


class Reading:
    """On the loop: `heard` while it lasts, `read` for what the store had, `meanwhile` last."""

    def __init__(self) -> None:
        self._waiting: list[tuple[PostChanges, Spans]] = []
        self._touched: set[str] = set()
        self._read: dict[str, KeptPost] = {}
        """Those that may be spoken of."""
        self._spans: Spans = ()
        """What was published then has been read."""

    def heard(self, changes: PostChanges) -> None:
        self._waiting.append((changes, self._spans))
        self._touched.update(kept.post.id for kept in (*changes.arrived, *changes.gone))
        self._touched.update(before.post.id for before, _ in changes.changed)

    def read(self, some: Sequence[KeptPost], now: float) -> None:
        """Of a history that comes oldest first."""
        if some:
            until = math.nextafter(some[-1].post.at.timestamp(), math.inf)
            self.read_slice(Slice(-math.inf, until, some), now)

    def read_slice(self, told: Slice, now: float) -> None:
        posts = told.posts
        if told.since >= told.until:
            # Their time is not claimed yet: what happens to them before it is would be missed.
            self._read.update((kept.post.id, kept) for kept in posts)
            return
        if not self._touched and told.until < now - RECENT_S - LATE_S:
            posts = [kept for kept in posts if kept.late]
        for kept in posts:
            heard_at = (kept.post.observed_at or kept.post.at).timestamp()
            if kept.post.id in self._touched or heard_at >= now - RECENT_S:
                self._read[kept.post.id] = kept
        self._spans = _joined(self._spans, (told.since, told.until))

    @property
    def number(self) -> int:
        """Of what was heard until now."""
        return len(self._waiting)

    def counted(self, since: float, until: float, number: int) -> bool:
        """What was published between is counted, none of it read. False where something happened
        to that while it was counted, after so much had been heard: then it must be counted again.
        What happened to it before needs no telling."""

        def inside(kept: KeptPost) -> bool:
            return since <= kept.post.at.timestamp() < until

        if any(inside(kept) for changes, _ in self._waiting[number:] for kept in _all_of(changes)):
            return False
        self._waiting = [(_outside(said, inside), spans) for said, spans in self._waiting]
        self._spans = _joined(self._spans, (since, until))
        return True

    def meanwhile(self) -> Iterator[PostChanges]:
        """What happened, as it is to be told to somebody who knows what was read."""
        known = dict(self._read)
        """Posts as they have been told, of which that is known."""
        gone: set[str] = set()
        for changes, spans in self._waiting:
            arrived: list[KeptPost] = []
            changed: list[tuple[KeptPost, KeptPost]] = []
            for kept in changes.arrived:
                was = known.get(kept.post.id)
                known[kept.post.id] = kept
                if was is None:
                    arrived.append(kept)
                else:
                    changed.append((was, kept))
            for before, after in changes.changed:
                name = before.post.id
                was = known.get(name) or _if_read(before, spans, gone)
                known[name] = after
                if was is None:
                    arrived.append(after)
                else:
                    changed.append((was, after))
            left = []
            for kept in changes.gone:
                was = known.pop(kept.post.id, None) or _if_read(kept, spans, gone)
                gone.add(kept.post.id)
                if was is not None:
                    left.append(was)
            yield PostChanges(arrived=arrived, changed=changed, gone=left)


def _all_of(changes: PostChanges) -> Iterator[KeptPost]:
    yield from changes.arrived
    yield from changes.gone
    for pair in changes.changed:
        yield from pair


def _outside(changes: PostChanges, inside: Callable[[KeptPost], bool]) -> PostChanges:
    """The rest. A post that was published at another time, as it says now, came or went."""
    pairs = [(before, after, inside(before), inside(after)) for before, after in changes.changed]
    return PostChanges(
        arrived=[
            *(kept for kept in changes.arrived if not inside(kept)),
            *(after for _, after, was, is_now in pairs if was and not is_now),
        ],
        changed=[(before, after) for before, after, was, is_now in pairs if not (was or is_now)],
        gone=[
            *(kept for kept in changes.gone if not inside(kept)),
            *(before for before, _, was, is_now in pairs if is_now and not was),
        ],
    )


def _if_read(kept: KeptPost, spans: Spans, gone: set[str]) -> KeptPost | None:
    """It was read as it was then, or not at all."""
    at = kept.post.at.timestamp()
    was_read = any(since <= at < until for since, until in spans)
    return kept if was_read and kept.post.id not in gone else None


def _joined(spans: Spans, new: tuple[float, float]) -> Spans:
    """Those that touch become one: there are only ever a few."""
    apart = [span for span in spans if span[1] < new[0] or new[1] < span[0]]
    touching = [new, *(span for span in spans if span not in apart)]
    return (*apart, (min(one for one, _ in touching), max(other for _, other in touching)))
