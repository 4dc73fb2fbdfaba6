"""Settings of the kind `web`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.addresses import MediaAddress
from wall.kinds.kind import TileSettings
from wall.kinds.secrets import NamedSecret


class Login(TileSettings):
    """For a server that asks for a user name and a password itself, in no form of a page."""

    user: str = Field(min_length=1, max_length=200)
    password: NamedSecret


class WebSettings(TileSettings):
    url: MediaAddress = Field(description="https://…, or a page in the site's folder.")
    zoom: float = Field(default=1.0, ge=0.25, le=5.0, description="Size of everything on it.")
    reload_s: float | None = Field(
        default=None, ge=5, description="Load it anew so often; the old picture stays until then."
    )
    scroll_px: int = Field(default=0, ge=0, le=1_000_000, description="How far down it is shown.")
    css: str = Field(
        default="", max_length=20_000, description="Style rules that are added to the page."
    )
    profile: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9][a-z0-9-]{0,39}$",
        description="Tiles with the same profile share cookies and log-ins; else each has its own.",
    )
    muted: bool = Field(
        default=False, description="Never heard, whatever the sound of the wall says."
    )
    memory_mb: int = Field(
        default=800, ge=100, le=8000, description="Loaded anew when its process is larger."
    )
    on_login: Literal["hold", "show"] = Field(
        default="hold",
        description="When it asks for a log-in: hold the last good picture, or show the form.",
    )
    login: Login | None = Field(
        default=None,
        description="User name and password for its server (HTTP): "
        "`{user: wall, password: {secret: NAME}}`. In layout files alone.",
    )
