"""`publishing:` of `wall.yaml`: where the room's own messages go out."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from wall.model.zones import ZoneName
from wall.sitefile.file_model import FileModel, SecretReference


def _read_secret(value: object) -> object:
    if not isinstance(value, dict | SecretReference):
        raise ValueError("a secret never stands in a file: write sign: {secret: NAME}")
    return value


class Publishing(FileModel):
    """The publishing tool, by its webhook."""

    url: str = Field(pattern=r"^https?://", max_length=2000, description="takes a POST of JSON")
    sign: Annotated[SecretReference, BeforeValidator(_read_secret)] | None = Field(
        default=None, description="{secret: NAME}, shared with the publishing tool"
    )
    zone: ZoneName | None = Field(
        default=None, description="of the times that people plan; that of the machine by itself"
    )
    wall: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+$",
        max_length=500,
        description="where the publishing tool reaches this wall, to fetch pictures and films "
        "that were uploaded here: https://wall.example.org",
    )
