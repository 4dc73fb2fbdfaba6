"""Watching rules beside a store that fails, is too large, or holds much to learn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ingest.test_rules import MANY, rule
from tests.ingest.told_source import post
from tests.journal.posts import making
from wall.errors import StoreUnavailable
from wall.ingest import rule_watching
from wall.ingest.rule_watching import LEARNED_S, RuleWatching, Told
from wall.ingest.stream import Reading, Stream
from wall.insight.counting import DAY_S
from wall.insight.ruling import Ruling
from wall.journal.posts.interface import StoredPost
from wall.journal.posts.store import PostStore
from wall.link.ruling import RuleCalmed, RuleFired, RuleTried, TryRule
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery
from wall.model.post_rules import Firing, RuleState
from wall.model.posts import Author
from wall.sources.post_stream import KeptPost, PostChanges, Slice, TalliedBy, Tallies


def whale(number: int, ago_s: float = 60) -> KeptPost:
    at = datetime.fromtimestamp(time.time() - ago_s, UTC)
    made = post(number, "a whale").model_copy(update={"at": at})
    return KeptPost(made, "approved")


@dataclass
class Stored:
    """A store of posts whose reading can wait, and fail."""

    posts: list[KeptPost] = field(default_factory=list)
    fails: int = 0
    readable: asyncio.Event = field(default_factory=asyncio.Event)
    reads: int = 0
    topics: Mapping[str, Topic] = field(default_factory=dict)

    def follow(self, heard: Callable[[PostChanges], None]) -> Callable[[], None]:
        return lambda: None

    async def newest(self, query: PostQuery, limit: int) -> list[KeptPost]:
        return self.posts[:limit]

    async def history(
        self, query: PostQuery, batch: int = 2000
    ) -> AsyncGenerator[list[KeptPost], None]:
        self.reads += 1
        await self.readable.wait()
        if self.fails:
            self.fails -= 1
            raise StoreUnavailable("the disk is away")
        for begin in range(0, len(self.posts), batch):
            yield self.posts[begin : begin + batch]

    async def past(self, query: PostQuery, since: float, take: Callable[[Slice], None]) -> None:
        raise NotImplementedError("rules read histories")

    async def tallies(
        self, query: PostQuery, since: float, until: float, grain_s: float, by: TalliedBy
    ) -> Tallies | None:
        raise NotImplementedError("rules read histories")

    async def quarters(
        self, query: PostQuery, since: float, until: float
    ) -> Mapping[int, int] | None:
        return {}


@dataclass
class Watching:
    stored: Stored
    rules: RuleWatching
    told: list[Told]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110 -- what is told comes without a sign
                await asyncio.sleep(0.005)

    def tried(self) -> dict[int, RuleTried]:
        return {message.number: message for message in self.told if isinstance(message, RuleTried)}

    def try_rule(self, number: int) -> None:
        self.rules.try_rule(TryRule(number=number, name="many", rule=MANY, days=1))


def watching(tmp_path: Path, test: Callable[[Watching], Awaitable[None]]) -> None:
    async def main() -> None:
        told: list[Told] = []
        stored = Stored()
        rules = RuleWatching(stored, told.append, tmp_path / "rules.json")
        await test(Watching(stored, rules, told))
        await rules.close()

    asyncio.run(main())


def test_rules_are_watched_again_after_the_store_was_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rule_watching, "AGAIN_S", 0.01)

    async def test(at: Watching) -> None:
        at.stored.posts = [whale(number) for number in range(3)]
        at.stored.fails = 2
        at.stored.readable.set()
        await at.rules.run({"many": MANY})
        await at.until(lambda: any(isinstance(message, RuleFired) for message in at.told))
        assert caplog.text.count("the disk is away") == 2

    watching(tmp_path, test)


def test_a_store_that_is_away_does_not_break_the_end(tmp_path: Path) -> None:
    async def test(at: Watching) -> None:
        at.stored.fails = 1
        at.stored.readable.set()
        await at.rules.run({"many": MANY})
        await at.until(lambda: at.stored.fails == 0)
        await at.rules.close()

    watching(tmp_path, test)


def test_one_rule_is_tried_at_a_time_and_not_for_who_has_gone(tmp_path: Path) -> None:
    async def test(at: Watching) -> None:
        at.stored.posts = [whale(number) for number in range(3)]
        at.try_rule(1)
        await at.until(lambda: at.stored.reads == 1)
        at.try_rule(2)
        assert "try again" in at.tried()[2].error
        at.rules.reconnected()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        at.try_rule(3)
        at.stored.readable.set()
        await at.until(lambda: 3 in at.tried())
        assert len(at.tried()[3].firings) == 1
        assert 1 not in at.tried()

    watching(tmp_path, test)


def test_what_cannot_be_tried_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_watching, "MAX_TRIED_POSTS", 2)

    async def test(at: Watching) -> None:
        at.stored.posts = [whale(number) for number in range(3)]
        at.stored.readable.set()
        at.try_rule(1)
        await at.until(lambda: 1 in at.tried())
        assert "more than 2 posts" in at.tried()[1].error
        assert "fewer days" in at.tried()[1].error
        at.stored.fails = 1
        at.try_rule(2)
        await at.until(lambda: 2 in at.tried())
        assert "the disk is away" in at.tried()[2].error
        monkeypatch.setattr(rule_watching, "TRIED_WITHIN_S", 0.01)
        at.stored.readable.clear()
        at.try_rule(3)
        await at.until(lambda: 3 in at.tried())
        assert "took longer" in at.tried()[3].error

    watching(tmp_path, test)


def test_the_loop_has_its_turn_while_many_rules_learn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, seen = 0, list[int]()
    history = Ruling.history

    def counted(self: Ruling, arrived: list[KeptPost]) -> None:
        seen.append(turns)
        history(self, arrived)

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(Ruling, "history", counted)

    async def test(at: Watching) -> None:
        at.stored.posts = [whale(number, 400 - number) for number in range(400)]
        at.stored.readable.set()
        turning = asyncio.create_task(turn())
        await at.rules.run({f"many-{number}": MANY for number in range(100)})
        await at.until(lambda: any(isinstance(message, RuleFired) for message in at.told))
        turning.cancel()
        assert seen[-1] - seen[0] >= 39

    watching(tmp_path, test)


def test_who_was_away_hears_what_calmed_long_ago(tmp_path: Path) -> None:
    """Also of what the process before wrote down and may not have told."""
    firing = Firing(rule="many", id="many@1", at=time.time() - 3600, figure=3)
    newer = firing.model_copy(update={"rule": "new", "id": "new@1", "at": time.time() - 60})
    states = {"many": RuleState(last=firing), "new": RuleState(last=newer)}
    states["stands"] = RuleState(last=firing, standing=True)
    names = ("many", "new", "stands")
    quiet = rule(when={"share": {"over": 50}})

    def summary(told: list[Told]) -> list[tuple[str, str, bool]]:
        return [
            ("calmed", message.firing, message.at > firing.at + 3000)
            if isinstance(message, RuleCalmed)
            else ("fired", message.firing.id, message.stands)
            for message in told
            if not isinstance(message, RuleTried)
        ]

    async def test(at: Watching) -> None:
        (tmp_path / "rules.json").write_bytes(rule_watching._STATES.dump_json(states))
        # Learning waits: nothing is judged yet.
        await at.rules.run(dict.fromkeys(names, quiet))
        expected = [("calmed", "many@1", True), ("fired", "new@1", False)]
        assert summary(at.told) == expected
        at.told.clear()
        at.rules.reconnected()
        assert summary(at.told) == expected

    watching(tmp_path, test)


class Walked(Stream):
    """Remembers from when on whole histories were read."""

    def __init__(self, reading: Reading, store: PostStore) -> None:
        super().__init__(reading, store.reader)
        self.begins: list[float] = []

    def history(self, query: PostQuery, batch: int = 2000) -> AsyncGenerator[list[KeptPost], None]:
        if batch == 2000 and query.since is not None:
            self.begins.append(query.since.timestamp())
        return super().history(query, batch)


def test_a_fresh_start_knows_two_weeks_of_what_is_usual_and_reads_a_day(tmp_path: Path) -> None:
    """Whales are many at this hour of every day but yesterday, storms are few; both are as many
    now."""
    spike = {"spike": {"times": 3, "at_least": 10, "within": "10m"}}
    rules = {
        f"{subject}-by-{what}": rule(query=query, when=spike)
        for subject in ("whale", "storm")
        for what, query in (("word", {"text": subject}), ("source", {"sources": [subject]}))
    }
    now = making.NOW
    usual = {"whale": 40, "storm": 4}

    def said(subject: str, number: str, ago_s: float) -> StoredPost:
        at = datetime.fromtimestamp(now - ago_s, UTC)
        author = Author(name=number, id=number)
        fields = {"id": f"web:{subject}-{number}", "at": at, "observed_at": at, "author": author}
        one = making.post(1, f"a {subject}", source=subject, **fields)
        return making.stored(one, "approved")

    async def main() -> None:
        store = PostStore(tmp_path)
        for subject, each in usual.items():
            store.writer.upsert(
                [
                    said(subject, f"{day}-{number}", day * DAY_S - 900 + 2700 * number / (3 * each))
                    for day in range(2, 14)
                    for number in range(3 * each)
                ]
            )
            store.writer.upsert(
                [said(subject, f"now-{number}", 60 + number) for number in range(30)]
            )
        reading = Reading(store.reader())
        stream, told = Walked(reading, store), list[Told]()
        watching = RuleWatching(stream, told.append, tmp_path / "rules.json", lambda: now)
        await watching.run(rules, len(rules))
        async with asyncio.timeout(20):
            while len(told) < 2:  # noqa: ASYNC110 -- what is told comes without a sign
                await asyncio.sleep(0.005)
        await watching.close()
        firings = {one.firing.rule: one.firing for one in told if isinstance(one, RuleFired)}
        assert set(firings) == {"storm-by-word", "storm-by-source"}
        assert all(1.5 < (firing.usual or 0) < 3 for firing in firings.values())
        assert min(stream.begins) > now - DAY_S - 2 * 3600 > now - LEARNED_S
        await reading.close()
        store.close()

    asyncio.run(main())
