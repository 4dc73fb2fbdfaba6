"""Settings of `talkwalker`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wall.model.datasets import DatasetType
from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings


class TalkwalkerSettings(SourceSettings):
    """A collector."""

    delivers: ClassVar[DatasetType | None] = "posts"

    token: Secret = Field(min_length=1, description="access token of the interface, by secret")
    collector: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,100}$", description="id of the collector")
    silence: Duration = Field(
        default=300.0, description="without a line for so long, the connection is made anew"
    )
    api: WebUrl = Field(default="https://api.talkwalker.com", description="for tests and relays")
