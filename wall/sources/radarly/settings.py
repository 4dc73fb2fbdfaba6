"""Settings of `radarly`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from wall.model.datasets import DatasetType
from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,20}$")]


class RadarlySettings(SourceSettings):
    """A project and its focuses."""

    delivers: ClassVar[DatasetType | None] = "posts"

    client_id: Secret = Field(min_length=1, description="of the interface, by secret")
    client_secret: Secret = Field(min_length=1, description="of the interface, by secret")
    project: int = Field(ge=1, description="number of the project")
    focuses: tuple[int, ...] = Field(default=(), max_length=100, description="numbers; else all")
    platforms: tuple[Code, ...] = Field(
        default=(
            "twitter",
            "facebook",
            "instagram",
            "blog",
            "media",
            "forum",
            "youtube",
            "linkedin",
        ),
        min_length=1,
        max_length=30,
    )
    languages: tuple[Code, ...] = Field(default=(), max_length=50)
    countries: tuple[Code, ...] = Field(default=(), max_length=100)
    every: Duration = Field(default=60.0, description="pause between two searches")
    api: WebUrl = Field(default="https://radarly.linkfluence.com", description="for tests")
    login: WebUrl = Field(default="https://oauth.linkfluence.com", description="for tests")
