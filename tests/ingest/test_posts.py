"""Posts over a real link and a real store: what comes in, what is kept, what walls see of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.ingest.controller_end import ControllerEnd
from tests.ingest.ingest_at_work import spec, told_of, with_ingest
from tests.ingest.told_source import Told, post
from wall.model.datasets import Posts
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, PostCounts
from wall.protocol.post_requests import (
    DecidePosts,
    ListPosts,
    ListPostSources,
    PostPage,
    PostSources,
)
from wall.sources.composing import moment
from wall.sources.post_stream import Hook, HookReply


def test_hostile_posts_are_made_harmless_and_keep_nobody_else_back(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        (source,) = await told_of(end, folder, "s")
        zalgo = "Z" + "\u0301" * 5000
        nasty = [
            post(1, "\u202etxet desrever\u202c \u0000<script>alert(1)</script>"),
            post(2, zalgo),
            post(4, "a" * 10_000, pinned=True, highlighted=True, topics=("made up",), group="x"),
            post(5, "\u200b", author=Author(name="\u200b\u200b")),
            post(8, "\ud800 half a character"),
            post(6, source="news"),
            post(9, counts="not what it should be"),
            post(7),
            post(10, at=moment(4e9)),
            post(11, id="net:\x1b]0;a terminal\x07"),
            post(12, id="net:1\u200b"),
        ]
        source.changed(nasty)
        await end.until(lambda e: "Post 7" in e.texts("s"))
        entries = await end.entries()
        assert "\u202e" not in entries["net:1"].post.text
        assert "\0" not in entries["net:1"].post.text
        assert entries["net:2"].post.text.count("\u0301") < 50
        four = entries["net:4"].post
        assert (four.pinned, four.highlighted, four.topics) == (False, False, ())
        assert entries["net:6"].post.source == "s"
        assert {entry.state for entry in entries.values()} == {"pending"}
        assert sorted(entries) == [f"net:{number}" for number in (1, 10, 2, 4, 5, 6, 7, 8)]
        assert entries["net:10"].post.at.timestamp() < 3.9e9, "nobody writes from the future"

    with_ingest(tmp_path, test)


def test_one_post_by_two_sources_is_one_post_and_the_second_cannot_reword_it(
    tmp_path: Path,
) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        one, two = await told_of(end, folder, "one", "two")
        one.changed([post(1)])
        await end.until(lambda e: e.texts("one") == ["Post 1"])
        await end.ask(DecidePosts(posts=("net:1",), verdict="approve"))
        await end.until(lambda e: e.texts("public:one") == ["Post 1"])
        two.changed([post(1, "Other words", counts=PostCounts(likes=5)), post(2)])
        await end.until(lambda e: e.texts("two") == ["Post 2", "Post 1"])
        await end.until(lambda e: e.texts("public:two") == ["Post 1"])
        entry = (await end.entries())["net:1"]
        assert (entry.state, entry.post.source, entry.post.counts.likes) == ("approved", "one", 5)
        await end.ask(DecidePosts(posts=("net:1",), verdict="reject"))
        await end.until(lambda e: e.texts("one") == [] and e.texts("two") == ["Post 2"])

    with_ingest(tmp_path, test)


def test_a_search_follows_all_sources_on_each_sort_of_wall(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        search = spec("find", "search", text="launch", keep=2)
        await end.run(folder, spec("one"), spec("two"), search)
        await end.subscribe("find", "public:find")
        one, two = await Told.started("one"), await Told.started("two")
        one.changed([post(1, "A launch"), post(2, "Nothing")])
        two.changed([post(3, "The LAUNCH"), post(4, "Launch again")])
        await end.until(lambda e: e.texts("find") == ["Launch again", "The LAUNCH"])
        await end.until(lambda e: e.state("public:find") == "ok")
        assert end.texts("public:find") == []
        await end.ask(DecidePosts(posts=("net:1", "net:3"), verdict="approve"))
        await end.until(lambda e: e.texts("public:find") == ["The LAUNCH", "A launch"])
        await end.ask(DecidePosts(posts=("net:3",), verdict="reject"))
        await end.until(lambda e: e.texts("find") == ["Launch again", "A launch"])
        await end.until(lambda e: e.texts("public:find") == ["A launch"])
        one.changed([post(1, "Another thing")])
        await end.until(lambda e: e.texts("find") == ["Launch again"])
        await end.until(lambda e: e.texts("public:find") == [])
        found = await end.ask(ListPosts(query=PostQuery(text="launch")))
        assert isinstance(found, PostPage)
        assert len(found.entries) == 2

    with_ingest(tmp_path, test)


def test_what_is_computed_from_recorded_posts_is_told_as_a_replay(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        (folder / "day.jsonl").write_text(post(1, "A launch").model_dump_json() + "\n")
        day = spec("day", "jsonl", path="day.jsonl", shift="now")
        await end.run(folder, day, spec("find", "search", text="launch"))
        await end.subscribe("day", "find")
        await end.until(lambda e: e.is_replay("day") and e.is_replay("find"))

    with_ingest(tmp_path, test)


def test_calls_from_outside_reach_the_source_and_are_answered_in_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handler(hook: Hook) -> HookReply:
        if hook.body == b"slow":
            await asyncio.Event().wait()
        if hook.body == b"break":
            raise KeyError("somebody's mistake")
        return HookReply(202, hook.body.decode())

    async def test(end: ControllerEnd, folder: Path) -> None:
        await end.run(folder, spec("s"))
        await Told.started("s")
        assert (await end.call("s")).status == 503
        assert (await end.call("nobody")).status == 503
        Told.running["s"].surroundings.hooks.handler = handler
        answered = await end.call("s", b"hello")
        assert (answered.status, answered.body) == (202, "hello")
        assert (await end.call("s", b"break")).status == 500
        monkeypatch.setattr("wall.ingest.hooks.ANSWER_S", 0.2)
        assert (await end.call("s", b"slow")).status == 503
        await end.run(folder)
        assert (await end.call("s")).status == 503

    with_ingest(tmp_path, test)


def test_how_sources_of_posts_are_doing_is_listed(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        await end.run(folder, spec("s"), spec("kpi", dataset="value"), spec("find", "search"))
        await end.subscribe("s")
        source = await Told.started("s")
        source.changed([post(1)])
        source.ok("replay: recorded")
        await end.until(lambda e: e.texts("s") == ["Post 1"])
        listed = await end.ask(ListPostSources())
        assert isinstance(listed, PostSources)
        (info,) = listed.sources
        assert (info.source, info.kind, info.state) == ("s", "told", "ok")
        assert (info.today, info.note) == (1, "replay: recorded")
        assert info.newest_at is not None

    with_ingest(tmp_path, test)


def test_figures_are_as_fresh_as_the_sources_of_their_posts(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        whole = spec("all", "insight", measure="count")
        part = spec("ones", "insight", measure="count", query={"sources": ["one"]})
        await end.run(folder, spec("one"), spec("two"), whole, part)
        await end.subscribe("all", "ones", "public:all")
        one, two = await Told.started("one"), await Told.started("two")
        one.changed([post(1)])
        one.ok()
        two.changed([post(2)])
        two.ok()
        await end.until(lambda e: e.state("all") == e.state("ones") == "ok")
        one.stale("it is away")
        await end.until(lambda e: e.state("ones") == "stale")
        assert end.health["ones"].why == "no fresh posts come from one"
        assert end.health["ones"].since is not None
        await end.until(lambda e: e.health["all"].why == "no fresh posts come from one")
        assert end.state("all") == "ok"
        assert end.health["public:all"].why == ""
        two.stale("it is away, too")
        await end.until(lambda e: e.state("all") == e.state("public:all") == "stale")
        assert end.health["all"].why == "no fresh posts come from one, two"
        assert end.health["public:all"].why == "its source has a fault"
        one.ok()
        two.ok()
        await end.until(lambda e: e.state("all") == e.state("ones") == "ok")
        assert end.health["all"].why == ""

    with_ingest(tmp_path, test)


def test_what_is_missing_from_a_whole_was_taken_out_and_what_fell_off_its_end_is_kept(
    tmp_path: Path,
) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        (source,) = await told_of(end, folder, "s")
        source.whole(Posts())
        source.whole(Posts(posts=(post(3), post(2), post(1))))
        await end.until(lambda e: e.texts("s") == ["Post 3", "Post 2", "Post 1"])
        source.whole(Posts(posts=(post(4), post(2))))
        await end.until(lambda e: e.texts("s")[:2] == ["Post 4", "Post 2"])
        assert sorted(await end.entries()) == ["net:1", "net:2", "net:4"]
        source.whole(Posts(posts=(post(4), post(3))))
        await end.until(lambda e: "Post 3" in e.texts("s"))

    with_ingest(tmp_path, test)


def test_a_file_that_is_emptied_for_its_next_lines_takes_no_post_out_of_the_store(
    tmp_path: Path,
) -> None:
    def lines(*numbers: int) -> str:
        return "".join(post(number).model_dump_json() + "\n" for number in numbers)

    async def test(end: ControllerEnd, folder: Path) -> None:
        file = folder / "log.jsonl"
        file.write_text(lines(1, 2, 3, 4))
        await end.run(folder, spec("log", "jsonl", path="log.jsonl", keep=3))
        await end.subscribe("log", "public:log")
        await end.until(lambda e: e.texts("log") == ["Post 4", "Post 3", "Post 2"])
        await end.ask(DecidePosts(posts=("net:3",), verdict="approve"))
        await end.until(lambda e: e.texts("public:log") == ["Post 3"])
        file.write_text("")
        with file.open("a") as stream:
            stream.write(lines(5))
        await end.until(lambda e: e.texts("log") == ["Post 5", "Post 4", "Post 3"])
        assert end.texts("public:log") == ["Post 3"]
        entries = await end.entries()
        assert sorted(entries) == [f"net:{number}" for number in range(1, 6)]
        assert entries["net:3"].state == "approved"
        await end.run(folder)
        await end.run(folder, spec("log", "jsonl", path="log.jsonl", keep=3))
        with file.open("a") as stream:
            stream.write(lines(6))
        await end.until(lambda e: e.texts("log") == ["Post 6", "Post 5", "Post 4"])
        assert len(await end.entries()) == 6
        (folder / "other.jsonl").write_text(lines(7))
        await end.run(folder, spec("log", "jsonl", path="other.jsonl", keep=3))
        await end.until(lambda e: e.texts("log") == ["Post 7"])

    with_ingest(tmp_path, test)
