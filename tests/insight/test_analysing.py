"""A post is read once, and what others knew better is left."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insight.kept_posts import EPOCH, post
from wall.insight.analysing import Analyst
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, Post

SAID = Post(
    id="mastodon:1",
    at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    author=Author(name="Ana\u202e"),
    text="Quel match magnifique, bravo à toute l'équipe ! #Élan @bob@example.org https://example.org/a",
)


def test_everything_that_can_be_read_is_read() -> None:
    post = Analyst().analyse(SAID)
    assert post.author.name == "Ana"
    assert (post.language, post.language_from) == ("fr", "detected")
    assert post.sentiment is not None
    assert post.sentiment > 0.15
    assert post.sentiment_from == "lexicon"
    assert post.hashtags == ("Élan",)
    assert post.mentions == ("bob@example.org",)
    assert post.links == ("https://example.org/a",)
    assert post.group == "mastodon:1"
    assert Post.model_validate(post.model_dump()) == post


def test_reading_again_changes_nothing() -> None:
    analyst = Analyst()
    once = analyst.analyse(SAID)
    assert analyst.analyse(once) == once


def test_what_suppliers_and_people_said_stands() -> None:
    given_facts = SAID.model_copy(
        update={
            "language": "ca",
            "language_from": "supplier",
            "sentiment": -0.9,
            "sentiment_from": "supplier",
            "hashtags": ("own",),
        }
    )
    post = Analyst().analyse(given_facts)
    assert (post.language, post.language_from) == ("ca", "supplier")
    assert (post.sentiment, post.sentiment_from) == (-0.9, "supplier")
    assert post.hashtags == ("own",)
    unlabelled = SAID.model_copy(update={"sentiment": 0.0})
    assert Analyst().analyse(unlabelled).sentiment == 0.0


def test_copies_share_a_group() -> None:
    analyst = Analyst()
    first = analyst.analyse(SAID)
    copy = analyst.analyse(SAID.model_copy(update={"id": "x:9", "text": "RT @z: " + SAID.text}))
    assert copy.group == first.group == "mastodon:1"


def test_many_at_once_are_read_as_one_after_the_other() -> None:
    some = [
        SAID.model_copy(
            update={"id": f"x:{number}", "text": f"{SAID.text[: 20 + number]} {number}"}
        )
        for number in range(40)
    ]
    alone = Analyst()
    assert Analyst().analyse_all(some) == [alone.analyse(post) for post in some]


def test_topics_may_ask_for_what_was_read() -> None:
    topics = {
        "joy": Topic(query=PostQuery(sentiment="positive", languages=("fr",))),
        "tag": Topic(query=PostQuery(hashtags=("elan",))),
        "rain": Topic(query=PostQuery(text="pluie")),
    }
    analyst = Analyst(topics)
    assert analyst.analyse(SAID).topics == ("joy", "tag")
    assert Analyst().analyse(analyst.analyse(SAID)).topics == ()


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
def test_any_text_makes_a_valid_post(text: str, title: str, name: str) -> None:
    post = Post(id="x:1", at=SAID.at, author=Author(name=name), text=text, title=title)
    read = Analyst().analyse(post)
    assert Post.model_validate_json(read.model_dump_json()) == read


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("fr", "je ne sais pas pourquoi elle est avec vous dans cette rue", "fr"),
        ("es-MX", "no sé por qué ella está con nosotros en esta calle", "es-MX"),
        ("fr", "no sé por qué ella está con nosotros en esta misma calle", "es"),
        ("en", "nie wiem dlaczego ona jest z nami na tej ulicy przez cały dzień", "pl"),
    ],
)
def test_function_words_confirm_a_declared_language_and_never_a_wrong_one(
    declared: str, text: str, language: str
) -> None:
    made = Analyst().analyse(post(1, EPOCH, text=text, language=declared))
    assert made.language == language
    assert made.language_from == ("declared" if language == declared else "detected")
