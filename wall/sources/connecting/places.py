"""Codes of countries and languages for the words that exports use: English, French, Spanish,
Polish. Pure; the words are those of the Unicode CLDR."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_SPOKEN = ("en", "fr", "es", "pl")
_MORE_COUNTRIES = {
    "usa": "US",
    "united states of america": "US",
    "uk": "GB",
    "great britain": "GB",
    "russian federation": "RU",
    "czech republic": "CZ",
    "république tchèque": "CZ",
    "south korea": "KR",
    "turkey": "TR",
    "ivory coast": "CI",
    "moldova": "MD",
}


def country_code(said: str) -> str:
    """Two letters, or nothing. `xx` and `zz` are unknown."""
    text = said.strip()
    if len(text) == 2 and text.isascii() and text.isalpha():
        return "" if text.upper() in ("XX", "ZZ") else text.upper()
    if len(text) == 3 and text.isascii() and text.isalpha():
        found = get_global("territory_aliases").get(text.upper(), [])
        if len(found) == 1 and len(found[0]) == 2:
            return str(found[0])
    return _countries().get(text.casefold(), "")


def language_code(said: str) -> str:
    """A code as it is written, or that of a language's name, or nothing."""
    text = said.strip()
    head = text.replace("_", "-").partition("-")[0]
    if 2 <= len(head) <= 3 and head.isascii() and head.isalpha():
        return "" if head.lower() in ("xx", "und", "zxx") else text.replace("_", "-")[:20].lower()
    return _languages().get(text.casefold(), "")


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in _locales():
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN"):
                found.setdefault(str(name).casefold(), code)
    return {**found, **_MORE_COUNTRIES}


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in _locales():
        for code, name in locale.languages.items():
            if "_" not in code:
                found.setdefault(str(name).casefold(), code)
    return found


def _locales() -> list[Locale]:
    found = []
    for code in _SPOKEN:
        try:
            found.append(Locale.parse(code))
        except (UnknownLocaleError, ValueError):
            continue
    return found
