"""Settings of `bluesky`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from wall.model.datasets import DatasetType
from wall.sources.connecting.declaring import Word
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

Did = Annotated[str, StringConstraints(pattern=r"^did:[a-z]+:[A-Za-z0-9._:%-]{1,200}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class BlueskySettings(SourceSettings):
    """What of the whole of Bluesky is wanted."""

    delivers: ClassVar[DatasetType | None] = "posts"

    server: WebUrl = Field(
        default="https://jetstream2.us-east.bsky.network", description="a Jetstream server"
    )
    endpoint: Literal["v1", "v2"] = Field(
        default="v1", description="`/subscribe`, or `network.bsky.jetstream.subscribeEvents`"
    )
    words: tuple[Word, ...] = Field(
        default=(), max_length=500, description="posts with one of these words or phrases"
    )
    hashtags: tuple[Word, ...] = Field(default=(), max_length=500, description="or of these")
    accounts: tuple[Did, ...] = Field(
        default=(), max_length=10_000, description="or by one of these accounts: did:plc:…"
    )
    languages: tuple[LanguageCode, ...] = Field(
        default=(), max_length=50, description="only posts that say they are in one of these"
    )
    replies: bool = Field(default=True, description="whether answers count too")
    api: WebUrl = Field(
        default="https://public.api.bsky.app", description="where names and counts are asked for"
    )
    names: bool = Field(default=True, description="whether authors' names are asked for")
    recount: Duration = Field(default=600.0, description="counts are asked for so long after")
    silence: Duration = Field(
        default=60.0, description="no post of anybody for so long: the connection is made anew"
    )

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.words or self.hashtags or self.accounts or self.languages):
            raise ValueError("give `words`, `hashtags`, `accounts` or `languages`")
        return self
