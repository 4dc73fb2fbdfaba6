"""Words in disguise: tokens that are no plain words, and how they may be meant. Of folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wall.insight.folding import words_of
from wall.insight.lookalikes import is_plain, is_plain_text, readings

_EDGES: Final = ".,;:?…\"'“”«»()[]{}<>#-_~/\\*"
_APART: Final = r"[\s.\-_*·•|/,]"
_TOGETHER: Final = r"[^\s.\-_*·•|/,]"
_SIGN: Final = "(?:[^\\W_]|[@$€£!+¡\U0001f1e6-\U0001f1ff])"
_SPELLED: Final = re.compile(rf"(?<![^\W_]){_SIGN}(?:{_APART}{{1,3}}{_SIGN}){{2,}}(?![^\W_])")
_TWO_ALONE: Final = re.compile(rf"{_APART}{_TOGETHER}{_APART}{{1,3}}{_TOGETHER}(?![^\W_])")
"""The last two signs of what is spelled; most texts have no such thing, and it is found soon."""
_MASK: Final = re.compile(r"(?<=[^\W\d_])[#%^&?•●■█×](?=[^\W\d_])")
_DIGITS: Final = "0123456789"
_SEPARATORS: Final = re.compile(f"{_APART}+")


def disguised(folded: str) -> Iterator[tuple[str, ...]]:
    """Tokens that are not plain words: with signs or digits for letters, drawn out, masked."""
    # Of thousands of posts a second nearly all words are plain: one search for all of them.
    some_drawn_out = not is_plain_text(folded)
    for token in folded.split():
        if not some_drawn_out and token.isalpha():
            continue
        bare = token.strip(_EDGES)
        if len(bare) < 3:
            continue
        if "*" in token and (masked := _masked(token)):
            yield (masked,)
        if "*" in bare or is_plain(bare):
            continue
        if (masked := _MASK.sub("*", bare)) != bare and len(_masked(masked)) > 3:
            yield (masked,)
        without_ending = bare.rstrip("!¡")
        forms = {*readings(bare)}
        if without_ending != bare:
            forms.update(readings(without_ending))
        # `put.ain`, and with emoji between: what is no letter may be nothing at all.
        joined = "".join(words_of(bare))
        if joined != bare and (len(joined) > 3 or all(len(one) == 1 for one in words_of(bare))):
            forms.update(readings(joined))
        forms.add(without_ending.strip(_DIGITS))
        yield tuple(part for form in sorted(forms) for part in (form, *words_of(form)))


def spelled(folded: str) -> Iterator[tuple[str, ...]]:
    """`p u t a i n` and `p.u.t.a.i.n`, with or without a letter before or behind."""
    if _TWO_ALONE.search(folded) is None:
        return
    for found in _SPELLED.finditer(folded):
        letters = _SEPARATORS.sub("", found[0])
        yield tuple(
            form
            for cut in (letters, letters[1:], letters[:-1], letters[1:-1])
            if len(cut) > 2
            for form in readings(cut)
        )


def _masked(token: str) -> str:
    """`p*tain` and `putai*`: each star is one letter; empty where it is something else."""
    bare = token.strip(_EDGES.replace("*", "")).rstrip("!¡")
    if bare.startswith("*") or bare.endswith("**"):
        # Bold, as many write it.
        bare = bare.strip("*")
    letters = bare.replace("*", "")
    least = 2 if "*" in bare.strip("*") else 4
    return bare if "*" in bare and letters.isalpha() and len(letters) >= least else ""
