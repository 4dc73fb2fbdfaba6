"""Whatever arrives: a mapping answers with a dataset or with Unreadable, never otherwise."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue, TypeAdapter

from wall.model.datasets import Dataset, Posts
from wall.sources.csv.mapping import dataset_of as csv_dataset
from wall.sources.csv.parsing import parse_sheet
from wall.sources.csv.settings import CsvSettings
from wall.sources.fetching import Document, spoken
from wall.sources.http_json.mapping import dataset_of as json_dataset
from wall.sources.http_json.settings import HttpJsonSettings
from wall.sources.plain_text import text_of_html
from wall.sources.rss.reading import read_feed
from wall.sources.rss.settings import RssSettings
from wall.sources.source import Unreadable
from wall.sources.times import time_of

DATASET: TypeAdapter[Dataset] = TypeAdapter(Dataset)
SHAPES = ("series", "table", "posts", "value")

json_values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["id", "at", "text", "items", "v", "title"]) | st.text(max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)
XML_WORDS = (
    "<rss version='2.0'><channel>", "</channel></rss>", "<item>", "</item>", "<title>", "</title>",
    "<guid>", "</guid>", "<![CDATA[", "]]>", "<!DOCTYPE x [<!ENTITY a 'aaaa'>]>", "&a;", "&#0;",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "</entry>", "<link href='//['/>",
    "<pubDate>", "</pubDate>", "Sun, 99 Nov 99999 08:05:00 +9999", "<enclosure url='http://['",
    "<media:content url='x' medium='image'/>", "\x00", "\ud7ff", "é", "{", "<a b='", "<?xml ?>",
)  # fmt: skip
CSV_WORDS = ("at", "text", ",", ";", "\n", '"', "\t", "2026-11-19", "1,5", "-", "9" * 30, "|")

FEED = RssSettings(url="https://e.example/feed")


def is_sendable(dataset: Dataset) -> None:
    """The link can carry it, and the other side believes it."""
    assert DATASET.validate_json(dataset.model_dump_json()).type == dataset.type


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(XML_WORDS) | st.text(max_size=10), max_size=25).map("".join))
def test_feeds(body: str) -> None:
    with suppress(Unreadable):
        document = Document(body.encode("utf-8", "replace"), "text/xml", "https://example.org/")
        posts = read_feed(document, FEED, lambda _: 0.0, 2e9)
        is_sendable(Posts(posts=tuple(posts)))


@settings(deadline=None, max_examples=100)
@given(json_values)
def test_json_feeds(value: JsonValue) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [value], "authors": value}
    with suppress(Unreadable):
        body = json.dumps(feed).encode("utf-8", "replace")
        posts = read_feed(Document(body), FEED, lambda _: 0.0, 2e9)
        is_sendable(Posts(posts=tuple(posts)))


@settings(deadline=None, max_examples=200)
@given(
    st.binary(max_size=200)
    | st.lists(
        st.sampled_from(
            ["at", "text", ",", ";", "\n", '"', "\t", "2026-11-19", "1,5", "-", "9" * 30]
        )
        | st.text(max_size=6),
        max_size=40,
    ).map(lambda parts: "".join(parts).encode("utf-8", "replace")),
    st.sampled_from(SHAPES[:3]),
)
def test_columns(content: bytes, shape: str) -> None:
    given_settings = CsvSettings.model_validate({"path": "x", "dataset": shape})
    with suppress(Unreadable):
        is_sendable(csv_dataset(parse_sheet(content, "auto", "auto"), given_settings))


@settings(deadline=None, max_examples=200)
@given(json_values, st.sampled_from(SHAPES), st.booleans())
def test_documents(value: JsonValue, shape: str, whole: bool) -> None:
    fields: dict[str, JsonValue] = {"url": "https://example.org", "dataset": shape}
    if whole:
        fields["whole"] = "items"
    else:
        fields |= {"items": "items", "time": "at", "lines": {"v": "v"}, "value": "v"}
    mapping = HttpJsonSettings.model_validate(fields)
    documents: list[JsonValue] = [value, {"items": value, "v": value, "at": 5}, {"items": [value]}]
    for document in documents:
        with suppress(Unreadable):
            is_sendable(json_dataset(document, mapping, None, 1e9))


@given(st.text() | st.lists(st.sampled_from(["<", "<!", "<![", ">", "&", "<p>", "x"])).map("".join))
def test_html(text: str) -> None:
    assert len(text_of_html(text, 50)) <= 50


@given(st.text() | st.text("0123456789-/:. TZ+APMnov,"))
def test_times_and_addresses(text: str) -> None:
    at = time_of(text)
    assert at is None or at < 1e12
    assert "?" not in spoken(f"https://a:b@example.org/x?{text}").partition("#")[0]
