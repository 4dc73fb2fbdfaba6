"""Settings of the kind `vnc`."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator

from wall.kinds.addresses import MediaAddress
from wall.kinds.kind import TileSettings
from wall.kinds.secrets import NamedSecret

_ADDRESS = re.compile(r"vnc://[^/?#@\s]+/?")


class VncSettings(TileSettings):
    url: MediaAddress = Field(description="vnc://HOST or vnc://HOST:PORT; the usual port is 5900.")
    password: NamedSecret | None = Field(
        default=None, description="`{secret: NAME}`. In layout files alone."
    )
    user: str = Field(
        default="", max_length=200, description="For servers that ask for a name too."
    )
    encryption: Literal["wanted", "required", "off"] = Field(
        default="wanted",
        description="`wanted` encrypts where the server can; `required` takes only a server whose "
        "certificate this machine trusts, or the one with the `fingerprint`.",
    )
    fingerprint: str = Field(
        default="",
        pattern=r"^$|^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$",
        description="SHA-256 of the server's certificate; no other is taken.",
    )
    fit: Literal["contain", "fill"] = Field(
        default="contain", description="`contain` shows all as it is, `fill` distorts."
    )
    view_only: bool = Field(default=False, description="Nobody works it from the wall.")

    @field_validator("url")
    @classmethod
    def _is_vnc(cls, url: str) -> str:
        if _ADDRESS.fullmatch(url) is None:
            raise ValueError("write it as vnc://HOST or vnc://HOST:PORT, without a user name")
        return url
