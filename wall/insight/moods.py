"""From when on a sentiment counts as positive or negative: one band for everything that counts."""

from __future__ import annotations

from typing import Literal

Mood = Literal["", "positive", "neutral", "negative"]

NEUTRAL_WITHIN = 0.15
"""Estimates from -0.15 to 0.15 are neutral."""


def mood(sentiment: float | None) -> Mood:
    """Empty where nothing is known of it."""
    if sentiment is None:
        return ""
    if sentiment > NEUTRAL_WITHIN:
        return "positive"
    return "negative" if sentiment < -NEUTRAL_WITHIN else "neutral"
