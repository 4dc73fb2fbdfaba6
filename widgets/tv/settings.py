"""Settings of the kind `tv`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from wall.kinds.kind import TileSettings


def _as_text(value: object) -> object:
    """`channel: 5` is a number in YAML."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


ChannelName = Annotated[str, BeforeValidator(_as_text), Field(min_length=1, max_length=200)]


class TvSettings(TileSettings):
    channel: ChannelName = Field(description="Name, number or id of a channel of the line-up.")
    fit: Literal["cover", "contain", "fill"] = Field(
        default="contain",
        description="`cover` fills the tile and crops, `contain` shows all, `fill` distorts.",
    )
    strip: Literal["brief", "always", "off"] = Field(
        default="brief",
        description="Name, logo, what is on and what comes: for a while after a change, always, "
        "or not at all.",
    )
    captions: str = Field(
        default="off",
        pattern=r"^(off|on|[Cc]{2}[1-4]|[Ss](ervice|ERVICE)([1-9]|[1-5][0-9]|6[0-3])"
        r"|[1-8][0-9]{2}|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$",
        description="Text over the lower part: `off`, `on`, a language (`en`), a channel or "
        "service of closed captions (`cc1`, `service1`), or a page of teletext (`888`).",
    )
    latency_ms: int | None = Field(
        default=None, ge=0, le=30_000, description="How far the picture stays behind."
    )
