"""Folded text: what is the same to a reader is equal, whatever case, accents or letter forms.

For searching, counting and blocking, never for showing. `fold` is idempotent.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711"
    "\u0730-\u074a\u08ca-\u08e1\u08e3-\u08ff\u180e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
)
"""Accents, Arabic vowel signs and tatweel, invisible signs. Vowel signs of Indic scripts and the
voicing marks of kana tell words apart and stay."""

_LETTERS = {
    "ł": "l",
    "œ": "oe",
    "æ": "ae",
    "đ": "d",
    "ð": "d",
    "ø": "o",
    "ı": "i",
    "ħ": "h",
    "þ": "th",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "\u00b4": "'",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ة": "ه",
    "ہ": "ه",
    "ھ": "ه",
    **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
}
_MARK = re.compile(f"[{_MARKS}]+")
_SPECIAL = re.compile("[" + "".join(_LETTERS) + "]")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """Case, accents, width and forms of letters gone: `Łódź` is `lodz`, `ÉLÈVE` is `eleve`.

    The newest are remembered: one post is folded by all who read it."""
    if text.isascii():
        return text.lower().replace("`", "'")
    if "\n" in text:
        # No sign folds with what stands in another line: who reads text with a title or hashtags
        # beside it folds these alone.
        return "\n".join(map(fold, text.split("\n")))
    decomposed = unicodedata.normalize("NFKD", text)
    folded = _MARK.sub("", decomposed).casefold()
    folded = _SPECIAL.sub(_letter, folded)
    if not (folded.isascii() or unicodedata.is_normalized("NFKD", folded)):
        return unicodedata.normalize("NFKD", folded)
    return folded


def _letter(sign: re.Match[str]) -> str:
    return _LETTERS[sign[0]]


def words(text: str) -> list[str]:
    """The folded words of any text, in order; an apostrophe, a hyphen and `_` part words."""
    return words_of(fold(text))


def words_of(folded: str) -> list[str]:
    """The words of text that is folded already."""
    return _WORD.findall(folded)
