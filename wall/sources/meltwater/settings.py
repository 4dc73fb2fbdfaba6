"""Settings of `meltwater`."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from wall.model.datasets import DatasetType
from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings


class MeltwaterSettings(SourceSettings):
    """Searches, by Meltwater's calls, by asking, or both."""

    delivers: ClassVar[DatasetType | None] = "posts"

    hook_key: Secret = Field(
        default="",
        description="calls come to /api/v1/hooks/NAME?key=…: any long word, by secret",
    )
    hook_secret: Secret = Field(
        default="", description="the X-Hook-Secret that making the hook answered, by secret"
    )
    key: Secret = Field(default="", description="the account's `apikey`, by secret")
    searches: tuple[int, ...] = Field(
        default=(), max_length=50, description="numbers of searches that are asked for"
    )
    every: Duration = Field(
        default=1800.0, description="pause between two rounds; 50 searches a day are included"
    )
    api: WebUrl = Field(default="https://api.meltwater.com", description="for tests and relays")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.key) != bool(self.searches):
            raise ValueError("asking needs both `key` and `searches`")
        if not self.hook_key and not self.key:
            raise ValueError("give `hook_key`, or `key` and `searches`")
        if self.hook_key and len(self.hook_key) < 6:
            raise ValueError("`hook_key` needs six characters or more")
        return self
