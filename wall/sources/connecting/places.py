"""Codes of countries and languages for the words that exports use, in nine languages. Pure; the
words are those of the Unicode CLDR, compared without accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_SPOKEN = ("en", "fr", "es", "pl", "de", "it", "pt", "ro", "ar")
_ASIDE = re.compile(r"[\W_]+")
_LONGEST_NAME = 100
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
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
    "moldova republic of": "MD",
    "united kingdom of great britain and northern ireland": "GB",
    "england": "GB",
    "scotland": "GB",
    "uae": "AE",
    "emirates": "AE",
    "viet nam": "VN",
    "korea republic of": "KR",
    "republic of korea": "KR",
    "korea": "KR",
    "hong kong": "HK",
    "macau": "MO",
    "palestine": "PS",
    "iran islamic republic of": "IR",
    "syrian arab republic": "SY",
    "tanzania united republic of": "TZ",
    "venezuela bolivarian republic of": "VE",
    "bolivia plurinational state of": "BO",
    "congo democratic republic of the": "CD",
    "democratic republic of the congo": "CD",
    "republic of the congo": "CG",
    "congo": "CG",
    "cabo verde": "CV",
    "the netherlands": "NL",
    "holland": "NL",
    "slovak republic": "SK",
    "brunei darussalam": "BN",
    "swaziland": "SZ",
    "burma": "MM",
}


def country_code(said: str) -> str:
    """Two letters, or nothing. `xx` and `zz` are unknown."""
    text = said.strip()[:_LONGEST_NAME]
    if len(text) == 2 and text.isascii() and text.isalpha():
        return "" if text.upper() in ("XX", "ZZ") else text.upper()
    if len(text) == 3 and text.isascii() and text.isalpha():
        found = get_global("territory_aliases").get(text.upper(), [])
        if len(found) == 1 and len(found[0]) == 2:
            return str(found[0])
    found_by_name = _countries().get(_key(text))
    return found_by_name or _countries().get(_key(_IN_BRACKETS.sub("", text)), "")


def language_code(said: str) -> str:
    """A code as it is written, or that of a language's name, or nothing."""
    text = said.strip()[:_LONGEST_NAME]
    head = text.replace("_", "-").partition("-")[0]
    if 2 <= len(head) <= 3 and head.isascii() and head.isalpha():
        return "" if head.lower() in ("xx", "und", "zxx") else text.replace("_", "-")[:20].lower()
    found = _languages().get(_key(text))
    return found or _languages().get(_key(_IN_BRACKETS.sub("", text)), "")


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _ASIDE.sub(" ", bare).strip()


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in _locales():
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN"):
                found.setdefault(_key(str(name)), code)
    return {**found, **{_key(name): code for name, code in _MORE_COUNTRIES.items()}}


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in _locales():
        for code, name in locale.languages.items():
            if "_" not in code:
                found.setdefault(_key(str(name)), code)
    return found


def _locales() -> list[Locale]:
    found = []
    for code in _SPOKEN:
        try:
            found.append(Locale.parse(code))
        except (UnknownLocaleError, ValueError):
            continue
    return found
