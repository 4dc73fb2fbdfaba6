"""Settings of the kind `video`."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from wall.kinds.addresses import MediaAddress, is_url
from wall.kinds.kind import TileSettings
from wall.kinds.secrets import NamedSecret
from wall.views.streams import StreamWishes

SCHEMES = (
    *("http", "https", "rtsp", "rtsps", "rtmp", "rtmps"),
    *("rtp", "udp", "srt", "v4l2", "file"),
)
_SECRET_PARTS = re.compile(r"[?&](passphrase|password|pwd)=", re.IGNORECASE)


class Login(TileSettings):
    """For a camera or server that asks who we are; the passphrase of SRT too."""

    user: str = Field(default="", max_length=200)
    password: NamedSecret


class PlaylistItem(TileSettings):
    """One of a playlist, where its address is not all there is to say."""

    url: MediaAddress
    for_s: float | None = Field(
        default=None, ge=0.5, le=86_400, description="How long a picture stays."
    )


class VideoSettings(TileSettings):
    url: MediaAddress | None = Field(default=None, description="A file of the site or a URL.")
    playlist: tuple[MediaAddress | PlaylistItem, ...] = Field(
        default=(),
        max_length=200,
        description="Films and pictures, one after the other without a gap: addresses, or "
        "`{url: …, for_s: …}`.",
    )
    picture_s: float = Field(
        default=10.0, ge=0.5, le=86_400, description="How long a picture of a playlist stays."
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

    latency_ms: int | None = Field(
        default=None,
        ge=0,
        le=30_000,
        description="Live: how far the picture stays behind, so that late packets are in time. "
        "Else it follows what the network does.",
    )
    transport: Literal["auto", "tcp", "udp"] = Field(
        default="auto", description="RTSP: how packets come; `auto` is TCP where the server can."
    )
    login: Login | None = Field(
        default=None,
        description="User name and password of the server: "
        "`{user: wall, password: {secret: NAME}}`. In layout files alone.",
    )
    hardware: Literal["auto", "off"] = Field(
        default="auto", description="Decode on a graphics card where there is one that can."
    )
    captions: str = Field(
        default="off",
        pattern=r"^(off|on|[Cc]{2}[1-4]|[Ss](ervice|ERVICE)([1-9]|[1-5][0-9]|6[0-3])"
        r"|[1-8][0-9]{2}|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$",
        description="Text over the lower part: `off`, `on`, a language (`en`), a channel or "
        "service of closed captions (`cc1`, `service1`), or a page of teletext (`888`).",
    )
    stands_still: bool = Field(
        default=False,
        description="Live: the picture may stay the same for long; else that is told as trouble.",
    )
    replacement: MediaAddress | None = Field(
        default=None, description="A picture, film or stream to show while this one is away."
    )
    group: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9][a-z0-9-]{0,39}$",
        description="Tiles of a group start on the same frame and stay together.",
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.url) == bool(self.playlist):
            raise ValueError("give either url or playlist")
        for address in (*self.addresses, *([self.replacement] if self.replacement else [])):
            _check_stream(address)
        return self

    @property
    def addresses(self) -> tuple[str, ...]:
        told = self.playlist or ((self.url,) if self.url else ())
        return tuple(item.url if isinstance(item, PlaylistItem) else item for item in told)

    @property
    def lasts_s(self) -> tuple[float, ...]:
        """How long each of a playlist stays, if it is a picture."""
        own = (item.for_s if isinstance(item, PlaylistItem) else None for item in self.playlist)
        return tuple(wanted or self.picture_s for wanted in own)

    @property
    def wishes(self) -> StreamWishes:
        return StreamWishes(
            latency_ms=self.latency_ms,
            transport=self.transport,
            hardware=self.hardware == "auto",
            captions=self.captions,
            stands_still=self.stands_still,
            group=self.group or "",
            lasts_s=self.lasts_s,
            user=self.login.user if self.login else "",
            secret=self.login.password.secret if self.login else "",
        )


def _check_stream(address: str) -> None:
    """Raises ValueError, without the address: what is told ends up in logs."""
    if not is_url(address):
        return
    scheme, _, rest = address.partition(":")
    if scheme.lower() not in SCHEMES:
        known = ", ".join(sorted(SCHEMES))
        raise ValueError(f"'{scheme}:' cannot be played; use a file, or one of {known}")
    authority = rest.removeprefix("//").partition("/")[0].partition("?")[0]
    hidden = authority.rpartition("@")[0] if rest.startswith("//") else ""
    if hidden or _SECRET_PARTS.search(address):
        raise ValueError(
            "a user name or password is never written in an address; "
            "name them: login: {user: NAME, password: {secret: NAME}}"
        )
