"""The colours of voices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from PySide6.QtGui import QColor

from wall.views.contrast import seen_on, told_color
from wall.views.painting import mixed
from wall.views.theme import Theme
from widgets.share_of_voice.voices import OTHERS, Voice

APART = 0.6
"""The least difference of two colours, as the sum of their parts from 0 to 1."""


def colors_of(voices: Sequence[Voice], look: Theme) -> Mapping[str, QColor]:
    """What the site says; else by the place in which they were told, so that colours stay when
    the order changes, and unlike those that the site says."""
    surface = look.color("surface")
    found: dict[str, QColor] = {}
    for voice in voices:
        told = told_color(voice.color, surface)
        if voice.key == OTHERS:
            told = seen_on(mixed(surface, look.color("text_muted"), 0.5), surface)
        if told is not None:
            found[voice.key] = told
    used = list(found.values())
    # Beyond the colours that can be told apart, names do it.
    paler = (seen_on(mixed(color, surface, 0.35), surface) for color in look.series)
    free = (c for c in chain(look.series, paler) if _is_unlike(c, used))
    for voice in sorted(voices, key=lambda v: v.place):
        if voice.key not in found:
            found[voice.key] = next(free, look.series[voice.place % len(look.series)])
    return found


def _is_unlike(color: QColor, others: Iterable[QColor]) -> bool:
    return all(
        abs(color.redF() - other.redF())
        + abs(color.greenF() - other.greenF())
        + abs(color.blueF() - other.blueF())
        > APART
        for other in others
    )
