"""Settings of `csv`."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from wall.model.datasets import MAX_POSTS
from wall.model.zones import ZoneName
from wall.sources.declaring import (
    Column,
    RecordedPostsSettings,
    RecordedSeriesSettings,
    SitePath,
)
from wall.sources.source import SourceSettings


class PostColumns(SourceSettings):
    """Which column holds which part of a post. Without a word, usual names are tried."""

    id: Column | None = Field(default=None, description="else the address, else made from the row")
    at: Column | None = Field(default=None, description="date and time")
    text: Column | None = None
    title: Column | None = None
    author: Column | None = Field(default=None, description="the author's name")
    handle: Column | None = None
    avatar: Column | None = Field(default=None, description="address of the author's picture")
    network: Column | None = None
    url: Column | None = None
    language: Column | None = Field(default=None, description="BCP 47")
    country: Column | None = Field(default=None, description="two letters")
    image: Column | None = Field(default=None, description="address of a picture")
    likes: Column | None = None
    shares: Column | None = None
    replies: Column | None = None


class CsvSettings(RecordedPostsSettings, RecordedSeriesSettings):
    """A file of columns."""

    path: SitePath = Field(description="a file of the site, followed as it grows")
    dataset: Literal["series", "table", "posts"] = Field(description="what the file is read as")
    delimiter: Literal["auto", ",", ";", "\t", "|"] = "auto"
    encoding: str = Field(
        default="auto", max_length=40, description="`auto` knows UTF-8, UTF-16 and Windows-1252"
    )
    decimal: Literal["auto", ".", ","] = Field(
        default="auto", description="`auto`: a comma where columns are parted by `;` or tabs"
    )
    zone: ZoneName = Field(
        default="UTC", description="of times that name none, such as Europe/Paris"
    )
    day_first: bool = Field(default=True, description="whether 03/04/2026 is in April")
    unit: str = Field(default="", max_length=40, description="of a series")
    time: Column | None = Field(default=None, description="series: the time column; else the first")
    values: tuple[Column, ...] = Field(
        default=(), max_length=50, description="series: the columns to show; else all numbers"
    )
    columns: tuple[Column, ...] = Field(
        default=(), max_length=50, description="table: the columns to show; else all"
    )
    posts: PostColumns = Field(default=PostColumns(), description="posts: which column holds what")
    keep: int = Field(default=MAX_POSTS, ge=1, le=MAX_POSTS, description="posts that are kept")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, encoding: str) -> str:
        if encoding != "auto":
            try:
                b"".decode(encoding)
            except LookupError as error:
                raise ValueError(f"there is no encoding '{encoding}'; try utf-8") from error
        return encoding

    @model_validator(mode="after")
    def _shift_needs_times(self) -> Self:
        if self.shift == "now" and self.dataset == "table":
            raise ValueError("`shift: now` is for series and posts; a table has no times")
        return self
