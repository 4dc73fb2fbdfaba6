"""Mastodon over real sockets: live posts, edits, deletions, what was missed, refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import SocketServer, payload, payload_json
from wall.model.datasets import Posts
from wall.model.posts import Post

TAG = "/api/v1/timelines/tag/RelationClient"
Check = Callable[[SocketServer, Listener, Patience], Awaitable[None]]


def instance(**configuration: JsonValue) -> list[JsonValue]:
    return [{"domain": "piaille.fr", "configuration": dict(configuration)}]


def status(number: int, text: str = "Bonjour", **more: JsonValue) -> dict[str, JsonValue]:
    update = payload_json("mastodon_ws_update.json")
    assert isinstance(update, dict)
    found: dict[str, JsonValue] = json.loads(str(update["payload"]))
    return {**found, "id": str(number), "content": f"<p>{text}</p>", **more}


def event(name: str, content: object) -> str:
    return json.dumps(
        {"stream": ["hashtag", "relationclient"], "event": name, "payload": json.dumps(content)}
    )


def listen(
    check: Check, server: SocketServer, bookmark: JsonValue = None, **settings: JsonValue
) -> None:
    async def main() -> None:
        patience = Patience()
        async with server.running():
            server.pages.setdefault("/api/v2/instance", instance())
            server.pages.setdefault(TAG, [[]])
            given: dict[str, JsonValue] = {
                "server": server.url,
                "token": "geheim",
                "hashtags": ["#RelationClient"],
                **settings,
            }
            async with running(
                "mastodon", given, Path(), patience=patience, bookmark=bookmark
            ) as heard:
                await check(server, heard, patience)

    asyncio.run(main())


def posts(heard: Listener) -> tuple[Post, ...]:
    return heard.dataset.posts if isinstance(heard.dataset, Posts) else ()


def test_a_live_post_has_all_that_mastodon_says_of_it() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await server.until(lambda: bool(server.heard))
        await heard.until(lambda e: e.state == "ok")
        await server.say(payload("mastodon_ws_update.json"))
        await heard.until(lambda e: bool(posts(e)))
        (post,) = posts(heard)
        assert post.id == "mastodon:115590123456789012"
        assert post.text == "Bravo au service client 👏 #RelationClient"
        assert (post.author.name, post.author.handle) == ("Léa 🌻", "lea@piaille.fr")
        assert (post.author.id, post.author.followers) == ("109300000000000001", 412)
        assert (post.language, post.language_from) == ("fr", "declared")
        assert (post.country, post.network) == ("", "mastodon")
        assert post.hashtags == ("RelationClient",)
        assert [(m.url, m.alt) for m in post.media] == [
            ("https://files.example/m/1.png", "capture")
        ]
        assert post.url == "https://piaille.fr/@lea/115590123456789012"
        assert post.at.isoformat() == "2026-11-22T08:15:02+00:00"
        assert server.heard == [{"type": "subscribe", "stream": "hashtag", "tag": "RelationClient"}]
        assert set(server.tokens) == {"Bearer geheim"}
        await heard.until(
            lambda e: (
                bool(e.bookmarks)
                and e.bookmarks[-1]
                == {
                    "hashtag:relationclient": "115590123456789012",
                    "recent": "115590123456789012",
                }
            )
        )

    listen(check, SocketServer())


def test_edits_replace_deletions_remove_and_what_comes_twice_is_one() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        await server.say(*[event("update", status(7))] * 2, event("update", status(8, "Deux")))
        await heard.until(lambda e: len(posts(e)) == 2)
        edited = status(7, "Mieux", edited_at="2026-11-22T08:17:40.001Z")
        await server.say(event("status.update", edited))
        await heard.until(lambda e: "Mieux" in e.texts)
        found = next(post for post in posts(heard) if post.text == "Mieux")
        assert found.edited_at is not None
        await server.say(json.dumps({"stream": ["public"], "event": "delete", "payload": "7"}))
        await heard.until(lambda e: e.texts == ["Deux"])

    listen(check, SocketServer())


def test_what_cannot_be_read_is_counted_and_never_ends_the_stream() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        await server.say(
            "{no json",
            "[]",
            event("update", {"id": "5", "visibility": "public"}),
            json.dumps({"event": "filters_changed"}),
            event("brand.new", {}),
            event("update", status(9, "Privé", visibility="private")),
            event("update", status(10, "Bien", replies_count="12", new_field=1)),
        )
        await heard.until(lambda e: bool(posts(e)))
        assert heard.texts == ["Bien"]
        assert posts(heard)[0].counts.replies == 12
        await heard.until(lambda e: "3 items could not be read" in e.why)
        assert "brand.new" in heard.why
        assert "new_field" in heard.why

    listen(check, SocketServer())


def test_after_a_restart_what_was_missed_is_fetched_page_by_page() -> None:
    pages: list[JsonValue] = [[status(102, "C"), status(101, "B")], [status(103, "D")], []]

    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: len(posts(e)) == 3)
        asked = [target for target in server.targets if target.startswith(TAG)]
        assert [target.rpartition("min_id=")[2] for target in asked] == ["100", "102", "103"]
        marks = {"hashtag:relationclient": "103", "recent": "102,101,103"}
        await heard.until(lambda e: e.bookmarks[-1] == marks)

    listen(check, SocketServer({TAG: pages}), bookmark={"hashtag:relationclient": "100"})


def test_a_cut_connection_is_made_again_and_nothing_is_lost() -> None:
    pages: list[JsonValue] = [[], [status(21, "Missed")], []]

    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        await server.say(event("update", status(20, "Before")))
        await heard.until(lambda e: bool(posts(e)))
        await server.connections[0].close(1011, "restarting")
        await heard.until(lambda e: e.state == "stale")
        assert "has closed the stream: restarting" in heard.why
        assert "next try at" in heard.why
        patience.let_go()
        await heard.until(lambda e: e.texts == ["Missed", "Before"] or len(posts(e)) == 2)
        assert patience.pauses[0] < 2

    listen(check, SocketServer({TAG: pages}))


def test_what_was_deleted_or_edited_during_a_break_is_learnt_afterwards() -> None:
    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        for number in (20, 21, 22):
            await server.say(event("update", status(number, f"Post {number}")))
        await heard.until(lambda e: len(posts(e)) == 3)
        server.pages["/api/v1/statuses"] = [[status(20, "Post 20"), status(22, "Post 22!")]]
        await server.connections[0].close(1011, "restarting")
        await heard.until(lambda e: e.state == "stale")
        patience.let_go()
        await heard.until(lambda e: set(e.texts) == {"Post 20", "Post 22!"})
        asked = next(one for one in server.targets if one.startswith("/api/v1/statuses?"))
        assert asked.count("id%5B%5D=") == 3

    listen(check, SocketServer())


def test_a_server_that_knows_nothing_of_many_posts_takes_none_away() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        await heard.until(lambda _: any("statuses?" in one for one in server.targets))
        await server.say(event("update", status(30)))
        await heard.until(lambda e: bool(posts(e)))
        assert "changed" in heard.said
        assert heard.bookmarks[-1] == {"hashtag:relationclient": "30", "recent": "1,2,3,4,30"}

    listen(
        check,
        SocketServer({"/api/v1/statuses": [[]]}),
        bookmark={"hashtag:relationclient": "5", "recent": "1,2,3,4"},
    )


def test_silence_is_looked_into_without_an_alarm() -> None:
    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await patience.until_paused(1)
        patience.let_go()
        await server.until_connected(2)
        assert heard.state == "ok"

    listen(check, SocketServer(), silence="100ms")


def test_refusals_are_told_with_what_to_do_and_asked_rarely() -> None:
    server = SocketServer(
        refuse=[
            (401, {}, b'{"error":"The access token is invalid"}'),
            (429, {"X-RateLimit-Reset": "2026-11-23T09:00:00Z", "Retry-After": "700"}, b""),
            (503, {}, b""),
        ]
    )

    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await heard.until_stale(1)
        assert "does not accept the credential (401)" in heard.why
        assert "The access token is invalid" in heard.why
        assert "geheim" not in heard.why
        assert patience.pauses[0] >= 600
        patience.let_go()
        await heard.until_stale(2)
        assert "asked too often (429)" in heard.why
        assert patience.pauses[1] >= 700
        patience.let_go()
        await heard.until_stale(3)
        assert "has trouble itself (503)" in heard.why
        patience.let_go()
        await heard.until(lambda e: e.state == "ok")

    listen(check, server)


def test_a_server_that_has_switched_its_feeds_off_says_so() -> None:
    off: JsonValue = {"hashtag_feeds": {"local": "disabled", "remote": "disabled"}}
    pages = {"/api/v2/instance": instance(timelines_access=off)}

    async def check(_: SocketServer, heard: Listener, __: Patience) -> None:
        await heard.until_stale(1)
        assert "has switched off its hashtag feeds for all accounts" in heard.why

    listen(check, SocketServer(pages))
