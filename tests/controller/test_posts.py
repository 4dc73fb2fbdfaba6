"""Requests about posts: to ingest and back, and off the walls before anybody has answered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.controller.newsrooms import COUNTERS, MODERATOR, Newsroom, asked, during
from tests.controller.wires import RecordingWire, connected, until
from wall.controller import posts as posts_module
from wall.errors import CommandRefused, RequestFailed
from wall.link.messages import (
    AskPosts,
    HookAnswer,
    HookCall,
    Permit,
    PostsAnswer,
    PostsNews,
    PostsShown,
    WithdrawPosts,
)
from wall.protocol.post_requests import (
    CountPosts,
    ErasePerson,
    ListPosts,
    PostPage,
    PostsDecided,
)


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
