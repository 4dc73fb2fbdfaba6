"""Which words of a post are counted: what it is about, not how a language joins words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from wall.insight.folding import fold, words_of
from wall.model.posts import Post

SHORTEST = 3
SHORTEST_ELSEWHERE = 2
"""Of words in scripts with shorter words than the Latin one."""
LISTED = ("ar", "en", "es", "fr", "pl", "ro")
MOST_REMEMBERED = 10_000
"""Words of one language; about 1 MB."""
PLAINLY = 2
"""Function words that a text must have."""
_ARABIC_AND = "و"
_ENDINGS = r"(?:com|eu|fr|info|io|ly|me|net|org|pl|ro|social|tv)\b"
_ENDING = re.compile(rf"\.{_ENDINGS}", re.IGNORECASE)


def counted_words(post: Post) -> dict[str, str]:
    """Each word of a post once, folded, and how it is written there: without addresses, names,
    hashtags, numbers, and what only joins in the post's language (in none that is known: in any).
    """
    text = _without_addresses(f"{post.title} {post.text}")
    language = post.language.partition("-")[0]
    folded, written = words_of(fold(text)), words_of(text)
    if len(written) != len(folded):
        written = folded  # signs that are several letters, or none
    counts = _counting(language)
    return {word: form for word, form in zip(folded, written, strict=True) if counts[word]}


def _without_addresses(text: str) -> str:
    """And without names and hashtags. What cannot be in a text is not looked for at each of its
    words."""
    dots = "." in text
    kinds = (
        "://" in text or (dots and "www." in text.lower()),
        "@" in text,
        "#" in text,
        dots and _ENDING.search(text) is not None,
    )
    return _not_words(*kinds).sub(" ", text) if any(kinds) else text


@cache
def _not_words(addresses: bool, at_signs: bool, tags: bool, endings: bool) -> re.Pattern[str]:
    """Each begins where nothing of it stands before: a text is gone through once."""
    parts = [
        *([r"(?:https?://|www\.)\S+"] if addresses else []),
        *([r"(?<!\S)\S[^\s@]*@\S+"] if at_signs else []),
        *([r"[@#][\w.\-]*\w"] if at_signs or tags else []),
        *([rf"(?<![\w.\-])(?:[\w\-]++\.)+{_ENDINGS}(?:/\S*)?"] if endings else []),
    ]
    return re.compile("|".join(parts), re.IGNORECASE)


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


class _Counting(dict[str, bool]):
    """Which words count in a language; those that were asked for lately are remembered."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._joining = joining_words(language)

    def __missing__(self, word: str) -> bool:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[word] = counts = self._counts(word)
        return counts

    def _counts(self, word: str) -> bool:
        if word in self._joining:
            return False
        shortest = SHORTEST if word.isascii() else SHORTEST_ELSEWHERE
        if len(word) < shortest or word[0].isdigit():
            return False
        # Arabic writes `and` as part of the word.
        return not (word[0] == _ARABIC_AND and word[1:] in self._joining)


@lru_cache(maxsize=16)
def _counting(language: str) -> _Counting:
    return _Counting(language)


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
