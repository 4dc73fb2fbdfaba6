"""Colours of people: each keeps one, and those who are on together have different ones."""

from __future__ import annotations

from collections.abc import Collection

COLOURS = 10
"""How many there are; what they look like is the console's."""


def colour_of(name: str, taken: Collection[int] = ()) -> int:
    """A number below `COLOURS`: always the same for a name, the next one where that is taken.

    With more people than colours, some share one. The console computes the same for who is away.
    """
    own = 0
    for letter in name:
        own = (own * 31 + ord(letter)) % 9973
    free = (colour for n in range(COLOURS) if (colour := (own + n) % COLOURS) not in taken)
    return next(free, own % COLOURS)
