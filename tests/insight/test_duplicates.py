"""What says nearly the same is one group; memory of it is bounded."""

from __future__ import annotations

import random

from wall.insight.duplicates import GENERATION_S, Duplicates, group_id
from wall.insight.folding import words
from wall.insight.hashtags import without_links

FIRST = (
    "Le tram de la ligne 4 est arrêté ce matin entre le port et la gare, des bus remplacent "
    "les rames jusqu'à midi selon la régie https://example.org/a"
)


def group(duplicates: Duplicates, post_id: str, text: str, at: float = 0.0) -> str:
    return duplicates.group_of(post_id, words(without_links(text)), at)


def test_copies_join_the_first_post() -> None:
    duplicates = Duplicates()
    assert group(duplicates, "x:1", FIRST) == "x:1"
    copies = (
        FIRST.replace("/a", "/b"),
        "RT @regie: " + FIRST,
        FIRST.upper(),
        FIRST.replace("ce matin ", ""),
        FIRST.replace(" https://example.org/a", " 😡"),
        FIRST.removesuffix("selon la régie https://example.org/a"),
    )
    assert {group(duplicates, f"x:c{at}", copy) for at, copy in enumerate(copies)} == {"x:1"}


def test_other_words_are_another_group() -> None:
    duplicates = Duplicates()
    group(duplicates, "x:1", FIRST)
    other = "Le tram de la ligne 9 roule de nouveau, merci à toutes les équipes de nuit du dépôt"
    assert group(duplicates, "x:2", other) == "x:2"
    assert group(duplicates, "x:1", FIRST) == "x:1"


def test_what_says_too_little_has_no_group() -> None:
    duplicates = Duplicates()
    assert group(duplicates, "x:1", "Bravo à toutes ! 🎉") == ""
    assert group(duplicates, "x:2", "") == ""


def test_a_group_is_forgotten_after_a_day() -> None:
    duplicates = Duplicates()
    group(duplicates, "x:1", FIRST, 0)
    assert group(duplicates, "x:2", FIRST, GENERATION_S + 1) == "x:1"
    assert group(duplicates, "x:3", FIRST, 4 * GENERATION_S) == "x:3"
    assert group(duplicates, "x:4", FIRST, 8 * GENERATION_S) == "x:4"


def test_memory_is_bounded() -> None:
    duplicates = Duplicates(generation_groups=100)
    vocabulary = [f"word{number}" for number in range(5000)]
    chosen = random.Random(7)
    for number in range(1000):
        text = " ".join(chosen.sample(vocabulary, 12))
        assert group(duplicates, f"x:{number}", text) == f"x:{number}"
    kept = (duplicates._current, duplicates._previous)
    assert sum(len(generation.firsts) for generation in kept) <= 200
    assert sum(len(generation.exact) for generation in kept) <= 800


def test_an_id_that_is_too_long_is_hashed() -> None:
    assert group_id("x:1") == "x:1"
    assert len(group_id("x" * 400)) <= 100
    assert group_id("x" * 400) != group_id("x" * 401)
