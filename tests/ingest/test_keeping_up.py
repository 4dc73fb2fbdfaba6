"""What is done with kept posts goes on after a restart, and while the store cannot be written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ingest.told_source import BEGAN, post
from wall.errors import StoreUnavailable
from wall.ingest import pipeline as pipelines
from wall.ingest.archive import Archive
from wall.ingest.backlog import Arrived, Backlog
from wall.ingest.intake import REFUSED, Intake
from wall.ingest.outgoing import Outgoing
from wall.ingest.pipeline import RULES_MARK, Done, Pipeline, Store
from wall.ingest.rules import make_rules
from wall.ingest.working import REST_S, Worker
from wall.journal.posts.store import PostStore
from wall.model.datasets import Posts
from wall.model.moderation import Moderation
from wall.model.post_queries import PostQuery
from wall.model.posts import Post

OPEN = Moderation(approve_sources=("s",))
STRICT = Moderation(approve_sources=("s",), block_words=("scandal",))
POSTS = 300


class Room:
    """A pipeline over a real store, a step at a time."""

    def __init__(self, folder: Path, rules: Moderation) -> None:
        self.store = PostStore(folder)
        self.reader = self.store.reader()
        self.backlog = Backlog(folder / "waiting.jsonl")
        self.heard: list[Done] = []
        store = Store(self.store.writer, self.reader)
        made = make_rules(rules, {})
        self.pipeline = Pipeline(self.backlog, store, made, self.heard.append, lambda: BEGAN + 500)

    def work(self) -> None:
        deadline = time.monotonic() + 30
        while (wait_s := self.pipeline.wait_s()) is not None:
            assert time.monotonic() < deadline
            if wait_s <= 0 or len(self.backlog):
                self.pipeline.step()

    def approved(self) -> int:
        return len(self.reader.newest(PostQuery(states=("approved",)), POSTS))

    def close(self) -> None:
        self.reader.close()
        self.backlog.close()
        self.store.close()


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """With approved posts, of which new rules reject all, and few of them at once."""
    monkeypatch.setattr(pipelines, "JUDGED_AT_ONCE", 10)
    monkeypatch.setattr(pipelines, "TRY_AGAIN_S", 0.05)
    room = Room(tmp_path, OPEN)
    room.backlog.put([Arrived("s", post(number, "A scandal")) for number in range(POSTS)])
    room.work()
    assert room.approved() == POSTS
    yield room
    room.close()


def unavailable(*_: object, **__: object) -> list[object]:
    raise StoreUnavailable("its disk is full")


def test_new_rules_judge_all_that_is_kept_also_where_a_restart_interrupts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines, "JUDGED_AT_ONCE", 10)

    async def main() -> None:
        archive = Archive(tmp_path, lambda _: None, now=lambda: BEGAN + 500)
        archive.start()
        await archive.be_governed(OPEN, {})
        archive.say([Arrived("s", post(number, "A scandal")) for number in range(POSTS)])

        async def approved() -> int:
            query = PostQuery(states=("approved",))
            return len(await archive.reading.ask(lambda reader: reader.newest(query, POSTS)))

        async with asyncio.timeout(30):
            while await approved() < POSTS:  # noqa: ASYNC110 -- the worker's thread has no event
                await asyncio.sleep(0.02)
        with monkeypatch.context() as patched:
            patched.setattr(pipelines.Pipeline, "_go_on_sweeping", lambda *_: time.sleep(0.01))
            await archive.be_governed(STRICT, {})
            await archive.close()
        archive = Archive(tmp_path, lambda _: None, now=lambda: BEGAN + 500)
        archive.start()
        await archive.be_governed(STRICT, {})
        async with asyncio.timeout(30):
            while await approved() or await archive.bookmark(RULES_MARK) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await archive.close()

    asyncio.run(main())


@pytest.mark.parametrize("fails", ["reading", "writing"])
def test_judging_anew_survives_a_store_that_is_away_for_a_moment(
    room: Room, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    rules = make_rules(STRICT, {})
    room.pipeline.change_rules(rules, anew=True)
    with monkeypatch.context() as patched:
        if fails == "reading":
            patched.setattr("wall.journal.posts.searching.find", unavailable)
        else:
            patched.setattr(room.store.writer, "upsert", unavailable)
        room.pipeline.step()
        assert room.pipeline.is_held
    assert room.reader.bookmark(RULES_MARK) is None
    room.work()
    assert room.approved() == 0
    assert room.reader.bookmark(RULES_MARK) == rules.digest


@pytest.mark.parametrize("fails", ["scrub", "forget_before"])
def test_a_full_disk_is_tried_again_later_and_not_at_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fails: str
) -> None:
    monkeypatch.setattr(pipelines, "TRY_AGAIN_S", 5.0)
    monkeypatch.setattr(room.store.writer, fails, unavailable)
    room.pipeline.erase_author("web", "ann-1")
    if fails == "forget_before":
        room.pipeline.forget_before({}, BEGAN)
    room.pipeline.step()
    wait_s = room.pipeline.wait_s()
    assert wait_s is not None
    assert wait_s > 1
    assert caplog.text.count("its disk is full") == 1
    assert "Traceback" not in caplog.text


def test_a_post_that_cannot_be_judged_is_left_out_and_no_other(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    rules = make_rules(OPEN, {})

    def topical(said: Post) -> Post:
        if said.id == bad.id:
            raise ValueError("no topic for this")
        return rules.topical(said)

    bad, some = post(1042), [post(number) for number in range(1000, 1130)]
    room.pipeline.change_rules(replace(rules, topical=topical), anew=False)
    room.backlog.put([Arrived("s", one) for one in some])
    room.work()
    assert [*room.reader.entries([one.id for one in some])] == [
        one.id for one in some if one.id != bad.id
    ]
    assert f"post '{bad.id}' of source 's' is left out" in caplog.text


def test_forgetting_a_replay_keeps_the_scrub_that_a_person_asked_for(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubbed: list[bool] = []

    def scrub() -> bool:
        scrubbed.append(True)
        return False

    monkeypatch.setattr(room.store.writer, "scrub", scrub)
    room.pipeline.erase_author("web", "ann-1")
    room.pipeline.forget_before({"s": BEGAN}, 0.0)
    room.work()
    assert scrubbed


def test_a_source_whose_posts_are_refused_is_stale_until_there_is_room() -> None:
    async def main() -> None:
        outgoing = Outgoing("s", lambda _: None, lambda _: None)
        answers = iter([True, False, True])
        intake = Intake("s", outgoing, lambda _: next(answers), Posts())
        intake.changed([post(1)])
        assert outgoing.health.why == REFUSED
        intake.ok()
        assert outgoing.health.why == REFUSED
        intake.changed([post(2)])
        intake.ok()
        assert outgoing.health.why == ""
        outgoing.close()

    asyncio.run(main())


def test_a_step_that_breaks_is_not_taken_again_at_once(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        steps = 0

        def wait_s(self) -> float | None:
            return 0.0

        def step(self) -> None:
            self.steps += 1
            raise KeyError("somebody's mistake")

    async def main() -> None:
        work = Broken()
        worker = Worker(work)
        began = time.monotonic()
        worker.start()
        while work.steps < 2:  # noqa: ASYNC110 -- the worker's thread has no event
            await asyncio.sleep(0.01)
        assert time.monotonic() - began >= REST_S
        assert await worker.call(lambda: "asked") == "asked"
        await worker.close()

    asyncio.run(main())
    assert "somebody's mistake" in caplog.text
