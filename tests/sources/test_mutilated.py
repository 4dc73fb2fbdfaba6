"""Whatever is missing, of a wrong kind, huge or deep in what a network sends: a reader gives a post
that the store can hold, or says that it cannot read this one."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.sources.mutilating import mutilated
from tests.sources.network_server import payload, payload_json
from wall.model.posts import Post
from wall.sources.bluesky.reading import Wanted, read_happening, read_record
from wall.sources.bluesky.settings import BlueskySettings
from wall.sources.brandwatch.reading import added_at, read_mention
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.meaning import meaning_of
from wall.sources.emplifi.reading import cells_of, posts_in, refused_in
from wall.sources.emplifi.reading import read_post as read_emplifi
from wall.sources.fetching import Document
from wall.sources.hootsuite.reading import next_of, plans_in
from wall.sources.hootsuite.reading import read_post as read_hootsuite
from wall.sources.linkedin.reading import lines_of
from wall.sources.linkedin.reading import read_post as read_linkedin
from wall.sources.mastodon.reading import read_event, read_status
from wall.sources.meltwater.reading import documents_in, read_document
from wall.sources.meta.reading import read_insight, read_posts, read_webhook
from wall.sources.radarly.reading import hits_of, read_hit
from wall.sources.rss.reading import read_feed as read_rss
from wall.sources.rss.settings import RssSettings
from wall.sources.source import Unreadable
from wall.sources.talkwalker.reading import read_result
from wall.sources.webhook.reading import read_call
from wall.sources.webhook.settings import WebhookSettings
from wall.sources.x.reading import read_post as read_x
from wall.sources.youtube.reading import channels_in, counted, deleted_in, read_feed

NOW = 1_795_400_000.0
Reader = Callable[[JsonValue], Iterable[Post | None]]


def first(value: JsonValue, *path: str | int) -> JsonValue:
    for name in path:
        value = value[name]  # type: ignore[index,call-overload]
    return value


def sent(value: JsonValue) -> bytes:
    return json.dumps(value).encode()


def through_mastodon(value: JsonValue) -> Iterable[Post | None]:
    event = read_event(sent(value))
    yield read_status(event.payload, "mastodon.example", NOW)


def through_bluesky(value: JsonValue) -> Iterable[Post | None]:
    event = read_happening(sent(value))
    wanted = Wanted(BlueskySettings(words=("panne",), hashtags=("x",), languages=("fr",)))
    wanted.has(event)
    yield read_record(event)


def through_x(value: JsonValue) -> Iterable[Post | None]:
    data = value.get("data") if isinstance(value, dict) else value
    includes = value.get("includes") if isinstance(value, dict) else None
    yield read_x(data, includes, ["rule"], NOW).post


def through_meltwater(value: JsonValue) -> Iterable[Post | None]:
    return [read_document(one, NOW) for one in documents_in(value)]


def through_emplifi(value: JsonValue) -> Iterable[Post | None]:
    refused_in(value)
    with suppress(Unreadable):
        cells_of(value)
    return [read_emplifi(one, "facebook", {}, NOW) for one in posts_in(value)[0]]


def through_hootsuite(value: JsonValue) -> Iterable[Post | None]:
    next_of(value)
    plans_in(value, {})
    found = value.get("data") if isinstance(value, dict) else None
    items = found if isinstance(found, list) else [found]
    return [read_hootsuite(one, "facebook", {}, NOW) for one in items]


def through_linkedin(value: JsonValue) -> Iterable[Post | None]:
    lines_of(value, ["likeCount"])
    yield read_linkedin(value, "", value, NOW)


def through_graph(value: JsonValue) -> Iterable[Post | None]:
    read_insight(value)
    return read_posts(value, "facebook", NOW)


def through_youtube(value: JsonValue) -> Iterable[Post | None]:
    for name, number, country in channels_in(value):
        assert isinstance(name, str)
        assert number is None or math.isfinite(number)
        assert len(country) <= 2
    posts = read_feed(payload("youtube_channel_feed.xml"), NOW)
    return counted(posts, value)[0]


def through_brandwatch(value: JsonValue) -> Iterable[Post | None]:
    added_at(value)
    yield read_mention(value, NOW)


MENTION: JsonValue = {
    "guid": "1",
    "date": "2026-11-22T08:15:01.000+0000",
    "added": "2026-11-22T08:16:01.000+0000",
    "url": "https://x.com/lea/status/1992123456789012345",
    "fullText": "Encore une panne #réseau",
    "author": "lea",
    "sentiment": "negative",
    "countryCode": "FRA",
    "tags": ["a"],
    "mediaUrls": ["https://e.org/a.jpg"],
    "reachEstimate": 12,
}
LINKEDIN: JsonValue = {
    "id": "urn:li:share:7",
    "author": "urn:li:organization:1",
    "commentary": "Bonjour {hashtag|\\#|Réseau}",
    "publishedAt": 1795335300000,
    "lifecycleState": "PUBLISHED",
    "content": {"article": {"source": "https://e.org", "title": "T"}},
    "reactionSummaries": {"LIKE": {"count": 1}},
    "elements": first(payload_json("linkedin_share_statistics.json"), "elements"),
}
EMPLIFI: JsonValue = {
    "success": True,
    "header": [{"type": "date.day", "rows": ["2026-11-20"]}, {"type": "profile", "rows": ["1"]}],
    "data": {"posts": [{"id": "1", "created_time": "2026-11-22T08:00:00Z", "content": "a #b"}]},
}
PAGE: JsonValue = {
    "data": [
        {
            "id": "1_2",
            "message": "Bonjour",
            "created_time": "2026-11-22T08:00:00+0000",
            "likes": {"summary": {"total_count": 3}},
            "values": [{"end_time": "2026-11-22T08:00:00+0000", "value": 3}],
        }
    ]
}
OWN: JsonValue = {
    "posts": [
        {"id": "a", "text": "Hallo", "created_at": "2026-11-22T08:00:00Z", "author": {"name": "x"}},
        payload_json("activitystreams_create_note.json"),
        payload_json("zapier_flat.json"),
    ]
}
NO_POSTS = ("bluesky-account", "youtube-channels", "youtube")
"""Documents about accounts, or about videos of other channels."""
HOOKS = WebhookSettings(secret="x" * 9)
CASES: dict[str, tuple[Reader, JsonValue]] = {
    "mastodon": (through_mastodon, payload_json("mastodon_ws_update.json")),
    "mastodon-status": (
        lambda value: [read_status(value, "m.example", NOW)],
        json.loads(str(first(payload_json("mastodon_ws_update.json"), "payload"))),
    ),
    "bluesky": (through_bluesky, payload_json("jetstream_v1_post_create.json")),
    "bluesky-account": (through_bluesky, payload_json("jetstream_v1_account.json")),
    "x": (through_x, payload_json("x_stream_post_openapi2167.json")),
    "meta-page": (
        lambda value: read_webhook(sent(value), NOW).posts,
        payload_json("meta_page_feed_comment.json"),
    ),
    "meta-instagram": (
        lambda value: read_webhook(sent(value), NOW).posts,
        payload_json("meta_instagram_comment.json"),
    ),
    "meta-graph": (through_graph, PAGE),
    "youtube": (through_youtube, payload_json("youtube_videos_list.json")),
    "youtube-channels": (through_youtube, payload_json("youtube_channels_list.json")),
    "webhook": (
        lambda value: read_call(sent(value), HOOKS, NOW).posts,
        OWN,
    ),
    "talkwalker": (
        lambda value: [read_result(value, NOW)],
        json.loads(payload("talkwalker_stream.ndjson").splitlines()[1]),
    ),
    "meltwater": (through_meltwater, payload_json("meltwater_stream_batch.json")),
    "radarly": (
        lambda value: [read_hit(hit, NOW) for hit in hits_of(value)],
        payload_json("radarly_search_response.json"),
    ),
    "brandwatch": (through_brandwatch, MENTION),
    "linkedin": (through_linkedin, LINKEDIN),
    "emplifi": (through_emplifi, EMPLIFI),
    "hootsuite": (through_hootsuite, payload_json("hootsuite_analytics_posts_response.json")),
}


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_wound_breaks_a_reader(name: str, data: st.DataObject) -> None:
    reader, whole = CASES[name]
    value = data.draw(mutilated(whole))
    found: list[Post | None] = []
    with suppress(Unreadable):
        found += reader(value)
    for post in found:
        if post is not None:
            assert Post.model_validate_json(post.model_dump_json()) == post


@pytest.mark.parametrize("name", [name for name in CASES if name not in NO_POSTS])
def test_without_a_wound_there_is_a_post(name: str) -> None:
    reader, whole = CASES[name]
    assert any(post is not None for post in reader(whole))


GRAPH_POST = first(PAGE, "data", 0)
PAGE_CALL = payload_json("meta_page_feed_comment.json")
PLAIN = first(OWN, "posts", 0)
BATCHES: dict[str, tuple[Callable[[JsonValue], list[Post]], JsonValue]] = {
    "meta-page": (
        lambda one: (
            read_webhook(
                sent({"object": "page", "entry": [one, first(PAGE_CALL, "entry", 0)]}), NOW
            ).posts
        ),
        first(PAGE_CALL, "entry", 0),
    ),
    "meta-graph": (lambda one: read_posts({"data": [one, GRAPH_POST]}, "x", NOW), GRAPH_POST),
    "webhook": (lambda one: read_call(sent([one, PLAIN]), HOOKS, NOW).posts, PLAIN),
    "webhook-lines": (
        lambda one: read_call(sent(one) + b"\n{broken\n" + sent(PLAIN), HOOKS, NOW).posts,
        PLAIN,
    ),
}


@pytest.mark.parametrize("name", BATCHES)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_wounded_one_never_takes_its_neighbour_along(name: str, data: st.DataObject) -> None:
    read, whole = BATCHES[name]
    assert read(data.draw(mutilated(whole)))[-1].text


@given(value=mutilated({"error": {"code": 190, "type": "x", "errors": [{"reason": "a"}]}}))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_wound_breaks_the_meaning_of_a_refusal(value: JsonValue) -> None:
    assert meaning_of(400, value, "said").status >= 400


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
@settings(max_examples=100, deadline=None)
def test_no_bytes_break_the_reader_of_json(content: bytes) -> None:
    try:
        value = read_json(content)
    except Unreadable:
        return
    assert read_json(json.dumps(value).encode()) == value


def test_half_a_sign_does_not_lose_a_batch() -> None:
    said = read_json(b'[{"text": "cut \\ud83d"}, {"text": "\\ud83d\\ude00 \\\\ud83d \xff"}]')
    assert said == [{"text": "cut \ufffd"}, {"text": "\U0001f600 \\ud83d \ufffd"}]
    with pytest.raises(Unreadable, match="no JSON"):
        read_json(b'{"a": ')


@given(
    cuts=st.lists(
        st.tuples(st.integers(0, 3000), st.integers(0, 60), st.binary(max_size=12)), max_size=6
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_cut_breaks_the_readers_of_feeds(cuts: list[tuple[int, int, bytes]]) -> None:
    body = payload("youtube_channel_feed.xml")
    for at, length, new in cuts:
        body = body[:at] + new + body[at + length :]
    found: list[Post] = []
    with suppress(Unreadable):
        found += read_feed(body, NOW)
    with suppress(Unreadable):
        found += read_rss(Document(body), RssSettings(url="https://e.org"), lambda _: NOW, NOW)
    with suppress(Unreadable):
        deleted_in(body)
    for post in found:
        assert Post.model_validate_json(post.model_dump_json()) == post
