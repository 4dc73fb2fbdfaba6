"""Requests about posts: to ingest and back, and off the walls before anybody has answered."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

import pytest

from tests.controller.desks import Desk
from tests.controller.wires import RecordingWire, connected, until
from wall.controller import posts as posts_module
from wall.controller.followers import Follower
from wall.controller.posts import Posts
from wall.controller.withdrawing import Withdrawals
from wall.errors import CommandRefused, RequestFailed
from wall.link.messages import (
    AskPosts,
    HookAnswer,
    HookCall,
    Permit,
    PostsAnswer,
    PostsNews,
    PostsShown,
    ToController,
    WithdrawPosts,
)
from wall.model.actors import Actor, Role
from wall.protocol.content import Event
from wall.protocol.post_requests import (
    CountPosts,
    DecidePosts,
    ErasePerson,
    ListPosts,
    PostCounters,
    PostPage,
    PostsDecided,
)

T = TypeVar("T")
MODERATOR = Actor(name="mona", role=Role.ADMIN)
COUNTERS = PostCounters(states={"pending": 3}, stamp=1)


class Newsroom:
    """Posts wired as the controller wires them; the test is ingest."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder, self._heard, join=self._joined, leave=self._left)
        self.followers = self.desk.followers
        self.told: list[Event] = []
        self.erased = 0
        self.file = folder / "withdrawn.json"
        self.posts = Posts(self.followers, self.told.append, self.file, self._erase)

    def _erase(self) -> None:
        self.erased += 1

    def _joined(self, follower: Follower) -> None:
        if follower.identity.role == "ingest":
            self.posts.ingest_joined(follower)
        else:
            self.posts.display_joined(follower)

    def _left(self, follower: Follower) -> None:
        if follower.identity.role == "ingest":
            self.posts.ingest_left()

    def _heard(self, follower: Follower, message: ToController) -> None:
        assert isinstance(message, PostsAnswer | PostsNews | HookAnswer)
        self.posts.heard(message)


async def asked(ingest: RecordingWire, count: int = 1) -> AskPosts:
    await until(lambda: len(ingest.heard(AskPosts)) >= count)
    return ingest.heard(AskPosts)[count - 1]


async def decision(ingest: RecordingWire, count: int) -> AskPosts:
    def decisions() -> list[AskPosts]:
        return [ask for ask in ingest.heard(AskPosts) if isinstance(ask.request, DecidePosts)]

    await until(lambda: len(decisions()) >= count)
    return decisions()[count - 1]


async def during(work: Coroutine[None, None, T]) -> asyncio.Task[T]:
    return asyncio.create_task(work)


def test_a_request_is_answered_by_ingest_in_the_name_of_who_asks(tmp_path: Path) -> None:
    async def run() -> None:
        room = Newsroom(tmp_path)
        async with connected(room.followers, "ingest", "ingest") as ingest:
            first = await during(room.posts.answer(MODERATOR, ListPosts(limit=5)))
            second = await during(room.posts.answer(MODERATOR, CountPosts()))
            one, two = await asked(ingest), await asked(ingest, 2)
            assert one.actor == "mona"
            assert one.request == ListPosts(limit=5)
            # Answers may come in any order.
            ingest.say(PostsAnswer(number=two.number, result=COUNTERS))
            ingest.say(PostsAnswer(number=one.number, result=PostPage(next="x")))
            assert await first == PostPage(next="x")
            assert await second == COUNTERS
            refused = await during(room.posts.answer(MODERATOR, ListPosts()))
            ingest.say(PostsAnswer(number=(await asked(ingest, 3)).number, error="no such page"))
            with pytest.raises(CommandRefused, match="no such page"):
                await refused

    asyncio.run(run())


def test_without_ingest_a_request_fails_with_a_sentence(tmp_path: Path) -> None:
    async def run() -> None:
        room = Newsroom(tmp_path)
        with pytest.raises(RequestFailed, match="being restarted"):
            await room.posts.answer(MODERATOR, ListPosts())
        async with connected(room.followers, "ingest", "ingest") as ingest:
            waiting = await during(room.posts.answer(MODERATOR, ListPosts()))
            await asked(ingest)
            ingest.leave()
            with pytest.raises(RequestFailed, match="ended before it answered"):
                await waiting

    asyncio.run(run())


@pytest.mark.parametrize("verdict", ["stash", "reject"])
def test_what_is_pulled_leaves_the_walls_before_ingest_has_answered(
    tmp_path: Path, verdict: str
) -> None:
    async def run() -> None:
        room = Newsroom(tmp_path)
        decision = DecidePosts.model_validate({"posts": ["x:1", "x:2"], "verdict": verdict})
        async with (
            connected(room.followers, "ingest", "ingest") as ingest,
            connected(room.followers, name="one") as one,
            connected(room.followers, name="two") as two,
        ):
            pulling = await during(room.posts.answer(MODERATOR, decision))
            gone = WithdrawPosts(posts=("x:1", "x:2"))
            await until(lambda: gone in one.sent and gone in two.sent)
            ask = await asked(ingest)
            assert not pulling.done()
            ingest.say(PostsAnswer(number=ask.number, result=PostsDecided(done=("x:1",))))
            assert await pulling == PostsDecided(done=("x:1",))
            async with connected(room.followers, name="late") as late:
                await until(lambda: WithdrawPosts(posts=("x:1", "x:2")) in late.sent)

    asyncio.run(run())


def test_what_is_approved_again_comes_back_when_its_withdrawal_is_through(tmp_path: Path) -> None:
    async def decide(room: Newsroom, ingest: RecordingWire, verdict: str, count: int) -> None:
        decision = DecidePosts.model_validate({"posts": ["x:1"], "verdict": verdict})
        deciding = await during(room.posts.answer(MODERATOR, decision))
        ask = await asked(ingest, count)
        ingest.say(PostsAnswer(number=ask.number, result=PostsDecided(done=("x:1",))))
        await deciding

    async def run() -> None:
        room = Newsroom(tmp_path)
        async with (
            connected(room.followers, "ingest", "ingest") as ingest,
            connected(room.followers, name="one") as one,
        ):
            await decide(room, ingest, "reject", 1)
            await decide(room, ingest, "approve", 2)
            assert not any(said.restore for said in one.heard(WithdrawPosts))
            await until(lambda: WithdrawPosts(posts=("x:1",), restore=True) in one.sent)
            # Approved and rejected once more before the first could come back: it stays away.
            await decide(room, ingest, "reject", 3)
            await decide(room, ingest, "approve", 4)
            await decide(room, ingest, "reject", 5)
            await asyncio.sleep(posts_module.RESTORED_AFTER_S + 0.5)
            assert [said.restore for said in one.heard(WithdrawPosts)] == [0, 1, 0, 0]
        await room.posts.close()

    asyncio.run(run())


def test_what_ingest_cannot_write_down_is_kept_handed_over_again_and_may_be_overruled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts_module, "AGAIN_EVERY_S", 0.0)
    pull = DecidePosts(posts=("x:1", "x:2"), verdict="reject")

    async def run() -> None:
        room = Newsroom(tmp_path)
        async with (
            connected(room.followers, "ingest", "ingest") as ingest,
            connected(room.followers, name="one") as one,
        ):
            pulling = await during(room.posts.answer(MODERATOR, pull))
            ingest.say(
                PostsAnswer(number=(await decision(ingest, 1)).number, error="the disk is full")
            )
            off_walls = PostsDecided(done=pull.posts)
            assert await pulling == off_walls, "whatever ingest can write down"
            assert "x:1" in room.file.read_text()
            room.posts.tick()
            again = await decision(ingest, 2)
            assert again.request == pull
            room.posts.tick()
            ingest.say(PostsAnswer(number=again.number, error="the disk is full"))
            # A later word about one of them is stronger than the earlier one.
            approve = DecidePosts(posts=("x:1",), verdict="approve")
            approving = await during(room.posts.answer(MODERATOR, approve))
            done = PostsDecided(done=("x:1",))
            ingest.say(PostsAnswer(number=(await decision(ingest, 3)).number, result=done))
            await approving
            assert "x:1" not in room.file.read_text()
            room.posts.tick()
            rest = await decision(ingest, 4)
            assert rest.request == pull.model_copy(update={"posts": ("x:2",)})
            ingest.say(PostsAnswer(number=rest.number, result=PostsDecided(done=("x:2",))))
            await until(lambda: room.file.read_text() == "[]")
            assert [said.posts for said in one.heard(WithdrawPosts)] == [pull.posts]
        await room.posts.close()

    asyncio.run(run())


def test_a_pull_that_comes_while_an_approval_is_on_its_way_is_not_undone_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts_module, "RESTORED_AFTER_S", 0.0)
    one_post = ("x:1",)

    async def run() -> None:
        room = Newsroom(tmp_path)
        async with (
            connected(room.followers, "ingest", "ingest") as ingest,
            connected(room.followers, name="one") as one,
        ):
            approve = DecidePosts(posts=one_post, verdict="approve")
            approving = await during(room.posts.answer(MODERATOR, approve))
            first = await asked(ingest)
            pull = DecidePosts(posts=one_post, verdict="reject")
            pulling = await during(room.posts.answer(MODERATOR, pull))
            await asked(ingest, 2)
            # Ingest dies between the two.
            ingest.say(PostsAnswer(number=first.number, result=PostsDecided(done=one_post)))
            await approving
            ingest.leave()
            assert await pulling == PostsDecided(done=one_post)
            await asyncio.sleep(0.05)
            assert not any(said.restore for said in one.heard(WithdrawPosts))
        await room.posts.close()

    asyncio.run(run())


def test_a_post_that_is_pulled_while_ingest_is_away_stays_away_over_restarts(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        room = Newsroom(tmp_path)
        pull = DecidePosts(posts=("x:1",), verdict="reject", reason="hurts somebody")
        async with connected(room.followers, name="one") as one:
            assert await room.posts.answer(MODERATOR, pull) == PostsDecided(done=("x:1",))
            await until(lambda: WithdrawPosts(posts=("x:1",)) in one.sent)
            async with connected(room.followers, "ingest", "ingest") as ingest:
                assert (await decision(ingest, 1)).request == pull
                ingest.leave()
        assert room.file.stat().st_mode & 0o077 == 0
        again = Newsroom(tmp_path)
        async with (
            connected(again.followers, name="one") as one,
            connected(again.followers, "ingest", "ingest") as ingest,
        ):
            await until(lambda: WithdrawPosts(posts=("x:1",)) in one.sent)
            ask = await asked(ingest)
            assert (ask.actor, ask.request) == ("mona", pull)
            ingest.say(PostsAnswer(number=ask.number, result=PostsDecided(done=("x:1",))))
            await until(lambda: again.file.read_text() == "[]")
        await again.posts.close()
        third = Newsroom(tmp_path)
        async with connected(third.followers, "ingest", "ingest") as ingest:
            await asyncio.sleep(0.05)
            assert not ingest.heard(AskPosts)

    asyncio.run(run())


def test_a_pull_that_ingest_is_slow_to_write_down_holds_when_all_are_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts_module, "KEPT_AFTER_S", 0.0)

    async def run() -> None:
        room = Newsroom(tmp_path)
        pull = DecidePosts(posts=("x:1",), verdict="reject")
        async with connected(room.followers, "ingest", "ingest") as ingest:
            pulling = await during(room.posts.answer(MODERATOR, pull))
            ask = await asked(ingest)
            await until(lambda: room.file.exists() and "x:1" in room.file.read_text())
            # As after a power cut: nobody was told that it ended.
            again = Newsroom(tmp_path)
            async with connected(again.followers, name="one") as one:
                await until(lambda: WithdrawPosts(posts=("x:1",)) in one.sent)
            ingest.say(PostsAnswer(number=ask.number, result=PostsDecided(done=("x:1",))))
            await pulling
            await until(lambda: room.file.read_text() == "[]")
        await room.posts.close()

    asyncio.run(run())


def test_what_is_confirmed_while_it_is_written_down_does_not_stay_there(tmp_path: Path) -> None:
    async def run() -> None:
        kept = Withdrawals(tmp_path / "withdrawn.json")
        number = kept.decided("mona", DecidePosts(posts=("x:1",), verdict="reject"))
        writing = asyncio.create_task(kept.write())
        await asyncio.sleep(0)
        assert not kept.confirmed(number), "it is not there yet"
        await writing
        assert Withdrawals(tmp_path / "withdrawn.json").open == {}

    asyncio.run(run())


def test_a_damaged_file_of_decisions_does_not_keep_the_controller_from_starting(
    tmp_path: Path,
) -> None:
    (tmp_path / "withdrawn.json").write_text('[{"half')
    assert Newsroom(tmp_path).posts.counters == PostCounters()


def test_an_erased_person_leaves_the_walls_and_the_pictures_of_the_past(tmp_path: Path) -> None:
    async def run() -> None:
        room = Newsroom(tmp_path)
        async with (
            connected(room.followers, "ingest", "ingest") as ingest,
            connected(room.followers, name="one") as one,
        ):
            request = ErasePerson(network="x", author="7")
            erasing = await during(room.posts.answer(MODERATOR, request))
            ask = await asked(ingest)
            ingest.say(PostsAnswer(number=ask.number, result=PostsDecided(done=("x:1",))))
            await erasing
            await until(lambda: WithdrawPosts(posts=("x:1",)) in one.sent)
            assert room.erased == 1

    asyncio.run(run())


def test_permits_come_while_ingest_answers_and_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts_module, "AT_WORK_S", 60.0)
    monkeypatch.setattr(posts_module, "ASK_EVERY_S", 0.0)

    async def run() -> None:
        room = Newsroom(tmp_path)

        def asks_again(ingest: RecordingWire) -> bool:
            room.posts.tick()
            return len(ingest.heard(AskPosts)) == 2

        def is_permitted_by_news(ingest: RecordingWire) -> bool:
            ingest.say(PostsNews(counters=COUNTERS))
            return room.posts.is_permitted

        async with connected(room.followers, name="one") as one:
            room.posts.tick()
            async with connected(room.followers, "ingest", "ingest") as ingest:
                room.posts.tick()
                ask = await asked(ingest)
                assert ask.request == CountPosts()
                assert not one.heard(Permit), "nobody has answered yet"
                ingest.say(PostsAnswer(number=ask.number, error="the store is broken"))
                await until(lambda: asks_again(ingest))
                assert not one.heard(Permit), "an error is no moderation at work"
                ask = await asked(ingest, 2)
                ingest.say(PostsAnswer(number=ask.number, result=COUNTERS))
                await until(lambda: room.posts.is_permitted)
                room.posts.tick()
                await until(lambda: len(one.heard(Permit)) == 1)
                room.posts.shown(("x:1", "x:2"))
                room.posts.shown(("x:2", "x:3"))
                await until(lambda: len(ingest.heard(PostsShown)) == 2)
                assert ingest.heard(PostsShown)[1].posts == ("x:3",)
                monkeypatch.setattr(posts_module, "AT_WORK_S", 0.2)
                await until(lambda: not room.posts.is_permitted)
                await until(lambda: is_permitted_by_news(ingest))
                monkeypatch.setattr(posts_module, "AT_WORK_S", 60.0)
            await until(lambda: not room.posts.is_permitted)
        await room.posts.close()

    asyncio.run(run())


def test_counters_are_told_when_they_change(tmp_path: Path) -> None:
    async def run() -> None:
        room = Newsroom(tmp_path)
        async with connected(room.followers, "ingest", "ingest") as ingest:
            for stamp in (1, 1, 2):
                news = COUNTERS.model_copy(update={"stamp": stamp})
                ingest.say(PostsNews(counters=news))
            await until(lambda: room.posts.counters.stamp == 2)
        assert len(room.told) == 2

    asyncio.run(run())


def test_a_call_of_a_hook_is_answered_by_the_source(tmp_path: Path) -> None:
    async def run() -> None:
        room = Newsroom(tmp_path)
        async with connected(room.followers, "ingest", "ingest") as ingest:
            headers = {"x-hub-signature-256": "sha256=…"}
            calling = await during(
                room.posts.call_hook("meta", "POST", {"a": "b"}, headers, b"\x00\xff{}")
            )
            await until(lambda: bool(ingest.heard(HookCall)))
            call = ingest.heard(HookCall)[0]
            assert (call.source, call.method, call.body) == ("meta", "POST", b"\x00\xff{}")
            assert call.headers == headers
            ingest.say(HookAnswer(number=call.number, status=200, body="1158201444"))
            assert (await calling).body == "1158201444"

    asyncio.run(run())
