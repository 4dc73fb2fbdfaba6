"""Which language a text is in: what is declared, unless the text plainly says otherwise."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import regex

from wall.insight.hashtags import without_links_and_names

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LanguageFrom = Literal["", "declared", "supplier", "detected"]

DETECTED: Final = (
    "ar",
    "de",
    "en",
    "es",
    "fa",
    "fr",
    "it",
    "nl",
    "pl",
    "pt",
    "ro",
    "ru",
    "tr",
    "uk",
)
UNKNOWN: Final = "und"
ENOUGH_LETTERS: Final = 12
ENOUGH_TO_CONTRADICT: Final = 30
SURE: Final = 0.7
"""A text of no declared language needs this probability, or stays unknown."""
VERY_SURE: Final = 0.95
"""What contradicts a declared language needs this one, and thirty letters."""

READ_SIGNS: Final = 100
"""More of a text would cost more and say the same."""

_LETTERS: Final = regex.compile(r"\p{L}+")
_TELLING: Final = regex.compile(r"[\p{L}--[\p{Latin}\p{Arabic}\p{Cyrillic}]]", regex.V1)
_SCRIPTS: Final = (
    ("ja", regex.compile(r"[\p{Hiragana}\p{Katakana}]")),
    ("ko", regex.compile(r"\p{Hangul}")),
    ("zh", regex.compile(r"\p{Han}")),
    ("el", regex.compile(r"\p{Greek}")),
    ("he", regex.compile(r"\p{Hebrew}")),
    ("th", regex.compile(r"\p{Thai}")),
    (UNKNOWN, _TELLING),
)
"""Scripts that tell the language, in this order: Japanese has Han letters too."""


class Spoken(NamedTuple):
    language: str
    language_from: LanguageFrom


def language_of(text: str, declared: str = "", declared_by: LanguageFrom = "declared") -> Spoken:
    """`und` where nothing can be said. `declared` is BCP 47, as the network or supplier says.

    The first call loads a model of some 60 MB, which takes about a third of a second.
    """
    stated = declared if declared and declared != UNKNOWN else ""
    said = without_links_and_names(text[:READ_SIGNS])
    letters = sum(map(len, _LETTERS.findall(said)))
    if stated and letters < ENOUGH_TO_CONTRADICT:
        return Spoken(stated, declared_by)
    detected, probability = _detected(said, letters)
    if stated:
        contradicted = (
            detected != UNKNOWN
            and detected != stated.partition("-")[0].casefold()
            and probability >= VERY_SURE
        )
        if not contradicted:
            return Spoken(stated, declared_by)
    elif detected == UNKNOWN or probability < SURE:
        return Spoken(UNKNOWN, "")
    return Spoken(detected, "detected")


def load_model() -> None:
    """So that the first post need not wait for it. Blocking, for a third of a second."""
    _model()


def is_loaded() -> bool:
    return _model.cache_info().currsize > 0


def _detected(said: str, letters: int) -> tuple[str, float]:
    if not said.isascii() and _TELLING.search(said) is not None:
        for language, script in _SCRIPTS:
            count = len(script.findall(said))
            if count * (4 if language == "ja" else 2) > letters and count >= 2:
                return language, 1.0
    if letters < ENOUGH_LETTERS:
        return UNKNOWN, 0.0
    language, probability = _model().classify(said)
    return str(language), float(probability)


@cache
def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(list(DETECTED))
    return model
