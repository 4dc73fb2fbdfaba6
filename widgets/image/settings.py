"""Settings of the kind `image`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from wall.kinds.addresses import FolderAddress, MediaAddress
from wall.kinds.kind import TileSettings

Percent = Annotated[float, Field(ge=0, le=100)]


class ImageSettings(TileSettings):
    url: MediaAddress | None = Field(
        default=None, description="One picture: a file of the site, an upload or an address."
    )
    folder: FolderAddress | None = Field(
        default=None, description="A folder of the site: all its pictures, one after the other."
    )
    fit: Literal["cover", "contain", "fill"] = Field(
        default="cover",
        description="`cover` fills the tile and crops, `contain` shows all, `fill` distorts.",
    )
    focus: tuple[Percent, Percent] = Field(
        default=(50.0, 50.0),
        description="`cover`: what stays in view, in percent from the left and from the top.",
    )
    every_s: float = Field(
        default=10.0, ge=2, le=86_400, description="`folder`: how long each picture stays."
    )
    shuffle: bool = Field(default=False, description="`folder`: in an order of chance.")
    fade_s: float = Field(
        default=0.8, ge=0, le=5, description="How long one picture takes to become the next."
    )
    pan_and_zoom: bool = Field(default=False, description="Whether pictures move, slowly.")

    @model_validator(mode="after")
    def _has_one_origin(self) -> ImageSettings:
        if self.url is not None and self.folder is not None:
            raise ValueError("give `url` or `folder`, not both")
        return self
