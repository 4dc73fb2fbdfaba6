"""Settings of the kind `video`."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from wall.kinds.addresses import MediaAddress
from wall.kinds.kind import TileSettings


class VideoSettings(TileSettings):
    url: MediaAddress | None = Field(default=None, description="A file of the site or a URL.")
    playlist: tuple[MediaAddress, ...] = Field(
        default=(), max_length=200, description="Several, played one after the other without a gap."
    )
    loop: bool = Field(default=True, description="Begin again at the end.")
    fit: Literal["cover", "contain", "fill"] = Field(
        default="cover",
        description="`cover` fills the tile and crops, `contain` shows all, `fill` distorts.",
    )
    paused: bool = Field(default=False, description="Hold the picture; change it to start or stop.")
    position_s: float | None = Field(
        default=None, ge=0, description="Jump there, in seconds, each time this changes."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.url) == bool(self.playlist):
            raise ValueError("give either url or playlist")
        return self

    @property
    def addresses(self) -> tuple[str, ...]:
        return self.playlist or ((self.url,) if self.url else ())
