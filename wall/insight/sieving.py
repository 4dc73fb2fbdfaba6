"""Sieving: most texts hold nothing of any list, and that is told soon.

A token is looked at closely once: what was found harmless is remembered. People use the same words
again and again, so that a post costs little more than parting it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from wall.insight.disguises import disguised, spelled
from wall.insight.folding import words_of

MOST_TOKENS: Final = 30_000
"""Some 3 MB."""
LONGEST_TOKEN: Final = 40
"""Longer ones are addresses, and seldom come again."""


class Sieve:
    """Lets pass what holds none of some words; what it holds back may hold one."""

    def __init__(
        self,
        words: Iterable[str],
        literals: Iterable[str] = (),
        phrases: Iterable[tuple[str, ...]] = (),
    ) -> None:
        """`words`: listed ones and their forms."""
        self._words = frozenset(words)
        self._phrases: dict[str, list[str]] = {}
        """By their first words."""
        for phrase in phrases:
            self._phrases.setdefault(phrase[0], []).append(f" {' '.join(phrase)} ")
        self._literals = tuple(dict.fromkeys(literals))
        self._harmless: set[str] = set()

    def passes(self, folded: str) -> bool:
        tokens = folded.split()
        if not self._harmless.issuperset(tokens) and not self._look_closely(folded, tokens):
            return False
        if self._literals and any(literal in folded for literal in self._literals):
            return False
        return next(spelled(folded), None) is None

    def _look_closely(self, folded: str, tokens: Sequence[str]) -> bool:
        harmless, begun = self._harmless, list[str]()
        for token in tokens:
            if token in harmless:
                continue
            if not self._is_harmless(token):
                return False
            phrases = [said for word in words_of(token) for said in self._phrases.get(word, ())]
            begun += phrases
            if not phrases and len(token) <= LONGEST_TOKEN:
                harmless.add(token)
        if len(harmless) > MOST_TOKENS:
            harmless.clear()
        said = f" {' '.join(words_of(folded))} " if begun else ""
        return not any(phrase in said for phrase in begun)

    @property
    def remembered(self) -> int:
        return len(self._harmless)

    def _is_harmless(self, token: str) -> bool:
        words = self._words
        return words.isdisjoint(words_of(token)) and not any(
            form in words or "*" in form for forms in disguised(token) for form in forms
        )
