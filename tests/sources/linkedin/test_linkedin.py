"""LinkedIn over real sockets: posts with counts, figures, deletions, and faults."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import NetworkServer, Route, in_turn, json_answer, payload
from tests.sources.scripted_server import Answer
from wall.model.datasets import Figure, Posts, Series
from wall.sources.linkedin.reading import read_post, words_of

ONE, TWO = "urn:li:share:7012345678901234567", "urn:li:ugcPost:7012345678901234568"


def post(urn: str, commentary: str = "Hallo", **more: JsonValue) -> dict[str, JsonValue]:
    return {
        "id": urn,
        "author": "urn:li:organization:2414183",
        "commentary": commentary,
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "createdAt": 1795335300000,
        "publishedAt": 1795335300000,
        "lastModifiedAt": 1795335400000,
        **more,
    }


def listen(
    check: Callable[[NetworkServer, Listener, Patience], Awaitable[None]],
    routes: dict[str, Route | Answer],
    **given: JsonValue,
) -> None:
    async def main() -> None:
        patience = Patience()
        async with NetworkServer(routes) as server:
            settings: dict[str, JsonValue] = {
                "api": server.url,
                "token": "geheim",
                "organization": 2414183,
                **given,
            }
            async with running("linkedin", settings, Path(), patience=patience) as heard:
                await check(server, heard, patience)

    asyncio.run(main())


def test_posts_have_their_words_and_counts_and_go_when_they_are_deleted() -> None:
    first = {
        "elements": [
            post(
                ONE,
                r"Bonjour @[Marque FR](urn:li:organization:1) {hashtag|\#|Réseau} \(neuf\)",
                content={"article": {"source": "https://e.org/a", "title": "Panne"}},
                lifecycleStateInfo={"isEditedByAuthor": True},
            ),
            post(TWO),
            post("urn:li:share:3", visibility="CONNECTIONS"),
            {"id": 5, "lifecycleState": "PUBLISHED"},
        ]
    }
    counts = {
        "results": {
            ONE: {
                "reactionSummaries": {"LIKE": {"count": 11}, "PRAISE": {"count": 2}},
                "commentSummary": {"count": 4},
            }
        }
    }
    pages = in_turn(
        json_answer(first), json_answer({"elements": []}), json_answer({"elements": [post(TWO)]})
    )

    async def check(server: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Posts)
        found = {one.id: one for one in heard.dataset.posts}
        assert set(found) == {f"linkedin:{ONE}", f"linkedin:{TWO}"}
        one = found[f"linkedin:{ONE}"]
        assert one.text == "Bonjour Marque FR #Réseau (neuf)"
        assert (one.hashtags, one.mentions) == (("Réseau",), ("Marque FR",))
        assert (one.title, one.links) == ("Panne", ("https://e.org/a",))
        assert (one.counts.likes, one.counts.replies) == (13, 4)
        assert (one.author.name, one.author.kind) == ("Marque", "brand")
        assert one.edited_at is not None
        assert "1 items could not be read" in heard.why
        asked = server.asked[0]
        assert asked.headers["linkedin-version"] == "202607"
        assert asked.headers["x-restli-method"] == "FINDER"
        assert asked.query["author"] == "urn:li:organization:2414183"
        patience.let_go()
        await heard.until_said("ok", 2)
        assert len(heard.dataset.posts) == 2
        patience.let_go()
        await heard.until(lambda e: isinstance(e.dataset, Posts) and len(e.dataset.posts) == 1)
        assert heard.dataset.posts[0].id == f"linkedin:{TWO}"

    listen(
        check, {"/rest/posts": pages, "/rest/socialMetadata": json_answer(counts)}, name="Marque"
    )


def test_figures_by_day_and_followers() -> None:
    statistics = json_answer(payload("linkedin_share_statistics.json"))

    async def drawn(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Series)
        values = {line.name: line.values for line in heard.dataset.lines}
        assert values == {"impressionCount": (13892.0,), "likeCount": (311.0,)}
        assert heard.dataset.times == (1795132800.0,)
        span = server.asked[0].query["timeIntervals"]
        assert span.startswith("(timeRange:(start:")
        assert span.endswith("timeGranularityType:DAY)")

    async def counted(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Figure)
        assert heard.dataset.value == 219145.0

    listen(
        drawn,
        {"/rest/organizationalEntityShareStatistics": statistics},
        dataset="series",
        metrics=["impressionCount", "likeCount", "gone"],
    )
    size = "/rest/networkSizes/urn%3Ali%3Aorganization%3A2414183"
    listen(counted, {size: json_answer(payload("linkedin_network_size.json"))}, dataset="value")


@pytest.mark.parametrize(
    ("status", "body", "sentence", "least"),
    [
        ("401 Unauthorized", {"code": "EXPIRED_ACCESS_TOKEN", "message": "expired"}, "(401)", 1800),
        ("403 Forbidden", {"message": "Not enough permissions"}, "Not enough permissions", 1800),
        ("426 Upgrade Required", {"code": "NONEXISTENT_VERSION"}, "set a newer `version`", 1800),
        ("429 Too Many Requests", {"message": "limit"}, "asked too often", 1800),
        ("200 OK", b"<html>", "no JSON", 1800),
    ],
)
def test_faults_are_told(status: str, body: object, sentence: str, least: float) -> None:
    async def check(_: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_stale(1)
        assert sentence in heard.why
        assert "geheim" not in heard.why
        assert patience.pauses[0] >= least

    listen(check, {"/rest/posts": json_answer(body, status)})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain", "plain"),
        (r"a \| b \@c", "a | b @c"),
        (r"{hashtag|\#|été}{hashtag|#|x}", "#été#x"),
        (r"@[A \[B\]](urn:li:person:1) ok", "A [B] ok"),
        ("@[cut](urn", "@[cut](urn"),
    ],
)
def test_the_little_format(written: str, read: str) -> None:
    assert words_of(written)[0] == read


def test_a_poll_is_its_question_and_its_choices() -> None:
    options: JsonValue = [{"text": "Oui", "voteCount": 3}, {"text": "Non"}, {}]
    poll: JsonValue = {"poll": {"question": "Plus vite ?", "options": options}}
    found = read_post(post(ONE, "À vous", content=poll), "Marque", None, 1_795_400_000.0)
    assert found is not None
    assert found.text == "À vous\nPlus vite ?\n○ Oui\n○ Non"


def test_openings_without_an_end_take_no_time() -> None:
    found = read_post(post(ONE, "@[" * 1_000_000), "Marque", None, 1_795_400_000.0)
    assert found is not None
    assert len(found.text) == 10_000
