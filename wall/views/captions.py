"""What is said under a picture: lines, or a picture of them as television sends it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class CaptionPicture:
    """Pixels that lie over a picture."""

    of_px: tuple[int, int]
    """Width and height of the whole picture that the place is told for."""
    rect: tuple[int, int, int, int]
    """x, y, width and height within that."""
    pixels: bytes
    """Rows of B, G, R and alpha, not premultiplied."""


CaptionShown = str | CaptionPicture
"""An empty text is nothing."""
