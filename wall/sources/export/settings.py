"""Settings of `export`."""

from __future__ import annotations

import codecs
from typing import ClassVar

from pydantic import Field, field_validator

from wall.model.datasets import DatasetType
from wall.model.zones import ZoneName
from wall.sources.declaring import Column, SitePath
from wall.sources.durations import Duration
from wall.sources.export.titles import TITLES
from wall.sources.source import SourceSettings


class ExportSettings(SourceSettings):
    """A file, or a folder into which exports are put."""

    delivers: ClassVar[DatasetType | None] = "posts"

    path: SitePath = Field(description="a file or a folder of the site: data/exports")
    zone: ZoneName = Field(default="UTC", description="of times that name none: Europe/Paris")
    day_first: bool = Field(
        default=True,
        description="whether 03/04/2026 is in April, where no other date of the file tells",
    )
    encoding: str = Field(
        default="auto",
        pattern=r"^(auto|[A-Za-z0-9_-]{2,20})$",
        description="auto, or what another alphabet needs: cp1250, cp1256",
    )
    network: str = Field(
        default="web",
        min_length=1,
        max_length=40,
        description="where neither column nor address say",
    )
    columns: dict[str, Column] = Field(
        default={},
        max_length=40,
        description="part of a post → title of its column, where the usual titles do not fit",
    )
    every: Duration = Field(default=10.0, description="how often the folder is looked at")
    max_mb: float = Field(default=50.0, gt=0, le=200, description="a larger file is refused, in MB")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, encoding: str) -> str:
        try:
            codecs.lookup("utf-8" if encoding == "auto" else encoding)
        except LookupError as error:
            raise ValueError(f"there is no encoding '{encoding}'; write one like cp1250") from error
        return encoding

    @field_validator("columns")
    @classmethod
    def _known_parts(cls, columns: dict[str, str]) -> dict[str, str]:
        for part in columns:
            if part not in TITLES:
                raise ValueError(f"there is no part '{part}'; allowed: {', '.join(TITLES)}")
        return columns
