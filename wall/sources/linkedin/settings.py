"""Settings of `linkedin`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

Metric = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{3,60}$")]


class LinkedinSettings(SourceSettings):
    """The page of an organisation that the token's member administrates."""

    dataset: Literal["posts", "series", "value"] = Field(
        default="posts",
        description="`posts` of the page; `series`: its figures by day; `value`: its followers",
    )
    token: Secret = Field(min_length=1, description="access token of an administrator, by secret")
    organization: int = Field(ge=1, description="number of the organisation")
    name: str = Field(default="", max_length=200, description="what posts name as their author")
    metrics: tuple[Metric, ...] = Field(
        default=("impressionCount", "clickCount", "likeCount", "commentCount", "shareCount"),
        min_length=1,
        max_length=10,
        description="lines of the series",
    )
    days: int = Field(default=28, ge=1, le=365, description="how many days the series has")
    every: Duration = Field(default=1800.0, description="pause between two rounds")
    version: str = Field(
        default="202607",
        pattern=r"^20\d{4}$",
        description="of the interface; LinkedIn switches each off after a year",
    )
    api: WebUrl = Field(default="https://api.linkedin.com", description="for tests and relays")
