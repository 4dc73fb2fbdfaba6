"""Of a post's words those are counted that say what it is about."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.insight.kept_posts import EPOCH, kept, post
from wall.insight.measuring import Counted, feed
from wall.insight.measuring_tables import TopMeasure
from wall.insight.words_counted import counted_words
from wall.model.datasets import Table
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery
from wall.sources.insight.making import measure_of
from wall.sources.insight.settings import InsightSettings

RECORDED = Path(__file__).parents[2] / "layouts" / "social-hub" / "data" / "crowd.jsonl"


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "Depuis une heure plus rien, qui sait pourquoi le réseau coupe ?", "réseau coupe"),
        ("en", "Still no signal since noon, anyone else without fibre?", "signal noon fibre"),
        ("es", "Desde hace dos horas nadie responde, estoy sin cobertura", "responde cobertura"),
        ("pl", "Znowu nie ma zasięgu od dwóch godzin, czy ktoś wie dlaczego?", "zasięgu dwóch"),
        ("ro", "De trei ore nu mai merge semnalul, vreau și eu", "semnalul"),
        ("ar", "منذ ساعة بدون شبكة وهل هناك عطل", "شبكة عطل"),
    ],
)  # fmt: skip
def test_joining_words_of_six_languages_are_not_counted(
    language: str, text: str, words: str
) -> None:
    assert [*counted_words(post(1, EPOCH, text=text, language=language)).values()] == words.split()


def test_addresses_names_hashtags_and_numbers_are_no_words() -> None:
    text = (
        "https://example.org/abc www.example.org/x example.org/y mail@example.org @ana.bsky.social "
        "@Bob@mastodon.social #Panne 404 10h30 2026 café"
    )
    assert [*counted_words(post(1, EPOCH, text=text, language="fr"))] == ["cafe"]


def test_a_word_joins_in_its_own_language_only() -> None:
    said = "come"
    assert not counted_words(post(1, EPOCH, text=said, language="en"))
    assert not counted_words(post(1, EPOCH, text="fait", language="und"))
    assert counted_words(post(1, EPOCH, text="main", language="fr"))
    assert not counted_words(post(1, EPOCH, text="cependant", language=""))


def test_of_the_recorded_day_no_function_word_is_among_the_forty_most_said() -> None:
    counts: Counter[str] = Counter()
    for line in RECORDED.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        made = post(1, EPOCH, text=said["text"], language=said.get("language", ""))
        counts.update([*counted_words(made)])
    most = {word for word, _ in counts.most_common(40)}
    wrong = "depuis heure minutes minute ora merge بدون come jednej quelqu vous avec the para sunt"
    assert not most & set(wrong.split())
    assert "panne" in counts


def words_of(measure: object, now: float) -> dict[object, object]:
    table = measure.dataset(now)  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return {row[0]: row[1] for row in table.rows}


def test_words_and_hashtags_are_shown_as_most_people_write_them() -> None:
    now = EPOCH + 3600
    words, tags = TopMeasure("words", 3600, 9), TopMeasure("hashtags", 3600, 9)
    for number, text in enumerate(
        ("Réseau", "réseau", "réseau", "reseau", "RESEAU", "Iași", "Iași")
    ):
        tag = ("CôteOuest", "coteouest")[number % 2]
        some = kept(number, now - 60, text=text, hashtags=[tag], language="fr")
        feed((words, tags), Counted(PostQuery()), arrived=[some])
    assert words_of(words, now) == {"réseau": 5.0, "Iași": 2.0}
    assert words_of(tags, now) == {"CôteOuest": 7.0}


def test_what_too_few_say_and_what_finds_the_topic_is_left_out() -> None:
    asked = PostQuery(text='solvane OR "solvane max" -advert', hashtags=("#Solvane",))
    topics = {"brand": Topic(query=asked)}
    now = EPOCH + 3600

    def said(**settings: object) -> dict[object, object]:
        read = InsightSettings.model_validate(
            {"measure": "words", "window": "1h", "query": {"topics": ["brand"]}, **settings}
        )
        measure = measure_of(read, topics, 1)
        measure.advance(now)
        texts = ["Solvane panne box", "solvane panne", "SolvaneMax panne", "Solvane Max routeur"]
        for number, text in enumerate(texts):
            some = kept(number, now - 60, text=text, topics=["brand"], language="fr")
            feed((measure,), Counted(read.query), arrived=[some])
        return words_of(measure, now)

    assert said() == {"Solvane": 3.0, "panne": 3.0}
    assert said(own_words=False) == {"panne": 3.0}
    assert said(own_words=False, at_least=1, leave_out=["BOX"]) == {
        "panne": 3.0, "SolvaneMax": 1.0, "routeur": 1.0,
    }  # fmt: skip
    with pytest.raises(ValueError, match="belong"):
        said(measure="volume", own_words=False)


def test_what_rises_has_so_many_posts_at_least() -> None:
    now = EPOCH + 7200
    for at_least, found in ((1, {"panne": 8.0}), (9, {})):
        measure = TopMeasure("words", 3600, 9, rising=True, at_least=at_least)
        measure.advance(now)
        posts = [kept(number, now - 60, text="panne", language="fr") for number in range(8)]
        feed((measure,), Counted(PostQuery()), arrived=posts)
        assert words_of(measure, now) == found
