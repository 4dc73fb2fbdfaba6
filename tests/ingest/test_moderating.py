"""Who decides what public walls see, over a real link and a real store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.controller_end import ControllerEnd
from tests.ingest.ingest_at_work import spec, told_of, with_ingest
from tests.ingest.told_source import Told, post
from wall.link.messages import PostsDelta, PostsShown, SourceData
from wall.model.datasets import Figure, Posts
from wall.model.moderation import Moderation, Topic
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, PostCounts, PostMedia
from wall.protocol.post_requests import (
    AnswerPost,
    AssignPost,
    ClaimPosts,
    CountPosts,
    DecidePosts,
    ErasePerson,
    ListAnswers,
    MarkPosts,
    PostCounters,
    PostPage,
    PostsDecided,
)


def test_public_walls_see_what_is_approved_and_nothing_else(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        (source,) = await told_of(end, folder, "s")
        source.changed([post(1), post(2)])
        source.ok()
        await end.until(lambda e: e.texts("s") == ["Post 2", "Post 1"])
        await end.until(lambda e: e.counters.states.get("pending") == 2)
        assert end.texts("public:s") == []
        assert end.state("public:s") == "ok"
        decided = await end.ask(DecidePosts(posts=("net:1", "net:9"), verdict="approve"))
        assert isinstance(decided, PostsDecided)
        assert decided.done == ("net:1",)
        assert list(decided.refused) == ["net:9"]
        await end.until(lambda e: e.texts("public:s") == ["Post 1"])
        entry = (await end.entries())["net:1"]
        assert (entry.state, entry.by) == ("approved", "anna")
        await end.send(PostsShown(posts=("net:1", "net:2")))
        await end.until(lambda e: e.counters.states.get("shown") == 1)
        assert (await end.entries())["net:2"].state == "pending"
        await end.ask(DecidePosts(posts=("net:1",), verdict="stash", reason="later"))
        await end.until(lambda e: e.texts("public:s") == [] and e.texts("s") == ["Post 2"])
        counted = await end.ask(CountPosts())
        assert isinstance(counted, PostCounters)
        assert counted.states["stashed"] == 1

    with_ingest(tmp_path, test)


def test_what_was_edited_waits_again_and_what_was_recounted_does_not(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        (source,) = await told_of(end, folder, "s")
        picture = PostMedia(url="https://cdn.example/p.jpg?_nc_ht=a&oh=1&id=7")
        source.changed([post(1, media=(picture,)), post(2), post(3)])
        await end.until(lambda e: len(e.texts("s")) == 3)
        ids = ("net:1", "net:2", "net:3")
        await end.ask(DecidePosts(posts=ids, verdict="approve"))
        await end.until(lambda e: len(e.texts("public:s")) == 3)
        signed = PostMedia(url="https://cdn.example/p.jpg?_nc_ht=b&oh=2&id=7")
        liked = post(1, counts=PostCounts(likes=9), media=(signed,))
        renamed = post(3, author=Author(name="Rude name", handle="@ann3", id="ann-3"))
        source.changed([liked, post(2, "Quite different"), renamed])
        await end.until(lambda e: e.texts("public:s") == ["Post 1"])
        await end.until(lambda e: e.texts("s") == ["Post 3", "Quite different", "Post 1"])
        entries = await end.entries()
        assert [entries[name].state for name in ids] == ["approved", "pending", "pending"]
        assert entries["net:1"].post.counts.likes == 9
        assert "edited" in entries["net:2"].flags
        assert entries["net:2"].post.edited_at is not None

    with_ingest(tmp_path, test)


def test_what_its_author_changes_under_a_moderators_eyes_is_not_approved(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        (source,) = await told_of(end, folder, "s")
        source.changed([post(1), post(2), post(3, links=("https://a.example",))])
        await end.until(lambda e: len(e.texts("s")) == 3)
        seen = {name: entry.version for name, entry in (await end.entries()).items()}
        source.changed(
            [
                post(1, "Quite different"),
                post(2, counts=PostCounts(likes=9)),
                post(3, links=("https://rude.example",)),
            ]
        )
        await end.until(lambda e: "Quite different" in e.texts("s"))
        ids = ("net:1", "net:2", "net:3")
        approve = DecidePosts(posts=ids, verdict="approve", seen=seen)
        decided = await end.ask(approve)
        assert isinstance(decided, PostsDecided)
        assert decided.done == ("net:2",)
        assert "look at it again" in decided.refused["net:1"]
        await end.until(lambda e: e.texts("public:s") == ["Post 2"])
        # What takes it off needs no second look.
        rejected = await end.ask(DecidePosts(posts=("net:1",), verdict="reject", seen=seen))
        assert isinstance(rejected, PostsDecided)
        assert rejected.done == ("net:1",)

    with_ingest(tmp_path, test)


def test_what_is_deleted_at_its_source_is_gone_and_stays_gone(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        source, other = await told_of(end, folder, "s", "other")
        source.changed([post(1), post(2), post(3)])
        await end.until(lambda e: len(e.texts("s")) == 3)
        posts = ("net:1", "net:2", "net:3")
        await end.ask(DecidePosts(posts=posts, verdict="approve"))
        await end.until(lambda e: len(e.texts("public:s")) == 3)
        source.changed((), ["net:1"])
        await end.until(lambda e: e.texts("public:s") == e.texts("s") == ["Post 3", "Post 2"])
        source.author_gone("web", "ann-2")
        await end.until(lambda e: e.texts("public:s") == e.texts("s") == ["Post 3"])
        source.changed([post(4)], ["net:5"])
        source.changed([post(1), post(2), post(5)])
        other.changed([post(1), post(6)])
        await end.until(lambda e: e.texts("other") == ["Post 6"])
        await end.until(lambda e: e.texts("s") == ["Post 4", "Post 3"])
        assert sorted(await end.entries()) == ["net:3", "net:4", "net:6"]
        erased = await end.ask(ErasePerson(network="web", author="@ann3"))
        assert isinstance(erased, PostsDecided)
        assert erased.done == ("net:3",)
        await end.until(lambda e: e.texts("s") == ["Post 4"])

    with_ingest(tmp_path, test)


def test_the_rules_of_the_site_decide_and_new_rules_judge_anew(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        rules = Moderation(
            approve_sources=("news",),
            approve_authors=("web:@ann1",),
            block_words=("scandal",),
            block_authors=("ann-3",),
            block_domains=("bad.example",),
        )
        sources = [spec("s"), spec("news")]
        await end.run(folder, *sources, moderation=rules)
        await end.subscribe("s", "public:s", "public:news")
        mine, news = await Told.started("s"), await Told.started("news")
        running = dict(Told.running)
        linked = post(4, "See https://www.bad.example/x")
        mine.changed([post(1), post(2, "A s c a n d a l"), post(3), linked, post(5, "merde alors")])
        news.changed([post(6), post(7, "The scandal of the day")])
        await end.until(lambda e: e.texts("public:news") == ["Post 6"])
        await end.until(lambda e: e.texts("public:s") == ["Post 1"])
        await end.until(lambda e: e.texts("s") == ["merde alors", "Post 1"])
        entries = await end.entries()
        states = {name: entry.state for name, entry in entries.items()}
        assert [states[f"net:{n}"] for n in (2, 3, 4, 7)] == ["rejected"] * 4
        assert entries["net:3"].flags == ("author",)
        assert entries["net:4"].flags == ("domain",)
        assert "scandal" in entries["net:7"].why
        assert entries["net:5"].state == "pending"
        assert entries["net:5"].flags[0].startswith("word:")
        await end.ask(DecidePosts(posts=("net:4",), verdict="reject"))
        topic = Topic(query=PostQuery(text="scandal"))
        await end.run(
            folder,
            *sources,
            moderation=Moderation(approve_sources=("s",)),
            topics={"affair": topic},
        )
        await end.until(lambda e: e.texts("public:s")[-1:] == ["Post 1"] and len(e.texts("s")) == 4)
        entries = await end.entries()
        assert entries["net:4"].state == "rejected", "a person said so"
        assert entries["net:6"].state == "pending"
        assert entries["net:7"].post.topics == ("affair",)
        assert Told.running == running, "no source was started again"

    with_ingest(tmp_path, test)


def test_what_the_rules_forbid_since_the_last_start_is_not_shown_even_once(
    tmp_path: Path,
) -> None:
    async def before(end: ControllerEnd, folder: Path) -> None:
        await end.run(folder, spec("s"), moderation=Moderation(approve_sources=("s",)))
        await end.subscribe("public:s")
        (await Told.started("s")).changed([post(1, "A scandal"), post(2)])
        await end.until(lambda e: len(e.texts("public:s")) == 2)

    async def after(end: ControllerEnd, folder: Path) -> None:
        rules = Moderation(approve_sources=("s",), block_words=("scandal",))
        await end.run(folder, spec("s"), moderation=rules)
        await end.subscribe("public:s")
        await end.until(lambda e: e.texts("public:s") == ["Post 2"])
        assert not any("scandal" in said.model_dump_json() for said in told_to_walls(end))

    with_ingest(tmp_path, before)
    with_ingest(tmp_path, after)


def told_to_walls(end: ControllerEnd) -> list[SourceData | PostsDelta]:
    return [said for said in end.heard if isinstance(said, SourceData | PostsDelta)]


def test_what_a_server_says_of_its_faults_is_not_for_the_public(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        await end.run(folder, spec("s"), spec("figure", public=True, dataset="value"))
        await end.subscribe("s", "figure", "public:s", "public:figure")
        for name in ("s", "figure"):
            source = await Told.started(name)
            source.stale("example.org answers 400: a vile sentence")
            await end.until(lambda e, name=name: "vile" in e.health[name].why)
            public = f"public:{name}"
            await end.until(lambda e, public=public: e.state(public) == "failed")
            assert end.health[public].why == "its source has a fault"
            source.ok("replay: vile notes")
            await end.until(lambda e, public=public: e.state(public) == "ok")
            assert end.health[public].is_replay
            assert "vile" not in end.health[public].why

    with_ingest(tmp_path, test)


def test_pinned_posts_come_first_also_after_a_restart(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        await end.run(folder, spec("s", keep=3))
        await end.subscribe("s")
        source = await Told.started("s")
        source.changed([post(number) for number in range(1, 7)])
        await end.until(lambda e: e.texts("s") == ["Post 6", "Post 5", "Post 4"])
        await end.ask(MarkPosts(posts=("net:1",), pinned=True, highlighted=True))
        await end.until(lambda e: e.texts("s") == ["Post 1", "Post 6", "Post 5"])
        shown = end.data["s"]
        assert isinstance(shown, Posts)
        assert shown.posts[0].highlighted
        source.changed((), ["net:6", "net:5"])
        await end.until(lambda e: e.texts("s") == ["Post 1", "Post 4", "Post 3"])

    async def restarted(end: ControllerEnd, folder: Path) -> None:
        await end.run(folder, spec("s", keep=3))
        await end.subscribe("s")
        await end.until(lambda e: e.texts("s") == ["Post 1", "Post 4", "Post 3"])

    with_ingest(tmp_path, test)
    with_ingest(tmp_path, restarted)


def test_two_people_claims_and_answers(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        await end.run(folder, spec("s"), moderation=Moderation(two_people=True))
        await end.subscribe("s", "public:s")
        (await Told.started("s")).changed([post(1), post(2)])
        await end.until(lambda e: len(e.texts("s")) == 2)
        approve = DecidePosts(posts=("net:1",), verdict="approve")
        await end.ask(approve, by="anna")
        await end.ask(approve, by="anna")
        assert (await end.entries())["net:1"].first_vote == "anna"
        await end.ask(approve, by="ben")
        await end.until(lambda e: e.texts("public:s") == ["Post 1"])
        claim = ClaimPosts(posts=("net:2",))
        await end.ask(claim, by="anna")
        refused = await end.ask(claim, by="ben")
        assert isinstance(refused, PostsDecided)
        assert "anna" in refused.refused["net:2"]
        await end.ask(AssignPost(post="net:2", to="ben"))
        await end.until(lambda e: e.counters.unanswered == 1)
        page = await end.ask(ListAnswers())
        assert isinstance(page, PostPage)
        assert [entry.assigned_to for entry in page.entries] == ["ben"]
        assert page.entries[0].due_at is not None
        await end.ask(AnswerPost(post="net:2", note="by phone"))
        await end.until(lambda e: e.counters.unanswered == 0)

    with_ingest(tmp_path, test)


def test_figures_are_on_public_walls_where_the_site_allows_their_source(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        allowed = spec("allowed", public=True, dataset="value")
        await end.run(folder, allowed, spec("secret", dataset="value"))
        await end.subscribe("secret", "public:secret", "public:allowed")
        for name in ("allowed", "secret"):
            source = await Told.started(name)
            source.whole(Figure(value=7))
            source.ok()
        await end.until(lambda e: "public:allowed" in e.data and "secret" in e.data)
        assert "public:secret" not in end.data
        assert end.state("public:secret") == "failed"
        assert "does not allow" in end.health["public:secret"].why
        assert end.state("public:allowed") == "ok"

    with_ingest(tmp_path, test)


def test_all_reports_of_a_person_are_told_when_they_are_erased_for_each_has_a_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.ingest.answering.MOST_TOLD", 2)

    async def test(end: ControllerEnd, folder: Path) -> None:
        (source,) = await told_of(end, folder, "s")
        ewa, ann = Author(name="Ewa", id="ewa"), Author(name="Ann", id="ann")
        source.changed([post(number, author=ewa, network="report") for number in range(5)])
        source.changed([post(number, author=ann, network="web") for number in range(5, 10)])
        await end.until(lambda e: len(e.texts("s")) == 10)
        reports = await end.ask(ErasePerson(network="report", author="ewa"))
        assert isinstance(reports, PostsDecided)
        assert sorted(reports.done) == [f"net:{number}" for number in range(5)]
        others = await end.ask(ErasePerson(network="web", author="ann"))
        assert isinstance(others, PostsDecided)
        assert len(others.done) == 2

    with_ingest(tmp_path, test)
