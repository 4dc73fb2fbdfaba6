"""Posts that are pulled, whoever is away or killed meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.controller.newsrooms import MODERATOR, Newsroom, asked, decision, during
from tests.controller.wires import RecordingWire, connected, until
from wall.controller import posts as posts_module
from wall.controller.withdrawing import Withdrawals
from wall.link.messages import (
    AskPosts,
    PostsAnswer,
    WithdrawPosts,
)
from wall.protocol.post_requests import (
    DecidePosts,
    PostCounters,
    PostsDecided,
)


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
