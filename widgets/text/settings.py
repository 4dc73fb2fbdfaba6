"""Settings of the kind `text`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings

ColorRole = Literal[
    "text", "text_muted", "accent", "positive", "negative", "warning", "alarm", "info"
]


class TextSettings(TileSettings):
    text: str = Field(
        default="",
        max_length=20_000,
        description="Markdown: headings, bold, italics, lists, tables. No HTML, no pictures.",
    )
    size: Literal["fit", "caption", "body", "title", "headline", "figure"] = Field(
        default="fit",
        description="A size of the theme, or `fit`: as large as the tile allows.",
    )
    align: Literal["start", "left", "center", "right"] = Field(
        default="start", description="`start` is left, and right for Arabic and Hebrew."
    )
    vertical: Literal["top", "middle", "bottom"] = Field(
        default="middle", description="Where the text stands when there is room to spare."
    )
    color: ColorRole = Field(default="text", description="A colour of the theme.")
