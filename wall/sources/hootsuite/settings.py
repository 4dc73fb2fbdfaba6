"""Settings of `hootsuite`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,30}$")]
Maybe = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,30}$")]
Network = Literal[
    "FACEBOOKPAGE",
    "TWITTER",
    "INSTAGRAMBUSINESS",
    "TIKTOKBUSINESS",
    "YOUTUBECHANNEL",
    "PINTEREST",
    "THREADS",
]
State = Literal["PENDING_APPROVAL", "REJECTED", "SENT", "SCHEDULED", "SEND_FAILED_PERMANENTLY"]


class HootsuiteSettings(SourceSettings):
    """Profiles of an account that has installed the room's application."""

    dataset: Literal["posts", "table"] = Field(
        default="posts",
        description="`posts`: what was published, with its counts; `table`: what is planned",
    )
    client_id: Secret = Field(min_length=1, description="of the application, by secret")
    client_secret: Secret = Field(min_length=1, description="of the application, by secret")
    member: Maybe = Field(default="", description="on whose behalf: number of a member")
    organization: Maybe = Field(default="", description="or of an organisation")
    network: Network = Field(
        default="FACEBOOKPAGE", description="of posts: of which network the profiles are"
    )
    profiles: tuple[Number, ...] = Field(
        default=(), max_length=10, description="numbers of profiles; needed for posts"
    )
    names: dict[Number, str] = Field(
        default={}, max_length=200, description="number of a profile → what it is called"
    )
    states: tuple[State, ...] = Field(
        default=("SCHEDULED", "PENDING_APPROVAL"),
        min_length=1,
        max_length=5,
        description="of a table: which messages",
    )
    days: int = Field(
        default=7, ge=1, le=28, description="posts of so many days back, plans of so many ahead"
    )
    every: Duration = Field(default=300.0, description="pause between two rounds")
    api: WebUrl = Field(default="https://platform.hootsuite.com", description="for tests")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if bool(self.member) == bool(self.organization):
            raise ValueError("give either `member` or `organization`")
        if self.dataset == "posts" and not self.profiles:
            raise ValueError("posts need `profiles`")
        return self
