"""Settings of `emplifi`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{1,80}$")]
ProfileId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]


class Profile(BaseModel):
    """An account on one network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(default="", max_length=200)
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")


class EmplifiSettings(SourceSettings):
    """Profiles of one network."""

    dataset: Literal["posts", "series", "table"] = Field(
        default="posts",
        description="`posts` of the profiles; `series`: a metric by day, a line for each profile; "
        "`table`: the profiles ranked by it",
    )
    token: Secret = Field(min_length=1, description="of the interface, by secret")
    secret: Secret = Field(min_length=1, description="of the interface, by secret")
    network: Literal[
        "facebook", "instagram", "twitter", "youtube", "linkedin", "pinterest", "tiktok"
    ]
    profiles: dict[ProfileId, Profile] = Field(
        min_length=1, max_length=100, description="ids, each with a `name` and a `country`"
    )
    metric: Word = Field(default="fans_lifetime", description="of a series or table")
    fields: tuple[Word, ...] = Field(
        default=(
            *("id", "author", "content", "created_time", "url", "comments", "shares", "likes"),
            *("reactions", "sentiment", "post_labels", "video_views", "attachments", "deleted"),
        ),
        min_length=3,
        max_length=40,
        description="of posts; what Emplifi does not know for a network is left out",
    )
    days: int = Field(default=28, ge=1, le=360, description="how far back it is asked")
    every: Duration = Field(default=900.0, description="pause between two rounds")
    api: WebUrl = Field(default="https://api.emplifi.io", description="for tests and relays")
