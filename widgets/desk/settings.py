"""Settings of the kind `desk`."""

from __future__ import annotations

from pydantic import Field

from wall.kinds.kind import TileSettings


class DeskSettings(TileSettings):
    share: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9][a-z0-9-]{0,39}$",
        description="The shared desk; Wall sets it when somebody shares one here.",
    )
