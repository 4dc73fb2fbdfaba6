"""Settings of `drafts`."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.datasets import DatasetType
from wall.sources.source import SourceSettings


class DraftsSettings(SourceSettings):
    """Which of the room's own messages; a table of When, Text, Networks, State, Who."""

    delivers: ClassVar[DatasetType | None] = "table"

    show: Literal["all", "planned", "waiting", "failed"] = Field(
        default="all",
        description="`planned`: approved; `waiting`: somebody has to review, change or approve "
        "it; `failed`: it did not go out; `all`: all of these",
    )
    rows: int = Field(default=50, ge=1, le=200, description="at most so many")
