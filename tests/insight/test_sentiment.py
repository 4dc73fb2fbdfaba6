"""How texts sound, as far as words tell."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wall.insight.moods import mood
from wall.insight.sentiment import LANGUAGES, estimated

LABELLED = Path(__file__).parents[1] / "data" / "labelled_posts.tsv"
MOODS = {"+": "positive", "-": "negative", "0": "neutral"}


def test_each_language_is_far_better_than_chance() -> None:
    right: Counter[str] = Counter()
    opposite: Counter[str] = Counter()
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        language, label, text = line.split("\t")
        told = mood(estimated(text, language)) or "neutral"
        right[language] += told == MOODS[label]
        opposite[language] += {told, MOODS[label]} == {"positive", "negative"}
    assert set(right) == LANGUAGES
    assert min(right.values()) >= 15, right
    assert max(opposite.values()) <= 3, opposite


@pytest.mark.parametrize(
    ("language", "good", "bad"),
    [
        ("fr", "c'est excellent", "c'est horrible"),
        ("en", "this is excellent", "this is horrible"),
        ("es", "es excelente", "es horrible"),
        ("pl", "to jest wspaniały", "to jest straszny"),
        ("ar", "هذا ممتاز", "هذا فظيع"),
        ("ro", "este excelent", "este oribil"),
    ],
)
def test_plain_words_are_known(language: str, good: str, bad: str) -> None:
    assert mood(estimated(good, language)) == "positive"
    assert mood(estimated(bad, language)) == "negative"
    assert estimated(good.upper(), f"{language}-XX") == estimated(good, language)


def test_a_negation_before_a_word_turns_it() -> None:
    assert mood(estimated("not good", "en")) == "negative"
    assert mood(estimated("pas très bon", "fr")) == "negative"


def test_a_strengthening_word_makes_it_stronger() -> None:
    plain, strong = estimated("good", "en"), estimated("very good", "en")
    assert plain is not None
    assert strong is not None
    assert strong > plain


def test_emoji_speak_in_every_language() -> None:
    assert mood(estimated("日本 ❤️🎉", "ja")) == "positive"
    assert mood(estimated("😡", "und")) == "negative"


def test_what_says_nothing_is_unknown_and_not_neutral() -> None:
    assert estimated("The committee meets on Thursday", "en") is None
    assert estimated("wonderful", "sv") is None
    assert estimated("@good https://bad.example.org/awful", "en") is None


@settings(deadline=None)
@given(st.text(), st.sampled_from([*sorted(LANGUAGES), "und", ""]))
def test_estimates_are_within_their_bounds(text: str, language: str) -> None:
    value = estimated(text, language)
    assert value is None or -1 <= value <= 1
