"""Settings of `meta`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

NodeId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,40}$")]
Metric = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,80}$")]


class MetaSettings(SourceSettings):
    """A page or an account, by calls of Meta, by asking, or both."""

    dataset: Literal["posts", "series"] = Field(
        default="posts", description="`posts`, or `series`: the insights named in `metrics`"
    )
    app_secret: Secret = Field(
        default="", description="of the app whose webhooks come to /api/v1/hooks/NAME, by secret"
    )
    verify_token: Secret = Field(
        default="", description="what Meta says when it makes sure of the address, by secret"
    )
    token: Secret = Field(default="", description="a page's access token, by secret")
    page: NodeId | None = Field(
        default=None, description="number of the page, or of the Instagram account"
    )
    network: Literal["facebook", "instagram"] = Field(
        default="facebook", description="what `page` is of"
    )
    metrics: tuple[Metric, ...] = Field(
        default=("page_follows", "page_media_view"),
        max_length=25,
        description="insights by day; each is tried alone, and told where Meta has it no more",
    )
    days: int = Field(default=28, ge=1, le=90, description="insights of so many days")
    every: Duration = Field(default=900.0, description="pause between two rounds of asking")
    version: str = Field(default="v24.0", pattern=r"^v\d{1,3}\.\d$")
    api: WebUrl = Field(default="https://graph.facebook.com", description="for tests and relays")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.app_secret) != bool(self.verify_token):
            raise ValueError("webhooks need both `app_secret` and `verify_token`")
        if bool(self.token) != (self.page is not None):
            raise ValueError("asking needs both `token` and `page`")
        if not self.app_secret and not self.token:
            raise ValueError("give `app_secret` and `verify_token`, `token` and `page`, or all")
        if self.dataset == "series" and not (self.token and self.metrics):
            raise ValueError("insights need `token`, `page` and `metrics`")
        return self
