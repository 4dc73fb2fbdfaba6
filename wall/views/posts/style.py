"""How the cards of a tile look, and the pictures that a card holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QImage

from wall.views.countries import NameLanguage
from wall.views.theme import Theme


@dataclass(frozen=True)
class CardStyle:
    """How the cards of a feed look; lengths in pixels."""

    look: Theme
    width: int
    max_lines: int = 8
    media: bool = True
    counts: bool = True
    plate: bool = True
    """Whether it stands on a plate of its own, or on the tile itself."""
    beside: bool = False
    """Whether media stand beside the words instead of below."""
    beside_height: int = 0
    """Height of media beside the words; 0 is that of a landscape picture."""
    beside_share: float = 0.42
    """Of the width, for media beside the words."""
    country: Literal["", "flag", "name"] = ""
    """How it tells where the post comes from, if that is known."""
    language: NameLanguage = "en"
    """Of the names of countries."""
    centered: bool = False
    """Whether the words stand in the middle of what a card higher than they need leaves them."""
    words: float = 1.0
    """How much larger than in a list the words are, beside the author's name."""


@dataclass(frozen=True)
class CardPictures:
    """What has been loaded for a card. A key whose picture is None is still on its way."""

    avatar: QImage | None = None
    media: QImage | None = None
    has_media: bool = False
