"""Colours of sides as fields with words on them: lit for who leads, dim for the others."""

from __future__ import annotations

from PySide6.QtGui import QColor

from wall.views.contrast import TEXT, contrast, told_color, words_on
from wall.views.painting import mixed
from wall.views.theme import Theme
from widgets.race.votes import Side

APART = 1.3
"""Contrast that even a dim field keeps to the plate it stands on."""
DIM, DIM_MOST = 0.46, 0.74
_STEPS = 40


class Shade:
    """The colours of one side."""

    def __init__(self, side: Side, look: Theme) -> None:
        surface = look.color("surface")
        told = told_color(side.color, surface)
        self.bright = told or look.series[side.place % len(look.series)]
        """Seen on the surface."""
        dim = self._dimmed(surface)
        steps = (mixed(dim, look.color("text"), at / _STEPS) for at in range(_STEPS // 2))
        self._dim = next((found for found in steps if contrast(found, surface) >= APART), dim)

    def _dimmed(self, surface: QColor) -> QColor:
        """Dark enough to tell, and light enough for the ink of the lit field where that can be: so
        words need not change theirs in the middle of a movement."""
        ink = words_on(self.bright)
        for step in range(round(DIM * _STEPS), round(DIM_MOST * _STEPS)):
            dim = mixed(surface, self.bright, step / _STEPS)
            if contrast(dim, ink) >= TEXT:
                return dim
        return mixed(surface, self.bright, DIM)

    def field(self, lit: float) -> QColor:
        """0 is dim, 1 is lit."""
        return mixed(self._dim, self.bright, lit)

    def ink(self, lit: float) -> QColor:
        """Of words on the field."""
        return words_on(self.field(lit))
