"""Measures that compare named sides: share of voice, and a race by hashtag."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wall.insight.counting import Spans
from wall.insight.matching import tag_key
from wall.insight.measuring import Kept, Tally, author_number
from wall.model.datasets import Column, Table

MAX_VOTERS = 200_000
"""Of a race; beyond them, the oldest votes are forgotten, whatever order they were told in."""
MAX_VOTES = 20
"""Posts of one author that are remembered, the newest ones."""
_NOW, _BEFORE = 0, 1


@dataclass(frozen=True)
class Side:
    """A name with what belongs to it: a topic, or hashtags."""

    name: str
    topic: str = ""
    hashtags: tuple[str, ...] = ()
    color: str = ""


class Sides:
    """Which sides a post belongs to."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sides = tuple(sides)
        self._topics = {side.topic: n for n, side in enumerate(sides) if side.topic}
        self._tags = {tag_key(tag): n for n, side in enumerate(sides) for tag in side.hashtags}

    def of(self, kept: Kept) -> frozenset[int]:
        found = {self._topics[topic] for topic in kept.post.topics if topic in self._topics}
        if self._tags:
            keys = map(tag_key, kept.post.hashtags)
            found.update(self._tags[key] for key in keys if key in self._tags)
        return frozenset(found)


class ShareOfVoice(Tally[int]):
    """How much is said of each side; a post of several sides counts for each."""

    def __init__(self, sides: Sequence[Side], span_s: float, grain_s: float | None = None) -> None:
        spans = Spans.of(span_s, grain_s)
        self._sides = Sides(sides)
        super().__init__(spans.grain_s, spans.now, spans.before)

    def amounts(self, kept: Kept) -> Iterable[tuple[int, int]]:
        return [(side, 1) for side in self._sides.of(kept)]

    def dataset(self, now: float) -> Table:
        self.advance(now)
        now_, before = self._counts.totals(_NOW), self._counts.totals(_BEFORE)
        return Table(
            columns=(
                Column(name="Topic"),
                Column(name="Posts", numeric=True),
                Column(name="Before", numeric=True),
                Column(name="Color"),
            ),
            rows=tuple(
                (side.name, float(now_.get(n, 0)), float(before.get(n, 0)), side.color)
                for n, side in enumerate(self._sides.sides)
            ),
        )


@dataclass
class _Voter:
    votes: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Post → when, and for which side."""

    @property
    def side(self) -> int | None:
        """That of the newest post; of two at the same time that of the greater id."""
        newest = max(self.votes, key=lambda post: (self.votes[post][0], post), default=None)
        return self.votes[newest][1] if newest is not None else None


class Race:
    """Votes by hashtag. One vote for each author: the side of the newest post counts.

    A post with hashtags of several sides is no vote. Without `one_each`, every post is a vote.
    """

    def __init__(
        self,
        sides: Sequence[Side],
        span_s: float,
        *,
        one_each: bool = True,
        grain_s: float | None = None,
        max_voters: int = MAX_VOTERS,
    ) -> None:
        self._max_voters = max_voters
        self._spans = Spans.of(span_s, grain_s)
        self._sides = Sides(sides)
        self._one_each = one_each
        self._votes = [0] * len(sides)
        self._voters: dict[int | str, _Voter] = {}
        self._cast: dict[int, deque[tuple[int | str, str]]] = {}
        """Bucket → author and post."""
        self._newest: int | None = None

    def advance(self, now: float) -> bool:
        newest = int(now // self._spans.grain_s)
        if self._newest is not None and newest <= self._newest:
            return False
        self._newest = newest
        for bucket in [b for b in self._cast if newest - b >= self._spans.steps]:
            for voter, post in self._cast.pop(bucket):
                self._withdraw(voter, post, bucket)
        return True

    def add(self, kept: Kept) -> None:
        at, sides = kept.moment, self._sides.of(kept)
        bucket = int(at // self._spans.grain_s)
        is_over = self._newest is not None and self._newest - bucket >= self._spans.steps
        if len(sides) != 1 or is_over:
            return
        name = self._voter_name(kept)
        voter = self._voters.get(name)
        if voter is None:
            voter = self._voters[name] = _Voter()
        was = voter.side
        voter.votes[kept.post.id] = (at, next(iter(sides)))
        if len(voter.votes) > MAX_VOTES:
            del voter.votes[min(voter.votes, key=lambda post: (voter.votes[post][0], post))]
        self._became(was, voter.side)
        self._cast.setdefault(bucket, deque()).append((name, kept.post.id))
        while len(self._voters) > self._max_voters:
            self._forget_oldest()

    def add_all(self, some: Sequence[Kept]) -> None:
        for kept in some:
            self.add(kept)

    def remove(self, kept: Kept) -> None:
        self._withdraw(self._voter_name(kept), kept.post.id, None)

    def dataset(self, now: float) -> Table:
        self.advance(now)
        return Table(
            columns=(Column(name="Side"), Column(name="Votes", numeric=True), Column(name="Color")),
            rows=tuple(
                (side.name, float(self._votes[n]), side.color)
                for n, side in enumerate(self._sides.sides)
            ),
        )

    def _voter_name(self, kept: Kept) -> int | str:
        return author_number(kept.post) if self._one_each else kept.post.id

    def _withdraw(self, name: int | str, post: str, bucket: int | None) -> None:
        """With a bucket: only the vote of that time, for a post may have come again since."""
        voter = self._voters.get(name)
        vote = voter.votes.get(post) if voter is not None else None
        if voter is None or vote is None:
            return
        if bucket is not None and int(vote[0] // self._spans.grain_s) != bucket:
            return
        was = voter.side
        del voter.votes[post]
        self._became(was, voter.side)
        if not voter.votes:
            del self._voters[name]

    def _forget_oldest(self) -> None:
        """One vote of the oldest bucket: the past is told newest first, so that who was heard of
        first may have voted last."""
        bucket = min(self._cast)
        votes = self._cast[bucket]
        voter, post = votes.popleft()
        if not votes:
            del self._cast[bucket]
        self._withdraw(voter, post, bucket)

    def _became(self, was: int | None, is_now: int | None) -> None:
        if was is not None:
            self._votes[was] -= 1
        if is_now is not None:
            self._votes[is_now] += 1
