"""Colours that are told from outside, made to be seen: contrast as WCAG 2 counts it."""

from __future__ import annotations

from PySide6.QtGui import QColor

from wall.views.painting import mixed

SHAPES, TEXT = 3.0, 4.5
"""The least contrast of shapes, and of text."""


def contrast(one: QColor, other: QColor) -> float:
    """From 1 (the same) to 21 (black and white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen_on(color: QColor, ground: QColor, least: float = SHAPES) -> QColor:
    """The colour, or the nearest between it and white or black that is seen on a ground."""
    if contrast(color, ground) >= least:
        return color
    white, black = QColor("white"), QColor("black")
    end = white if contrast(white, ground) > contrast(black, ground) else black
    steps = (mixed(color, end, step / 20) for step in range(1, 20))
    return next((found for found in steps if contrast(found, ground) >= least), end)


def told_color(text: object, ground: QColor) -> QColor | None:
    """Of `#rrggbb`, made to be seen on a ground; None for anything else."""
    if not isinstance(text, str) or not text.startswith("#"):
        return None
    color = QColor.fromString(text.strip())
    return seen_on(color, ground) if color.isValid() else None


def words_on(fill: QColor) -> QColor:
    """Black or white, whichever is read better on a fill."""
    dark, light = QColor("#07090C"), QColor("white")
    return dark if contrast(dark, fill) >= contrast(light, fill) else light


def _luminance(color: QColor) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
