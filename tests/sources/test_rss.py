"""Feeds over real sockets: what arrives, how politely it is asked for, and what goes wrong."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.scripted_server import Answer, ScriptedServer, answer, garbage, silence
from wall import __version__
from wall.model.datasets import Posts
from wall.model.posts import Post
from wall.sitefile.declared import AddressPolicy
from wall.sources.fetching import Document
from wall.sources.rss.reading import read_feed
from wall.sources.rss.settings import RssSettings


def feed(*items: str, title: str = "Le Journal") -> bytes:
    body = "".join(items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><language>fr</language>{body}</channel></rss>"
    ).encode()


def item(number: int, title: str = "") -> str:
    return (
        f"<item><guid isPermaLink='false'>n{number}</guid>"
        f"<title>{title or f'News {number}'}</title>"
        f"<pubDate>Sun, 22 Nov 2026 08:{number:02}:00 GMT</pubDate></item>"
    )


ONE = feed(item(1))


def listen(check: Callable[[ScriptedServer, Listener, Patience], object], *answers: Answer) -> None:
    """Run a check against a feed that gives these answers."""

    async def main() -> None:
        patience = Patience()
        async with ScriptedServer(*answers) as server:
            settings: dict[str, JsonValue] = {
                "url": server.url,
                "every": "60s",
                "timeout": "2s",
                "max_mb": 0.1,
            }
            async with running("rss", settings, Path(), patience=patience) as listener:
                result = check(server, listener, patience)
                if asyncio.iscoroutine(result):
                    await result

    asyncio.run(main())


def test_posts_have_text_without_tags_and_keep_author_time_and_picture() -> None:
    body = feed(
        "<item><guid isPermaLink='false'>g1</guid><title>Panne &amp; réactions</title>"
        "<link>https://journal.example/a/1</link><author>A. Martin</author>"
        "<pubDate>Sun, 22 Nov 2026 08:05:00 +0100</pubDate>"
        "<description>&lt;p&gt;Résumé &lt;b&gt;court&lt;/b&gt;.&lt;/p&gt;"
        "&lt;script&gt;alert(1)&lt;/script&gt;</description>"
        '<enclosure url="https://journal.example/i.jpg" type="image/jpeg" length="1"/></item>'
    )

    async def check(_: ScriptedServer, heard: Listener, __: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert isinstance(heard.dataset, Posts)
        (post,) = heard.dataset.posts
        assert (post.id, post.title, post.text) == (
            "127.0.0.1:g1",
            "Panne & réactions",
            "Résumé court.",
        )
        assert post.at.timestamp() == 1795331100.0
        assert post.author.name == "A. Martin"
        assert post.language == "fr"
        assert [media.url for media in post.media] == ["https://journal.example/i.jpg"]

    listen(check, answer(body, content_type="application/rss+xml"))


def test_a_forum_is_posts_with_answers_and_the_country_that_the_site_says() -> None:
    document = Document(
        b'<rss version="2.0" xmlns:thr="http://purl.org/syndication/thread/1.0" '
        b'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>Forum</title>'
        b'<item><guid isPermaLink="false">12</guid><title>Re: Panne</title><author>lea</author>'
        b'<pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate><thr:in-reply-to ref="11"/>'
        b"<slash:comments>4</slash:comments><category>box</category></item></channel></rss>",
        address="https://forum.example/feed.atom?key=1",
    )
    settings = RssSettings(
        url="https://forum.example", network="forum", country="MA", language="fr"
    )
    (post,) = read_feed(document, settings, lambda _: 0.0, 2e9)
    assert post.id == "forum.example:12"
    assert (post.network, post.kind, post.reply_to) == ("forum", "reply", "forum.example:11")
    assert (post.country, post.country_from) == ("MA", "source")
    assert (post.language, post.language_from) == ("fr", "declared")
    assert (post.counts.replies, post.tags) == (4, ("box",))


def test_the_second_request_is_conditional_and_304_is_good_news() -> None:
    async def check(server: ScriptedServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        patience.let_go()
        await heard.until(lambda e: e.said.count("ok") == 2)
        first, second = server.requests
        assert "if-none-match" not in first.headers
        assert first.headers["user-agent"] == f"Wall/{__version__}"
        assert second.headers["if-none-match"] == 'W/"5f2-18c"'
        assert second.headers["if-modified-since"] == "Sun, 22 Nov 2026 08:10:00 GMT"
        assert heard.said == ["whole", "ok", "ok"]

    listen(
        check,
        answer(ONE, ETag='W/"5f2-18c"', Last_Modified="Sun, 22 Nov 2026 08:10:00 GMT"),
        answer(status="304 Not Modified"),
    )


def test_pauses_are_never_shorter_than_asked_and_vary() -> None:
    async def check(_: ScriptedServer, heard: Listener, patience: Patience) -> None:
        for count in range(1, 6):
            await heard.until_said("ok", count)
            patience.let_go()
        assert all(60 <= pause <= 66 for pause in patience.pauses)
        assert len(set(patience.pauses)) > 1

    listen(check, answer(ONE))


def test_only_what_is_new_is_told_and_what_left_the_feed_stays() -> None:
    async def check(_: ScriptedServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        patience.let_go()
        await heard.until(lambda e: e.said.count("ok") == 2)
        assert heard.said == ["whole", "ok", "changed", "ok"]
        assert heard.texts == ["News 3", "Better 2", "News 1"]

    listen(check, answer(feed(item(2), item(1))), answer(feed(item(3), item(2, "Better 2"))))


def test_retry_after_is_a_promise_and_failures_back_off() -> None:
    async def check(_: ScriptedServer, heard: Listener, patience: Patience) -> None:
        for count in range(1, 5):
            await heard.until_stale(count)
            assert heard.state == "stale"
            assert "next try at" in heard.why
            patience.let_go()
        await heard.until(lambda e: e.state == "ok")
        first, second, third, fourth, after = patience.pauses
        assert 600 <= first <= 660
        assert 120 <= second <= 132
        assert 240 <= third <= 264
        assert 480 <= fourth <= 528
        assert 60 <= after <= 66
        assert "429" in heard.said[0]
        assert "503" in heard.said[1]

    listen(
        check,
        answer(status="429 Too Many Requests", Retry_After="600"),
        answer(status="503 Service Unavailable", Retry_After="Sun, 22 Nov 1999 08:10:00 GMT"),
        answer(status="500 Internal Server Error"),
        answer(status="502 Bad Gateway", Retry_After="soon"),
        answer(ONE),
    )


BROKEN: dict[str, tuple[Answer, str]] = {
    "oversize": (answer(ONE + b" " * 200_000), "more than 0.1 MB"),
    "a bomb": (
        answer(gzip.compress(b"<a/>" * 500_000), Content_Encoding="gzip"),
        "more than 0.1 MB",
    ),
    "truncated": (answer(ONE, length=len(ONE) + 50), "cannot be fetched"),
    "truncated gzip": (
        answer(gzip.compress(ONE * 9)[:-30], Content_Encoding="gzip"),
        "ended in the middle",
    ),
    "unknown coding": (answer(ONE, Content_Encoding="gzip, gzip"), "unknown coding"),
    "no http": (garbage, "cannot be fetched"),
    "silence": (silence, "answer"),
    "an html page": (answer(b"<!doctype html><title>Sign in</title><p>x"), "is no RSS"),
    "empty": (answer(b"  "), "is empty"),
    "the name of a file": (answer(b"/etc/hostname"), "is no RSS"),
    "other json": (answer(b'{"version": 1}'), "no JSON Feed"),
    "broken json": (answer(b'{"version": "https://jsonfeed.org/version/1.1", '), "broken JSON"),
    "a loop": (answer(status="302 Found", Location="/feed"), "redirects more than 5 times"),
    "to a file": (answer(status="302 Found", Location="file:///etc/passwd"), "no web address"),
    "gone": (answer(status="410 Gone"), "answers 410"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_answer_is_told_and_a_good_one_heals(what: str) -> None:
    bad, sentence = BROKEN[what]

    async def check(server: ScriptedServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.state == "stale")
        assert sentence in heard.why
        assert heard.dataset is None
        server.answers[:] = [answer(ONE)]
        patience.let_go()
        await heard.until(lambda e: e.state == "ok")
        assert heard.texts == ["News 1"]

    listen(check, bad)


def test_a_killed_server_makes_it_stale_and_its_return_ends_that() -> None:
    async def check(server: ScriptedServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        await server.stop()
        patience.let_go()
        await heard.until(lambda e: e.state == "stale")
        assert "cannot be reached" in heard.why
        assert heard.texts == ["News 1"]
        await server.start()
        patience.let_go()
        await heard.until(lambda e: e.state == "ok")

    listen(check, answer(ONE))


def test_a_wrong_charset_is_no_failure() -> None:
    body = ONE.replace(b"News 1", "Łódź".encode())

    async def check(_: ScriptedServer, heard: Listener, __: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert len(heard.texts) == 1

    listen(check, answer(body, content_type="text/xml; charset=klingon"))


def test_secrets_stay_with_their_server_and_out_of_sentences() -> None:
    async def main() -> None:
        patience = Patience()
        async with ScriptedServer(answer(status="500 Oops")) as other:
            target = other.url.replace("127.0.0.1", "localhost")
            async with ScriptedServer(answer(status="302 Found", Location=target)) as server:
                url = server.url.replace("//", "//ann:hush@") + "?key=hidden"
                settings: dict[str, JsonValue] = {
                    "url": url,
                    "headers": {"X-Key": "hush"},
                    "contact": "it@example.org",
                }
                async with running("rss", settings, Path(), patience=patience) as heard:
                    await heard.until(lambda e: e.state == "stale")
                    assert "hush" not in heard.why
                    assert "hidden" not in heard.why
            asked, led = server.requests[0], other.requests[0]
            assert asked.headers["x-key"] == "hush"
            assert "authorization" in asked.headers
            assert "x-key" not in led.headers
            assert "authorization" not in led.headers
            assert "(+it@example.org)" in asked.headers["user-agent"]

    asyncio.run(main())


@pytest.mark.parametrize("pattern", ["127.0.0.0/8", "127.0.0.1"])
def test_the_deny_list_is_obeyed(pattern: str) -> None:
    async def main() -> None:
        policy = AddressPolicy(deny=(pattern,))
        async with ScriptedServer(answer(ONE)) as server:
            settings = {"url": server.url}
            async with running("rss", settings, Path(), policy=policy) as heard:
                await heard.until(lambda e: e.state == "stale")
                assert "denies" in heard.why
            assert not server.requests

    asyncio.run(main())


def test_undated_and_future_posts_keep_the_time_they_were_first_seen() -> None:
    body = feed(
        "<item><guid isPermaLink='false'>a</guid><title>No date</title></item>",
        "<item><guid isPermaLink='false'>b</guid><title>Tomorrow</title>"
        "<pubDate>Sun, 22 Nov 2099 08:00:00 GMT</pubDate></item>",
    )

    async def check(server: ScriptedServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        began = patience.now_s
        server.answers[:] = [answer(body + b"<!-- changed -->")]
        patience.let_go()
        await heard.until(lambda e: e.said.count("ok") == 2)
        assert isinstance(heard.dataset, Posts)
        assert [post.at.timestamp() for post in heard.dataset.posts] == [began, began]
        assert "changed" not in heard.said

    listen(check, answer(body))


def test_a_file_of_the_site_is_followed_and_may_forget(tmp_path: Path) -> None:
    async def main() -> None:
        file = tmp_path / "news.xml"
        async with running("rss", {"path": "news.xml"}, tmp_path) as heard:
            await heard.until(lambda e: e.state == "stale")
            assert "cannot be read" in heard.why
            file.write_bytes(feed(item(1), item(2)))
            await heard.until(lambda e: e.state == "ok")
            assert heard.texts == ["News 2", "News 1"]
            file.write_bytes(feed(item(2), item(3)))
            await heard.until(lambda e: e.said.count("ok") == 2)
            assert heard.texts == ["News 3", "News 2"]

    asyncio.run(main())


def test_posts_of_before_a_restart_are_joined(tmp_path: Path) -> None:
    earlier = Post.model_validate(
        {"id": "n0", "at": "2026-11-22T07:00:00Z", "author": {"name": "A"}, "text": "Old"}
    )

    async def main() -> None:
        kept = Posts(posts=(earlier,))
        async with (
            ScriptedServer(answer(ONE)) as server,
            running("rss", {"url": server.url}, tmp_path, kept=kept) as heard,
        ):
            await heard.until(lambda e: e.state == "ok")
            assert heard.texts == ["News 1", "Old"]

    asyncio.run(main())
