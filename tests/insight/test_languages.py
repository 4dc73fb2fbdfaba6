"""Languages are told, and nothing is said where nothing can be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wall.insight.languages import UNKNOWN, Spoken, language_of

LABELLED = Path(__file__).parents[1] / "data" / "labelled_posts.tsv"


def test_sentences_of_the_six_languages_are_told() -> None:
    lines = (line.split("\t") for line in LABELLED.read_text(encoding="utf-8").splitlines())
    told = [(language, language_of(text).language) for language, _, text in lines]
    assert sum(is_ == told_ for is_, told_ in told) >= 0.97 * len(told)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Сегодня в городе открыли новый парк для детей", "ru"),
        ("今日は東京でとても良い天気です", "ja"),
        ("今天北京天气很好", "zh"),
        ("오늘 서울 날씨가 좋습니다", "ko"),
        ("Σήμερα ο καιρός στην Αθήνα είναι καλός", "el"),
        ("היום מזג האוויר נעים", "he"),
    ],
)
def test_scripts_tell_their_language(text: str, language: str) -> None:
    assert language_of(text) == Spoken(language, "detected")


@pytest.mark.parametrize(
    "text",
    ["", "ok", "Trop bien", "#elections2026 #paris", "🎉🎉🎉", "https://example.org/le-monde"],
)
def test_too_little_is_unknown(text: str) -> None:
    assert language_of(text) == Spoken(UNKNOWN, "")


def test_what_is_declared_stands_for_little_text_and_for_near_languages() -> None:
    assert language_of("ok", "pt-BR") == Spoken("pt-BR", "declared")
    assert language_of("Avui fa molt bon dia a Barcelona", "ca") == Spoken("ca", "declared")
    assert language_of("Bonjour à tous, le match commence", "fr-CA") == Spoken("fr-CA", "declared")


def test_what_the_text_plainly_contradicts_is_detected() -> None:
    text = "Le conseil municipal se réunit mardi à 18 heures dans la grande salle."
    assert language_of(text, "en") == Spoken("fr", "detected")
    assert language_of(text, UNKNOWN) == Spoken("fr", "detected")


def test_the_model_is_loaded_when_it_is_needed() -> None:
    code = "import sys, wall.insight.analysing; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
