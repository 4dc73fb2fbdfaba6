"""Settings of `x`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from wall.model.datasets import DatasetType
from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

Rule = Annotated[str, StringConstraints(min_length=1, max_length=1024, strip_whitespace=True)]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]


class XSettings(SourceSettings):
    """Rules, and what they may cost."""

    delivers: ClassVar[DatasetType | None] = "posts"

    token: Secret = Field(description="the app's bearer token, by secret")
    rules: dict[Tag, Rule] = Field(
        min_length=1, max_length=1000, description="name → rule, as X writes rules"
    )
    posts_a_day: int = Field(
        default=5_000, ge=1, le=3_000_000, description="after so many it stops until midnight UTC"
    )
    posts_a_month: int = Field(
        default=50_000, ge=1, le=3_000_000, description="after so many it stops until next month"
    )
    price: float = Field(default=0.005, ge=0, le=10, description="of one post, in dollars")
    catch_up: bool = Field(
        default=True, description="whether what a break missed is searched for; it costs as well"
    )
    recheck: Duration | None = Field(
        default=900.0,
        description="how often the day's posts are looked at again, for deletions and counts; "
        "null: never",
    )
    silence: Duration = Field(
        default=25.0, description="X sends a sign of life every 20 s; after so long it is dead"
    )
    api: WebUrl = Field(default="https://api.x.com", description="for tests and relays")
