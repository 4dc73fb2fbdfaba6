"""Settings of the kind `table`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from wall.kinds.kind import TileSettings

MarkColor = Literal["accent", "positive", "negative", "warning", "alarm", "info"]


class Highlight(TileSettings):
    """Which rows stand out, by the cell of one column."""

    column: str = Field(max_length=200, description="Name of the column.")
    above: float | None = Field(default=None, description="Rows with more than this.")
    below: float | None = Field(default=None, description="Rows with less than this.")
    equals: str | None = Field(default=None, max_length=200, description="Rows with this word.")
    color: MarkColor = Field(default="warning", description="A colour of the theme.")

    @model_validator(mode="after")
    def _has_a_rule(self) -> Highlight:
        if self.above is None and self.below is None and self.equals is None:
            raise ValueError("a highlight needs `above`, `below` or `equals`")
        return self


class TableSettings(TileSettings):
    columns: tuple[str, ...] = Field(
        default=(), max_length=30, description="Only these columns, in this order; none is all."
    )
    more: Literal["pages", "count"] = Field(
        default="pages",
        description="Rows that do not fit: shown page by page, or counted below the last.",
    )
    page_s: float = Field(
        default=12.0, ge=3, le=3600, description="`pages`: how long each page stays."
    )
    decimals: int | None = Field(
        default=None, ge=0, le=8, description="Of all figures; if not said, the same per column."
    )
    highlight: tuple[Highlight, ...] = Field(
        default=(), max_length=10, description="Rows that stand out; the first rule that fits."
    )
    empty: str = Field(
        default="No rows yet", min_length=1, max_length=200, description="What no row says."
    )
