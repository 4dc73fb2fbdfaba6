"""Groups of posts that say nearly the same: copied, quoted, cut short, with another link.

The exact words are looked up first, then what shares most words and pairs of words (MinHash with
locality-sensitive hashing). The last 12 to 24 hours are remembered, in bounded memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import Final

from rensa import RMinHash, RMinHashLSH

GENERATION_S: Final = 12 * 3600.0
GENERATION_GROUPS: Final = 20_000
FEWEST_WORDS: Final = 5
"""What says less says the same as others without being a copy."""
ALIKE: Final = 0.6
"""The estimated share of words and pairs of words that two posts of a group have in common."""
MOST_COMPARED: Final = 40
"""Of those that look alike, the newest: a flood of posts made from one pattern, each a little
different, would compare each with all."""

_PERMUTATIONS: Final = 64
_BANDS: Final = 16
_SEED: Final = 7
_REPEATING: Final = frozenset(("rt", "via", "mt", "repost"))


@dataclass(slots=True)
class _Generation:
    exact: dict[bytes, str] = field(default_factory=dict)
    firsts: list[str] = field(default_factory=list)
    sketches: list[RMinHash] = field(default_factory=list)
    """Of each of the firsts."""
    near: RMinHashLSH = field(
        default_factory=lambda: RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    )


class Duplicates:
    """For one thread. Times are seconds since the epoch, and may jump back a little."""

    def __init__(self, generation_groups: int = GENERATION_GROUPS) -> None:
        self._limit = generation_groups
        self._began = float("-inf")
        self._current = _Generation()
        self._previous = _Generation()

    def group_of(self, post_id: str, words: list[str], at: float) -> str:
        """The id of the first post that said nearly this; its own when it is the first, and empty
        when it says too little to be a copy. `words` are folded, without links and mentions."""
        self._forget(at)
        if words and words[0] in _REPEATING:
            words = words[1:]
        if len(words) < FEWEST_WORDS:
            return ""
        key = blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=16).digest()
        known = self._current.exact.get(key) or self._previous.exact.get(key)
        if known is None:
            known = self._nearly(words, group_id(post_id))
        if len(self._current.exact) < 4 * self._limit:
            self._current.exact[key] = known
        return known

    def _nearly(self, words: list[str], own: str) -> str:
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update([*words, *map(" ".join, pairwise(words))])
        for generation in (self._current, self._previous):
            alike: list[int] = generation.near.query(sketch)[-MOST_COMPARED:]
            if alike:
                # Of those that share most, the newest.
                sketches = generation.sketches
                shared, best = max((sketch.jaccard(sketches[place]), place) for place in alike)
                if shared >= ALIKE:
                    return generation.firsts[best]
        current = self._current
        current.near.insert(len(current.firsts), sketch)
        current.sketches.append(sketch)
        current.firsts.append(own)
        return own

    def _forget(self, at: float) -> None:
        if self._began == float("-inf"):
            self._began = at
        if at - self._began >= GENERATION_S or len(self._current.firsts) >= self._limit:
            both_old = at - self._began >= 2 * GENERATION_S
            self._previous = _Generation() if both_old else self._current
            self._current = _Generation()
            self._began = at


def group_id(post_id: str) -> str:
    """A post's id, or a hash of it where it is too long to name a group."""
    if len(post_id) <= 100:
        return post_id
    return blake2b(post_id.encode("utf-8", "replace"), digest_size=16).hexdigest()
