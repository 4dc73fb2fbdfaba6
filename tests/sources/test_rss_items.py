"""Items of real feeds: pictures, dates, endings of programs, and shapes that no feed has."""

from __future__ import annotations

import pytest

from wall.model.posts import Post
from wall.sources.fetching import Document
from wall.sources.rss.reading import read_feed
from wall.sources.rss.settings import RssSettings
from wall.sources.source import Unreadable

ONE = (
    "<rss version='2.0'><channel><title>T</title><item><guid>n1</guid><title>News 1</title></item>"
    "</channel></rss>"
)
MEDIA = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>T</title>'
    "<item><guid>1</guid><title>Un</title>{}</item></channel></rss>"
)


def read_item(inner: str) -> Post:
    document = Document(MEDIA.format(inner).encode(), "text/xml", "https://e.example/f/feed.xml")
    (post,) = read_feed(document, RssSettings(url="https://e.example"), lambda _: 0.0, 2e9)
    return post


def described(html: str) -> str:
    return f"<description><![CDATA[{html}]]></description>"


SIZES = "".join(
    f'<media:content width="{width}" url="https://i.example/a.jpg?width={width}"/>'
    for width in (140, 700, 460)
)
THUMBNAIL = '<media:thumbnail url="https://i.example/t.jpg"/>'
FACE = '<media:content url="https://1.gravatar.com/avatar/x?s=96" medium="image"/>'
IMAGE = "https://i.example/a.jpg"


@pytest.mark.parametrize(
    ("inner", "pictures"),
    [
        (SIZES + THUMBNAIL, [f"{IMAGE}?width=700"]),
        (THUMBNAIL + THUMBNAIL, ["https://i.example/t.jpg"]),
        (FACE + f'<media:content url="{IMAGE}"/>', [IMAGE]),
        (f'<enclosure url="{IMAGE}" type="" length="0"/>', [IMAGE]),
        ('<enclosure url="https://i.example/e.mp3" type="audio/mpeg" length="1"/>', []),
        ('<itunes:image href="https://i.example/pod.jpg"/>', ["https://i.example/pod.jpg"]),
        (described('<img src="/p.jpg"><img src="q.jpg">'), ["https://e.example/p.jpg"]),
        (
            described(
                '<img src="https://c.example/1.gif" width="1" height="1">'
                '<img class="emoji" src="https://c.example/e.png">'
                '<img src="data:image/gif;base64,R0" data-src="b.jpg">'
            ),
            ["https://e.example/f/b.jpg"],
        ),
    ],
)
def test_pictures_are_found_once_and_those_of_the_author_are_none(
    inner: str, pictures: list[str]
) -> None:
    post = read_item(inner)
    assert [one.url for one in post.media] == pictures
    assert bool(post.author.avatar) is ("gravatar" in inner)


def test_films_have_their_kind_by_name_too() -> None:
    post = read_item('<media:content url="https://i.example/f.mp4"/>' + THUMBNAIL)
    assert [one.type for one in post.media] == ["image", "video"]


def test_dates_in_the_words_of_a_country() -> None:
    post = read_item("<pubDate>dim. 22 nov. 2026 09:15:00 +0100</pubDate>")
    assert post.at.isoformat() == "2026-11-22T08:15:00+00:00"


@pytest.mark.parametrize(
    "ending",
    [
        'submitted by <a href="https://r.example">/u/lea</a> <br/><span>[link]</span> [comments]',
        "<p>3 posts - 2 participants</p><p><a>Read full topic</a></p>",
        '<p>The post <a rel="nofollow">Un</a> appeared first on <a>Blog</a>.</p>',
        "<p>L’article <a>Un</a> est apparu en premier sur <a>Blog</a>.</p>",
    ],
)
def test_what_programs_put_below_each_text_is_left_out(ending: str) -> None:
    assert read_item(described(f"<p>Bonjour</p>{ending}")).text == "Bonjour"
    assert read_item(described("<p>The post office appeared first</p>")).text.endswith("first")


def test_a_shape_that_no_feed_has_is_refused_at_once() -> None:
    attributes = " ".join(f"a{i}='x'" for i in range(20_000))
    laughs = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 10))
    for body in (f"<rss><item {attributes}/></rss>", f"<rss>{'<item/>' * 30_000}</rss>"):
        with pytest.raises(Unreadable, match="the feed has"):
            read_feed(Document(body.encode()), RssSettings(url="https://e"), lambda _: 0.0, 2e9)
    body = f"<!DOCTYPE r [<!ENTITY l0 'lol'>{laughs}]>{ONE.replace('News 1', '&l9;')}"
    (post,) = read_feed(
        Document(body.encode()), RssSettings(url="https://e.example"), lambda _: 0.0, 2e9
    )
    assert len(post.title) < 500
    assert read_item(described("<!--" * 100_000)).title == "Un"
