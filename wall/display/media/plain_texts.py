"""What is said, without how it is to look: the words of texts with styles in them."""

from __future__ import annotations

import html
import re

MOST_LETTERS = 400
# Before styles are taken out: they may be longer than what is said.
MOST_BYTES = 2**16
# From an opening to the next at most: thousands that never end would take minutes.
_BLOCKS, _TAGS = re.compile(r"(\{[^{}]*\})"), re.compile(r"<[^<>]*>")
_DRAWS = re.compile(r"\\p([0-9])")
"""Numbers above 0: what follows is a picture that is drawn with words."""
# Those that people write into subtitles; of numbers, none beyond all letters.
_SIGN = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|lrm|rlm|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_BREAKS = {"\\N": "\n", "\\n": "\n", "\\h": " ", "\r": "", "\xa0": " "}


def plain(dialogue: bytes) -> str:
    """A line of ASS, SubRip or MP4 without styles, in its lines."""
    spoken, is_drawn = [], False
    for place, part in enumerate(_BLOCKS.split(dialogue[:MOST_BYTES].decode(errors="replace"))):
        if place % 2:
            told = _DRAWS.findall(part)
            is_drawn = told[-1] != "0" if told else is_drawn
        elif not is_drawn:
            spoken.append(part)
    text = _TAGS.sub("", "".join(spoken))
    text = _SIGN.sub(lambda found: html.unescape(found[0]), text)
    for code, letter in _BREAKS.items():
        text = text.replace(code, letter)
    rows = (" ".join(row.split()) for row in text.split("\n"))
    return "\n".join(row for row in rows if row)
