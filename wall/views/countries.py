"""Countries as people read them: names in English and French, and flags. Codes are ISO 3166-1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Literal

from wall.views.theme import ASSETS

NameLanguage = Literal["en", "fr"]
_FIRST_SIGN = ord("🇦") - ord("A")


def country_name(code: str, language: NameLanguage = "en") -> str:
    """The name of an alpha-2 code; the code itself where it has none."""
    return _names(language).get(code.upper(), code)


def flag(code: str) -> str:
    """The emoji of a country's flag; empty where the code is none."""
    code = code.upper()
    if code not in _names("en"):
        return ""
    return "".join(chr(ord(letter) + _FIRST_SIGN) for letter in code)


@cache
def _names(language: NameLanguage) -> Mapping[str, str]:
    told = json.loads((ASSETS / "map" / "countries.json").read_text("utf-8"))[language]
    return {code: name for code, name in told.items() if isinstance(name, str)}
