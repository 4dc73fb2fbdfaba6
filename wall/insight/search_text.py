"""What people type to search: words, "words together", OR between two, a minus before one.

Every text is legal: what makes no sense as an operator is a word, what has no word is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wall.insight.folding import fold, words_of

_PIECE = re.compile(r'([-\u2212]?)"([^"]*)"?|(\S+)')
_QUOTES = str.maketrans("“”„‟«»＂", '"""""""')
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts written without spaces: there a word is looked for anywhere."""
_SIGNS = re.compile(r"[^\w\s!-/:-@\[-`{-~¡-¿‐-⁞«»،؛؟。、]+")
_ARABIC = re.compile("[\u0621-\u064a]{3,}")
ARABIC_PREFIXES = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "فال", "ك", "كال")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that stand together; or a `literal`, found anywhere in the folded text, where
    there are no words to find (emoji, scripts without spaces)."""

    words: tuple[str, ...] = ()
    literal: str = ""
    begins: bool = False
    """Whether the last word only begins so (`elect*`)."""


@dataclass(frozen=True, slots=True)
class SearchText:
    """One of each group of `all_of` must be there, and none of `none_of`."""

    all_of: tuple[tuple[Phrase, ...], ...] = ()
    none_of: tuple[Phrase, ...] = ()


def parsed(text: str) -> SearchText:
    """Never raises. OR binds its two neighbours before anything else does."""
    groups: list[list[Phrase]] = []
    none_of: list[Phrase] = []
    either = waiting_for_second = False
    for minus, quoted, bare in _PIECE.findall(text.translate(_QUOTES)):
        if bare == "OR" and waiting_for_second and not either:
            either = True
            continue
        excluded = bool(minus) or (len(bare) > 1 and bare[0] in "-\u2212")
        forms = _forms(quoted if not bare else bare[1:] if excluded else bare, quoted=not bare)
        if not forms:
            continue
        if excluded:
            none_of += forms
            either = waiting_for_second = False
        elif either:
            groups[-1] += forms
            either = False
        else:
            groups.append(list(forms))
            waiting_for_second = True
    if either:
        groups.append([Phrase(("or",))])
    return SearchText(tuple(map(tuple, groups)), tuple(none_of))


def written_without_spaces(text: str) -> bool:
    """Whether words of it cannot be told apart by spaces: Chinese, Japanese, Thai, Khmer …"""
    return _UNSPACED.search(text) is not None


def _forms(written: str, *, quoted: bool) -> tuple[Phrase, ...]:
    folded = fold(written)
    if written_without_spaces(folded):
        return (Phrase(literal=folded.strip()),)
    words = tuple(words_of(folded))
    if not words:
        signs = _SIGNS.search(folded)
        return (Phrase(literal=signs[0]),) if signs is not None else ()
    if not quoted and folded.endswith("*"):
        return (Phrase(words, begins=True),)
    if len(words) == 1 and not quoted and _ARABIC.fullmatch(words[0]):
        word = words[0]
        stem = word[2:] if word.startswith("ال") and len(word) > 4 else word
        return tuple(Phrase((prefix + stem,)) for prefix in ARABIC_PREFIXES)
    return (Phrase(words),)
