"""Hostile posts from a network's answer to the picture on the wall: harmless, bounded, and text."""

from __future__ import annotations

import time
from functools import cache
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage
from wall.insight.analysing import Analyst
from wall.insight.measuring_tables import TopMeasure
from wall.model.datasets import Dataset, Posts, TopicCard, Voice
from wall.model.posts import Post
from wall.sources.connecting.shaping import Found, shaped
from wall.sources.post_stream import KeptPost
from wall.views.posts.cards import CardComposer
from wall.views.posts.style import CardPictures, CardStyle

Top = Literal["hashtags", "words", "authors", "links"]
CPU_S = 3.0
"""For one look at one tile with all of them."""
HOSTILE = {
    "markup": "<b>bold</b><script>alert(1)</script><img src=x onerror=alert(1)>&amp;&#x202e;",
    "a link that is none": "[here](javascript:alert(1)) <a href='file:///etc/passwd'>x</a>",
    "turned around": "\u202egnp.exe\u202c \u2067left\u2069 \u200fright",
    "zalgo": "Z" + "\u0301\u0336\u0489\u20dd" * 2000 + "algo" * 10,
    "marks alone": "\u0301" * 5000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 2000,
    "joined for ever": "👩" + "\u200d👩" * 5000,
    "one long word": "x" * 100_000,
    "one long Arabic word": "ﷺ" + "ال" * 50_000,
    "lines": "a\n" * 20_000,
    "tags": "#" * 5000 + " #tag" * 5000,
    "mentions": "@a " * 20_000,
    "addresses": "https://example.org/" + "a/" * 20_000,
    "nothing": "\u200b\u2060\ufeff\u3164",
    "halves": "\ud83d \udc69 \ud800",
    "controls": "a\x00b\x07c\x1b[31md\x9be\x7f",
    "wide": "﷽" * 400 + "𒐫" * 400 + "꧅" * 400,
    "tall": "ཧཱུྃ༔" * 300,
    "Indic": "क्‍ष" * 2000,
    "brackets": "((((" * 5000,
    "digits": "9" * 50_000,
    "private": "\ue000\uf8ff\U000f0000" * 500,
}


def brought(number: int, text: str) -> Post | None:
    """As a connector shapes it, and the pipeline makes it harmless."""
    found = Found(
        at=START - 60 * number,
        native_id=f"{number}{text[:500]}",
        network="x",
        text=text,
        title=text,
        author=text,
        handle=f"@{text}",
        author_id=str(number),
        url=f"https://example.org/{number}",
        country=text[:2],
        language=text[:30],
        media=(("image", "https://example.org/p.jpg", text),),
        hashtags=[text, text[:40]],
        region=text,
        likes=10**30,
        views=float("inf"),
        followers=float("nan"),
    )
    post = shaped(found)
    return Analyst().analyse(post) if post is not None else None


@cache
def delivered() -> Posts:
    """As it comes over the link."""
    posts = [brought(number, text) for number, text in enumerate(HOSTILE.values())]
    dataset = Posts(posts=tuple(post for post in posts if post is not None))
    assert len(dataset.posts) > 15
    return Posts.model_validate_json(dataset.model_dump_json())


@cache
def table(measure: Top) -> Dataset:
    counting = TopMeasure(measure, 86_400.0, 50, at_least=1)
    counting.advance(START)
    for post in delivered().posts:
        counting.add(KeptPost(post=post, state="approved", late=False))
    return counting.dataset(START)


def card() -> Dataset:
    posts = delivered().posts
    voices = tuple(Voice(author=post.author, network="x", posts=10**12) for post in posts[:20])
    title = posts[0].author.name
    return TopicCard(title=title, voices=voices, statement=posts[3], newest=posts[:20])


@pytest.mark.parametrize("size", [(1920, 1080), (90, 60)])
@pytest.mark.parametrize("kind", ["feed", "ticker", "social-wall", "top-posts", "topic"])
def test_kinds_of_posts_paint_whatever_comes(
    stage: Stage, kind: str, size: tuple[int, int]
) -> None:
    data = card() if kind == "topic" else delivered()
    began = time.process_time()
    view = stage.put(kind, size, data)
    assert not stage.look(view).isNull()
    assert time.process_time() - began < CPU_S
    assert view.health.state.value == "ok", view.health.why


@pytest.mark.parametrize("measure", ["authors", "hashtags", "words", "links"])
@pytest.mark.parametrize("kind", ["leaderboard", "table", "chart"])
def test_kinds_of_figures_paint_whatever_is_counted(stage: Stage, kind: str, measure: Top) -> None:
    data = table(measure)
    began = time.process_time()
    view = stage.put(kind, (900, 500), data)
    assert not stage.look(view).isNull()
    assert time.process_time() - began < CPU_S


def composed(bench: Bench, text: str) -> QImage:
    post = brought(1, text)
    assert post is not None
    plain = post.model_copy(update={"title": "", "country": "", "media": (), "hashtags": ()})
    author = plain.author.model_copy(update={"name": "A", "handle": ""})
    style = CardStyle(bench.theme, 900)
    return CardComposer(style).compose(
        plain.model_copy(update={"author": author}), "now", CardPictures()
    )


def test_markup_is_text_and_hidden_signs_are_nothing(bench: Bench) -> None:
    assert composed(bench, "<b>x</b>") != composed(bench, "x")
    assert composed(bench, "x &amp; y") != composed(bench, "x & y")
    assert composed(bench, "x<br>y").height() == composed(bench, "xbry").height()
    assert composed(bench, "safe\u202egnp.exe") == composed(bench, "safegnp.exe")
    assert composed(bench, "z\u200be\u2060r\ufeffo") == composed(bench, "zero")
    zalgo = composed(bench, "Z" + "\u0301" * 1000)
    assert zalgo.height() == composed(bench, "Z").height()


NOISE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("aб中ا\u0301\u200d\u202e\u2067\n#@👩🏽🏳\ufe0f\u0489ﷺ /:.<>&"),
    ),
    min_size=1,
    max_size=200,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=NOISE, width=st.integers(120, 900), lines=st.integers(1, 9))
def test_any_text_makes_a_card_of_bounded_height(
    bench: Bench, text: str, width: int, lines: int
) -> None:
    post = brought(1, text)
    if post is None:
        return
    image = CardComposer(CardStyle(bench.theme, width, lines)).compose(post, "now", CardPictures())
    assert image.width() == width
    assert image.height() < bench.theme.unit_px * (lines * 2.5 + 24)
