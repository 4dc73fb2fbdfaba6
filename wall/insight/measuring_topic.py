"""The measure of one subject at one look: since when, how much, in which mood, by whom."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo
from typing import NamedTuple

from wall.insight.counting import DAY_S, SlidingCounts, Span, Spans
from wall.insight.knowing import Accounts
from wall.insight.measuring import Kept, author_number, moment
from wall.insight.measuring_figures import reach_of
from wall.insight.moods import mood
from wall.insight.spike_watching import SpikeWatch, hourly
from wall.model.datasets import TopicCard, ValuePoint, Voice
from wall.model.posts import Author, Post

MAX_NEWEST, MAX_STATEMENTS, SHOWN_NEWEST = 60, 20, 8
"""Posts that are remembered: a few more than are shown, for the time when some are taken away."""
MAX_AUTHORS = 5000
"""Whose names are remembered; beyond them, who spoke first is forgotten."""
_HISTORY_GRAIN_S = 900.0
_RECENT = 0


class _Seen(NamedTuple):
    """An account in its newest post."""

    at: float
    author: Author
    network: str


class _Newest:
    """The newest posts by id, bounded."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ordered: list[tuple[float, str]] = []
        self._posts: dict[str, Post] = {}

    def add(self, post: Post) -> None:
        self.remove(post)
        insort(self._ordered, (moment(post), post.id))
        self._posts[post.id] = post
        if len(self._ordered) > self._most:
            del self._posts[self._ordered.pop(0)[1]]

    def remove(self, post: Post) -> None:
        if self._posts.pop(post.id, None) is not None:
            self._ordered = [known for known in self._ordered if known[1] != post.id]

    def newest(self, number: int) -> tuple[Post, ...]:
        return tuple(self._posts[name] for _, name in reversed(self._ordered[-number:]))


class TopicMeasure:
    """One subject. What it says of moods and voices is about the window."""

    def __init__(
        self,
        title: str,
        official: Iterable[str] = (),
        span_s: float = DAY_S,
        *,
        zone: tzinfo = UTC,
        series: int = 1,
        voices: int = 8,
    ) -> None:
        self._title = title
        self._official = Accounts(official)
        self._voices = voices
        self.watch = SpikeWatch(zone, series)
        spans = Spans.of(span_s)
        self._moods = SlidingCounts[str](spans.grain_s, (spans.now,))
        self._posts = SlidingCounts[int](spans.grain_s, (spans.now,))
        self._reach = SlidingCounts[int](spans.grain_s, (spans.now,))
        day = round(DAY_S / _HISTORY_GRAIN_S)
        self._history = SlidingCounts[None](_HISTORY_GRAIN_S, (Span(0, day),))
        self._minutes = SlidingCounts[None](60.0, (Span(0, 60), Span(0, round(DAY_S / 60))))
        self._authors: dict[int, _Seen] = {}
        self._newest, self._statements = _Newest(MAX_NEWEST), _Newest(MAX_STATEMENTS)

    def advance(self, now: float) -> bool:
        counts = (self._moods, self._posts, self._reach, self._history, self._minutes)
        turned = [one.advance(now) for one in counts]
        alarmed = self.watch.advance(now)
        return any(turned) or alarmed

    def taught(self, now: float, since: float | None = None) -> None:
        self.watch.taught(now, since)

    def add(self, kept: Kept) -> None:
        post = kept.post
        self._count(kept, 1)
        self.watch.add(kept)
        self._newest.add(post)
        if self._official.wrote(post):
            self._statements.add(post)
        number = author_number(post)
        known = self._authors.get(number)
        if known is None or known.at <= kept.moment:
            self._authors[number] = _Seen(kept.moment, post.author, post.network)
        if len(self._authors) > MAX_AUTHORS:
            # Posts of the past come newest first: it is not the first in here who spoke first.
            seen = sorted(self._authors.items(), key=lambda item: item[1].at)
            self._authors = dict(seen[-MAX_AUTHORS * 3 // 4 :])

    def add_all(self, some: Sequence[Kept]) -> None:
        for kept in some:
            self.add(kept)

    def remove(self, kept: Kept) -> None:
        self._count(kept, -1)
        self.watch.remove(kept)
        self._newest.remove(kept.post)
        self._statements.remove(kept.post)

    def dataset(self, now: float) -> TopicCard:
        self.advance(now)
        moods = self._moods.totals()
        statements = self._statements.newest(1)
        points = ((at, counts.get(None, 0)) for at, counts in self._history.buckets(_RECENT))
        return TopicCard(
            title=self._title,
            since=self.watch.since,
            count=self._since(self.watch.since),
            hourly=float(max(0, self._minutes.total(0))),
            usual_hourly=hourly(self.watch.usual(now)),
            history=tuple(ValuePoint(at=at, value=float(count)) for at, count in points),
            positive=moods.get("positive", 0),
            negative=moods.get("negative", 0),
            neutral=moods.get("neutral", 0),
            voices=self._loudest(),
            statement=statements[0] if statements else None,
            newest=self._newest.newest(SHOWN_NEWEST),
        )

    def _since(self, since: float | None) -> int:
        """Posts of the last day, or since it began."""
        if since is None:
            return max(0, self._minutes.total(1))
        buckets = self._minutes.buckets(1)
        return max(0, sum(counts.get(None, 0) for at, counts in buckets if at + 60 > since))

    def _loudest(self) -> tuple[Voice, ...]:
        posts, reach = self._posts.totals(), self._reach.totals()
        order = sorted(posts, key=lambda n: (-reach.get(n, 0), -posts[n], n))
        found: list[Voice] = []
        for number in order:
            known = self._authors.get(number)
            if known is not None and posts[number] > 0:
                told = reach.get(number) or None
                author, network = known.author, known.network
                found.append(Voice(author=author, network=network, posts=posts[number], reach=told))
            if len(found) >= self._voices:
                break
        return tuple(found)

    def _count(self, kept: Kept, sign: int) -> None:
        at, number = kept.moment, author_number(kept.post)
        self._moods.add(at, mood(kept.post.sentiment), sign)
        self._posts.add(at, number, sign)
        if reach := reach_of(kept):
            self._reach.add(at, number, sign * reach)
        self._history.add(at, None, sign)
        self._minutes.add(at, None, sign)
