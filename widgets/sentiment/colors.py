"""The colours of moods: by the theme, and by lightness too, for eyes that see no red and green."""

from __future__ import annotations

from PySide6.QtGui import QColor

from wall.views.painting import mixed
from wall.views.theme import Theme
from widgets.sentiment.moods import Mood


def mood_color(mood: Mood, look: Theme) -> QColor:
    """Of shapes; places and words say the same."""
    if mood == "neutral":
        return mixed(look.color("surface"), look.color("text_muted"), 0.5)
    return look.color(mood)


def word_color(mood: Mood, look: Theme) -> QColor:
    return look.color("text_muted" if mood == "neutral" else mood)
