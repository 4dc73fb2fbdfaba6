"""Settings of `youtube`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

ChannelId = Annotated[str, StringConstraints(pattern=r"^UC[A-Za-z0-9_-]{22}$")]


class YoutubeSettings(SourceSettings):
    """Channels, with a key or without."""

    dataset: Literal["posts", "table"] = Field(
        default="posts", description="`posts`: their videos; `table`: their subscribers, ranked"
    )
    channels: tuple[ChannelId, ...] = Field(
        min_length=1, max_length=200, description="ids of channels: UC…"
    )
    key: Secret = Field(default="", description="key of the YouTube Data API, by secret")
    comments: bool = Field(
        default=False, description="whether comments on the channels' videos come too; by key"
    )
    chat: bool = Field(
        default=False, description="whether live chats come while they run; by key, and dear"
    )
    chat_every: Duration = Field(default=20.0, description="pause between two looks at a chat")
    every: Duration = Field(default=300.0, description="pause between two rounds")
    callback: WebUrl | None = Field(
        default=None,
        description="where YouTube reaches this source: https://…/api/v1/hooks/NAME; new videos "
        "then come at once",
    )
    hub_secret: Secret = Field(
        default="", description="with `callback`: what the hub signs with, by secret"
    )
    feeds: WebUrl = Field(default="https://www.youtube.com", description="for tests and relays")
    api: WebUrl = Field(default="https://www.googleapis.com", description="for tests and relays")
    hub: WebUrl = Field(
        default="https://pubsubhubbub.appspot.com/subscribe", description="for tests and relays"
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.dataset == "table" and not self.key:
            raise ValueError("a table of channels needs `key`")
        if (self.comments or self.chat) and not self.key:
            raise ValueError("`comments` and `chat` need `key`")
        if self.callback is not None and len(self.hub_secret) < 6:
            raise ValueError("`callback` needs `hub_secret` of six characters or more")
        return self
