"""An estimate of how a text sounds, from word lists: rough for one post, useful for many.

Irony is not understood, in any language. How often it is right is in `docs/insight.md`.
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files
from typing import Final

from wall.insight.folding import fold, words_of
from wall.insight.hashtags import without_links

LANGUAGES: Final = frozenset(("ar", "en", "es", "fr", "pl", "ro"))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEGATED: Final = -0.74
_NEGATORS_REACH: Final = 3
_MOST_WORDS: Final = 3
_DAMPING: Final = 15.0
_NEGATORS: Final = {
    "ar": _words("لا لم لن ليس ليست غير بدون مش مو ما"),
    "en": _words("not no never t cannot cant dont wont isnt without nor hardly"),
    "es": _words("no nunca sin ni jamas tampoco"),
    "fr": _words("pas jamais rien aucun aucune sans ni guere nullement"),
    "pl": _words("nie bez nigdy ani zaden zadna zadne"),
    "ro": _words("nu n fara nici niciodata deloc"),
}
_STRENGTHENING: Final = {
    "ar": _words("جدا كثيرا للغايه حقا تماما"),
    "en": _words("very really so such extremely absolutely totally incredibly too"),
    "es": _words("muy tan realmente sumamente totalmente demasiado tanto"),
    "fr": _words("tres vraiment tellement trop extremement totalement si tant"),
    "pl": _words("bardzo naprawde niezwykle calkowicie zbyt tak"),
    "ro": _words("foarte extrem chiar prea atat total"),
}
_STRONGER: Final = 1.28
_PICTURES: Final = re.compile("[\u00a9\u00ae\u203c-\u3300\U0001f000-\U0001ffff]")
"""Where emoji are among all signs."""


def estimated(text: str, language: str) -> float | None:
    """From -1 to 1; None where no word or emoji says anything, or the language has no list.

    `language` is BCP 47. Around 0 (see `moods`) what speaks for and against is in balance.
    """
    return estimated_of(text, words_of(fold(without_links(text))), language)


def estimated_of(text: str, words: list[str], language: str) -> float | None:
    """For text whose folded words, without links and mentions, are known already."""
    values: list[float] = []
    if not text.isascii() and (pictures := _PICTURES.findall(text)):
        known = _emoji()
        values += (known[sign] for sign in pictures if sign in known)
    short = language[:2].casefold()
    if short in LANGUAGES:
        values += _values(words, short)
    if not values:
        return None
    total = math.fsum(values)
    return round(total / math.sqrt(total * total + _DAMPING), 3)


def _values(words: list[str], language: str) -> list[float]:
    lexicon, longest = _lexicon(language), _longest(language)
    if longest.keys().isdisjoint(words):
        return []
    negators, strengthening = _NEGATORS[language], _STRENGTHENING[language]
    values: list[float] = []
    at, count = 0, len(words)
    while at < count:
        length, value = min(longest.get(words[at], 0), count - at), None
        while length > 0:
            value = lexicon.get(" ".join(words[at : at + length]) if length > 1 else words[at])
            if value is not None:
                break
            length -= 1
        if value is not None and not (length == 1 and words[at] in negators):
            before = words[max(0, at - _NEGATORS_REACH) : at]
            near = (*before[-1:], *words[at + length : at + length + (language == "ar")])
            if not strengthening.isdisjoint(near):
                value *= _STRONGER
            if not negators.isdisjoint(before):
                value *= _NEGATED
            values.append(value)
        at += max(length, 1)
    return values


@cache
def _lexicon(language: str) -> dict[str, float]:
    """Read when the first post of its language comes; about 1 MB, French 2."""
    return _read(f"sentiment.{language}.tsv")


@cache
def _longest(language: str) -> dict[str, int]:
    """First words of what is listed, and of how many words it is, three at most."""
    found: dict[str, int] = {}
    for listed in _lexicon(language):
        words = listed.split(" ")
        if len(words) <= _MOST_WORDS:
            found[words[0]] = max(found.get(words[0], 0), len(words))
    return found


@cache
def _emoji() -> dict[str, float]:
    return _read("emoji.tsv")


def _read(name: str) -> dict[str, float]:
    text = (files("wall.insight") / "data" / name).read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines())
    return {word: float(value) for word, value in lines}
