"""Posts from the command line, on a real controller; the test is ingest."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.test_together import Say, at_a_terminal
from tests.controller.sites_at_work import AtWork
from tests.controller.wires import RecordingWire, connected, until
from wall.link.messages import AskPosts, PostsAnswer
from wall.model.posts import Author, Post
from wall.protocol.post_requests import (
    DecidePosts,
    ListPosts,
    ListPostSources,
    PostEntry,
    PostPage,
    PostResult,
    PostsDecided,
    PostSourceInfo,
    PostSources,
)

POST = Post(
    id="x:1",
    at=datetime(2026, 11, 1, 12, tzinfo=UTC),
    author=Author(name="Ada", handle="@ada"),
    text="Words\nof a post",
)


async def reply(ingest: RecordingWire, sort: type, result: PostResult) -> AskPosts:
    """Answer the newest question of this sort that a person asks."""

    def asked() -> list[AskPosts]:
        return [ask for ask in ingest.heard(AskPosts) if isinstance(ask.request, sort)]

    before = len(asked())
    await until(lambda: len(asked()) > before)
    ask = asked()[-1]
    ingest.say(PostsAnswer(number=ask.number, result=result))
    return ask


def test_posts_are_listed_decided_about_and_their_sources_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(at: AtWork, say: Say) -> None:
        async with connected(at.controller.followers, "ingest", "ingest") as ingest:
            page = PostPage(entries=(PostEntry(post=POST, state="pending", why="waits"),))
            listing = asyncio.ensure_future(
                say("anne", "posts", "list", "words", "--state", "pending", "--network", "x")
            )
            ask = await reply(ingest, ListPosts, page)
            assert isinstance(ask.request, ListPosts)
            assert (ask.actor, ask.request.query.text) == ("anne", "words")
            assert (ask.request.query.states, ask.request.query.networks) == (("pending",), ("x",))
            code, out, _ = await listing
            assert code == 0
            assert "x:1" in out
            assert "Words of a post" in out

            deciding = asyncio.ensure_future(
                say("mona", "posts", "approve", "x:1", "x:2", "--json")
            )
            decided = PostsDecided(done=("x:1",), refused={"x:2": "bob has it"})
            ask = await reply(ingest, DecidePosts, decided)
            assert isinstance(ask.request, DecidePosts)
            assert (ask.actor, ask.request.verdict) == ("mona", "approve")
            code, out, _ = await deciding
            assert (code, json.loads(out)["refused"]) == (1, {"x:2": "bob has it"})

            telling = asyncio.ensure_future(say("anne", "posts", "sources"))
            info = PostSourceInfo(source="voices", kind="mastodon", state="ok", today=7)
            await reply(ingest, ListPostSources, PostSources(sources=(info,)))
            code, out, _ = await telling
            assert code == 0
            assert "voices" in out
        # What is pulled goes without ingest; what would bring something does not.
        code, out, _ = await say("mona", "posts", "pull", "x:1", "--reason", "hurts")
        assert (code, out) == (0, "1 post pulled\n")
        code, _, err = await say("mona", "posts", "approve", "x:1")
        assert code == 1
        assert "being restarted" in err
        code, _, err = await say("anne", "posts", "pull", "x:1")
        assert code == 1
        assert "moderate" in err, "an operator decides about no posts"
        code, _, err = await say("mona", "posts", "erase", "x", "7", "--yes")
        assert code == 1, "a moderator erases nobody"
        assert "restarted" not in err
        code, _, err = await say("anne", "posts", "list", "--state", "nonsense")
        assert code == 2
        assert "stashed" in err, "what is allowed"

    at_a_terminal(tmp_path, monkeypatch, capsys, work)
