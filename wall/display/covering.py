"""Which tiles nobody can see, because another lies over them. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from wall.model.geometry import Rect

Key = TypeVar("Key", bound=Hashable)


def covered(tiles: Iterable[tuple[Key, Rect, bool]]) -> set[Key]:
    """Of (key, rectangle, whether it is opaque), from bottom to top: those that one opaque tile
    above hides wholly. What several hide together counts as seen: that is rare, and costs only
    what it cost before."""
    hidden: set[Key] = set()
    above: list[Rect] = []
    for key, rect, opaque in reversed(list(tiles)):
        if any(other.contains(rect) for other in above):
            hidden.add(key)
        if opaque:
            above.append(rect)
    return hidden
