"""Settings of `mastodon`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from wall.model.datasets import DatasetType
from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings


def _unsigned(tag: object) -> object:
    return tag.strip().lstrip("#＃") if isinstance(tag, str) else tag


Hashtag = Annotated[
    str,
    BeforeValidator(_unsigned, json_schema_input_type=str),
    StringConstraints(min_length=1, max_length=100, pattern=r"^\S+$"),
]
ListId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,64}$")]


class MastodonSettings(SourceSettings):
    """A server of Mastodon or of a network that speaks alike."""

    delivers: ClassVar[DatasetType | None] = "posts"

    server: WebUrl = Field(description="address of the server whose account reads")
    token: Secret = Field(
        default="", description="the account's access token with `read:statuses`, by secret"
    )
    hashtags: tuple[Hashtag, ...] = Field(
        default=(), max_length=200, description="with or without the sign"
    )
    lists: tuple[ListId, ...] = Field(
        default=(), max_length=50, description="numbers of the account's lists"
    )
    timeline: Literal["none", "public", "local", "remote"] = Field(
        default="none", description="all public posts that the server sees, or a part of them"
    )
    silence: Duration = Field(
        default=900.0,
        description="without a word for so long, the connection is made anew and what was missed "
        "is fetched",
    )

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.hashtags or self.lists or self.timeline != "none"):
            raise ValueError("give `hashtags`, `lists` or `timeline`")
        return self
