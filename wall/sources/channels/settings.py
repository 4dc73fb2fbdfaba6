"""Settings of `channels`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from wall.model.datasets import DatasetType
from wall.sources.declaring import FetchedSettings, SitePath, WebUrl
from wall.sources.durations import Duration

WordName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]


class ChannelsSettings(FetchedSettings):
    """A line-up: `url` or `path` of an M3U or XSPF list."""

    delivers: ClassVar[DatasetType | None] = "channels"

    every: Duration = Field(default=3600.0, description="pause between two requests of the list")
    trusted: bool = Field(
        default=False,
        description="with `url`: whether the list's addresses may be anywhere, inside the network "
        "too; those of a list in the site's folder always may",
    )
    words: dict[WordName, str] = Field(
        default={},
        max_length=20,
        description="put in the place of `{NAME}` in the channels' addresses: for secrets",
    )
    guide_url: WebUrl | None = Field(default=None, description="XMLTV, `.gz` too")
    guide_path: SitePath | None = Field(default=None, description="XMLTV in the site's folder")
    guide_every: Duration = Field(default=3600.0, description="pause between two requests of it")
    guide_max_mb: float = Field(
        default=400, gt=0, le=4000, description="a longer guide is read so far, unpacked"
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("give either `url` or `path` of the list")
        if self.guide_url is not None and self.guide_path is not None:
            raise ValueError("give either `guide_url` or `guide_path`")
        return self
