"""Nothing of a post that nobody approved is in any message for public walls, at any time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.ingest.controller_end import ControllerEnd
from tests.ingest.ingest_at_work import spec, with_ingest
from tests.ingest.told_source import Told, post
from wall.link.messages import PostsDelta, SourceData, SourceSpec
from wall.model.datasets import Table, TopicCard
from wall.model.moderation import Moderation, Topic
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, Post, PostMedia
from wall.protocol.post_requests import DecidePosts, ErasePerson, PostsDecided

LEAKED = "vile"
TABLES = ("hashtags", "words", "authors", "links", "leaders", "topics", "languages", "countries")
CHARTS = (*TABLES, "topic", "count", "volume", "sentiment", "reach")
SETTINGS: dict[str, dict[str, object]] = {
    "words": {"at_least": 1},
    "topic": {"topic": "affair"},
    "leaders": {"by": "author"},
}
RULES = Moderation(approve_authors=("web:@house",), keep_days=3650)
TOPICS = {"affair": Topic(title="Affair", query=PostQuery(), official=("web:@house",))}


def sources() -> list[SourceSpec]:
    charts = []
    for name in CHARTS:
        said = {"measure": name, "window": "1d", **SETTINGS.get(name, {})}
        charts.append(spec(name, "insight").model_copy(update={"settings": said}))
    return [spec("s"), spec("found", "search", text=""), *charts]


def names() -> list[str]:
    return ["s", "found", *CHARTS]


def vile(number: int, **values: object) -> Post:
    author = Author(name="Vile Name", handle=f"@vile{number}", id=f"vile-{number}")
    media = (PostMedia(url="https://vile.example/p.jpg", alt="vile picture"),)
    text = "A vileword said #Vile https://vile.example/x"
    return now(post(number, text, author=author, media=media, **values))


def good(number: int, text: str = "Honest words #Welcome", **values: object) -> Post:
    return now(post(number, text, **values))


def now(made: Post) -> Post:
    """Within the window of all measures."""
    return made.model_copy(update={"at": datetime.now(UTC)})


def leaks(end: ControllerEnd) -> list[str]:
    return [
        f"{said.source}: {said.model_dump_json()}"
        for said in end.heard
        if isinstance(said, SourceData | PostsDelta)
        and said.source.startswith("public:")
        and LEAKED in said.model_dump_json().lower()
    ]


def has(end: ControllerEnd, source: str, cell: str) -> bool:
    data = end.data.get(f"public:{source}")
    return isinstance(data, Table) and any(cell in row for row in data.rows)


async def begin(end: ControllerEnd, folder: Path) -> None:
    await end.run(folder, *sources(), moderation=RULES, topics=TOPICS)
    await end.subscribe(*(f"public:{name}" for name in names()), "s")


def test_no_chart_card_search_or_list_for_the_public_tells_of_what_is_not_approved(
    tmp_path: Path,
) -> None:
    async def first(end: ControllerEnd, folder: Path) -> None:
        await begin(end, folder)
        source = await Told.started("s")
        source.changed([good(1), vile(2), good(3), vile(4)])
        await end.until(lambda e: len(e.texts("s")) == 4)
        await end.ask(DecidePosts(posts=("net:1", "net:3"), verdict="approve"))
        await end.until(lambda e: has(e, "hashtags", "Welcome") and has(e, "words", "Honest"))
        # Edited after approval: in words, in a hashtag of the network's, in the author's name.
        source.changed(
            [
                good(1, "Now vile words #Vilest"),
                good(3, hashtags=("vileness",)),
                vile(2, reply_to="net:1"),
            ]
        )
        await end.until(lambda e: not has(e, "hashtags", "Welcome"))
        # An impostor of who is approved, and the house itself.
        house = Author(name="House", handle="@house", id="h")
        impostor = Author(name="House", handle="@h\u043euse", id="i")
        source.changed(
            [
                good(5, "Statement #House", author=house),
                vile(6).model_copy(update={"author": impostor}),
            ]
        )
        await end.until(lambda e: has(e, "hashtags", "House"))
        card = end.data["public:topic"]
        assert isinstance(card, TopicCard)
        # Deleted, erased and turned down.
        await end.ask(DecidePosts(posts=("net:6",), verdict="reject"))
        await end.ask(ErasePerson(network="web", author="vile-2"))
        source.changed((), ["net:5"])
        await end.until(lambda e: not has(e, "hashtags", "House"))
        assert not leaks(end)

    async def again(end: ControllerEnd, folder: Path) -> None:
        await begin(end, folder)
        source = await Told.started("s")
        await end.until(lambda e: all(e.state(f"public:{name}") for name in names()))
        source.changed([vile(4), good(7, "Words of after #Welcome")])
        await end.until(lambda e: "Words of after #Welcome" in e.texts("s"))
        decided = await end.ask(DecidePosts(posts=("net:7",), verdict="approve"))
        assert isinstance(decided, PostsDecided)
        assert decided.refused == {}
        await end.until(lambda e: has(e, "hashtags", "Welcome"))
        assert not leaks(end)

    with_ingest(tmp_path, first)
    with_ingest(tmp_path, again)
