"""Settings of the kind `milestone`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wall.kinds.kind import TileSettings

Mark = Annotated[float, Field(gt=0, lt=1e15)]


class MilestoneSettings(TileSettings):
    marks: tuple[Mark, ...] = Field(
        default=(),
        max_length=50,
        description="The marks on the way; else the source's target, else round figures.",
    )
    beyond: bool = Field(
        default=True, description="Whether round figures follow the last mark once it is passed."
    )
    celebrate: bool = Field(default=True, description="Whether passing a mark is celebrated.")
    decimals: int = Field(default=0, ge=0, le=3, description="Decimals of the figure.")
    unit: str | None = Field(
        default=None, max_length=40, description="Instead of the unit that the source tells."
    )
    language: Literal["en", "fr"] = Field(default="en", description="Of the words beside figures.")
