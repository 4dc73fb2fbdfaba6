"""Which words of a post are counted: what it is about, not how a language joins words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from wall.insight.folding import fold, words_of
from wall.model.posts import Post

SHORTEST = 3
SHORTEST_ELSEWHERE = 2
"""Of words in scripts with shorter words than the Latin one."""
LISTED = ("ar", "en", "es", "fr", "pl", "ro")
PLAINLY = 2
"""Function words that a text must have."""
_ARABIC_AND = "و"
_NOT_WORDS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|[@#][\w.\-]*\w"
    r"|\b(?:[\w\-]+\.)+(?:com|eu|fr|info|io|ly|me|net|org|pl|ro|social|tv)\b(?:/\S*)?",
    re.IGNORECASE,
)


def counted_words(post: Post) -> dict[str, str]:
    """Each word of a post once, folded, and how it is written there: without addresses, names,
    hashtags, numbers, and what only joins in the post's language (in none that is known: in any).
    """
    text = _NOT_WORDS.sub(" ", f"{post.title} {post.text}")
    joining = joining_words(post.language.partition("-")[0])
    folded, written = words_of(fold(text)), words_of(text)
    if len(written) != len(folded):
        written = folded  # signs that are several letters, or none
    return {
        word: form
        for word, form in zip(folded, written, strict=True)
        if word not in joining and _counts(word, joining)
    }


@cache
def joining_words(language: str) -> frozenset[str]:
    """Folded words that say nothing about a post in that language.

    What is on the short list says nothing in any of the six. The long lists are each language's
    own: `come` joins in English and is eaten in Spanish.
    """
    lists = (language,) if language in LISTED else LISTED if language in ("", "und") else ("en",)
    return _read("joining.txt").union(*(_read(f"joining.{name}.txt") for name in lists))


def is_spoken(declared: str, words: Sequence[str]) -> bool:
    """Whether folded words are plainly in the declared language: function words tell, and asking a
    model costs fifty times as much. False where they do not."""
    declared = declared.partition("-")[0]
    if declared not in LISTED:
        return False
    joining = _languages_of()
    counts = dict.fromkeys(LISTED, 0)
    for word in joining.keys() & words:
        for language in joining[word]:
            counts[language] += 1
    own = counts.pop(declared)
    return own >= PLAINLY and own > max(counts.values())


def folded_words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words_of(fold(text)))


def _counts(word: str, joining: frozenset[str]) -> bool:
    shortest = SHORTEST if word.isascii() else SHORTEST_ELSEWHERE
    if len(word) < shortest or word[0].isdigit():
        return False
    # Arabic writes `and` as part of the word.
    return not (word[0] == _ARABIC_AND and word[1:] in joining)


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Function word → the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LISTED:
        for word in _read(f"joining.{language}.txt"):
            found[word] = (*found.get(word, ()), language)
    return found


@cache
def _read(name: str) -> frozenset[str]:
    text = files("wall.insight").joinpath("data", name).read_text(encoding="utf-8")
    return folded_words((text,))
