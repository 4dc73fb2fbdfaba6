"""Which posts a query means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wall.insight.matching import Folded, Matcher, matches
from wall.insight.moods import mood
from wall.insight.search_text import parsed
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, Post, PostMedia

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
POST = Post(
    id="bluesky:1",
    at=NOON,
    author=Author(name="Élodie Łoś", handle="@elodie.example", id="did:plc:abc"),
    text="L’été à Łódź : « trop chaud » 🎉 covid-19, c'est fini. #Réseau",
    title="Météo",
    network="bluesky",
    language="fr-CA",
    country="CA",
    media=(PostMedia(url="https://example.org/a.jpg"),),
    hashtags=("Réseau", "NonÉcrit"),
    reach=500,
    sentiment=-0.5,
    topics=("weather",),
    source="sky",
)


def means(text: str, post: Post = POST) -> bool:
    return matches(post, None, PostQuery(text=text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ete",
        "ÉTÉ lodz",
        '"trop chaud"',
        "“TROP chaud”",
        "chaud -froid",
        "froid OR chaud",
        "pluie OR froid OR chaud lodz",
        "covid-19",
        "meteo",
        "#reseau",
        "nonecrit",
        "🎉",
        "chau*",
        '"trop chaud',
        "-",
        '""',
        "!!! ?",
    ],
)
def test_words_are_found_whatever_their_form(text: str) -> None:
    assert means(text)


@pytest.mark.parametrize(
    "text",
    [
        "pluie",
        "ete pluie",
        '"chaud trop"',
        "chaud -LODZ",
        'chaud -"trop chaud"',
        "pluie OR froid",
        "chaud pluie OR froid",
        "lod",
        "🔥",
        "elodie",
        "OR",
        "chaud OR",
    ],
)
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert not means(text)


def test_arabic_words_are_found_behind_their_prefixes() -> None:
    post = POST.model_copy(update={"text": "والمدرسة بالقاهرة"})
    assert means("مدرسة", post)
    assert means("القاهرة", post)
    assert not means("جامعة", post)


def test_scripts_without_spaces_are_found_anywhere() -> None:
    post = POST.model_copy(update={"text": "今日は東京で会いましょう"})
    assert means("東京", post)
    assert not means("大阪", post)


@pytest.mark.parametrize(
    "query",
    [
        PostQuery(hashtags=("#reseau", "x")),
        PostQuery(authors=("elodie.example",)),
        PostQuery(authors=("ELODIE LOS",)),
        PostQuery(authors=("did:plc:abc",)),
        PostQuery(languages=("fr",)),
        PostQuery(languages=("FR-ca",)),
        PostQuery(countries=("ca",)),
        PostQuery(networks=("Bluesky",)),
        PostQuery(sources=("sky",)),
        PostQuery(topics=("weather", "none")),
        PostQuery(kinds=("post",)),
        PostQuery(sentiment="negative"),
        PostQuery(media="any"),
        PostQuery(media="image"),
        PostQuery(min_reach=500),
        PostQuery(states=("pending",)),
        PostQuery(since=NOON, until=NOON + timedelta(seconds=1)),
    ],
)
def test_each_condition_holds(query: PostQuery) -> None:
    assert matches(POST, None, query)


@pytest.mark.parametrize(
    "query",
    [
        PostQuery(hashtags=("rese",)),
        PostQuery(authors=("elodie",)),
        PostQuery(languages=("fr-FR", "f", "und")),
        PostQuery(countries=("unknown",)),
        PostQuery(networks=("x",)),
        PostQuery(sources=("sk",)),
        PostQuery(topics=("none",)),
        PostQuery(kinds=("reply",)),
        PostQuery(sentiment="neutral"),
        PostQuery(media="none"),
        PostQuery(media="video"),
        PostQuery(min_reach=501),
        PostQuery(states=("approved", "shown")),
        PostQuery(since=NOON + timedelta(seconds=1)),
        PostQuery(until=NOON),
        PostQuery(text="chaud", networks=("x",)),
    ],
)
def test_each_condition_can_fail(query: PostQuery) -> None:
    assert not matches(POST, None, query)


def test_what_is_unknown_is_found_as_unknown() -> None:
    bare = Post(id="web:1", at=NOON, author=Author(name=""), text="")
    assert matches(bare, None, PostQuery(languages=("und",), countries=("unknown",), media="none"))
    assert not matches(bare, None, PostQuery(min_reach=0))
    assert not matches(bare, None, PostQuery(sentiment="neutral"))
    assert not matches(bare, None, PostQuery(authors=("@",)))


def test_states_are_judged_as_given() -> None:
    assert matches(POST, "approved", PostQuery(states=("approved",)))
    assert not matches(POST, "approved", PostQuery(states=("pending",)))


def test_moods_have_one_band() -> None:
    assert [mood(value) for value in (None, 0.15, 0.16, -0.15, -0.16)] == [
        "",
        "neutral",
        "positive",
        "neutral",
        "negative",
    ]


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_may_be_asked_of_any_text(asked: str, said: str) -> None:
    post = POST.model_copy(update={"text": said})
    query = PostQuery(text=asked)
    found = Matcher(query).matches(post, Folded(post))
    assert found is matches(post, None, query), "one by one or among many"


@settings(deadline=None)
@given(st.lists(st.sampled_from(("été", "OR", "-", '"', "-chaud", '-"', "#x", "🎉")), max_size=12))
def test_operators_in_any_order_are_legal(pieces: list[str]) -> None:
    text = parsed(" ".join(pieces))
    assert all(group for group in text.all_of)
