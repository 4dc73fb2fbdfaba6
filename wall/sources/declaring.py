"""Settings that several kinds of sources share."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

Shift = Literal["no", "now"]


def _web_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write an address that begins with https:// or http://")
    return url


def _site_path(path: str) -> str:
    if path.startswith(("/", "~")) or ".." in path.split("/") or "\\" in path or "\0" in path:
        raise ValueError("only files inside the site's folder; write the path from that folder")
    return path


WebUrl = Annotated[
    str,
    StringConstraints(min_length=8, max_length=2000, strip_whitespace=True),
    AfterValidator(_web_url),
]
SitePath = Annotated[
    str, StringConstraints(min_length=1, max_length=500), AfterValidator(_site_path)
]
Column = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RecordedSettings(SourceSettings):
    """Files that may hold a recording."""

    shift: Shift = Field(
        default="no",
        description="`now`: the file is a recording; it is played again and again, so that its "
        "newest data is always of now",
    )
    speed: float = Field(
        default=1.0,
        gt=0,
        le=10_000,
        allow_inf_nan=False,
        description="with `shift: now`: how many times faster than recorded it is played; "
        "give sources that belong together the same speed",
    )


class RecordedPostsSettings(RecordedSettings):
    """Files that may hold recorded posts."""

    pace: Duration | None = Field(
        default=None,
        description="with `shift: now`: one post each so often, instead of the rhythm and speed "
        "of the recording",
    )


class RecordedSeriesSettings(RecordedSettings):
    """Files that may hold recorded values over time."""

    interval: Duration | None = Field(
        default=None,
        description="with `shift: now`: pause between two points, drawn between the recorded "
        "ones; else as recorded",
    )


class FetchedSettings(SourceSettings):
    """Documents from the web, or from a file of the site."""

    url: WebUrl | None = Field(default=None, description="where it is fetched from")
    path: SitePath | None = Field(
        default=None, description="a file of the site instead; followed as it changes"
    )
    every: Duration = Field(
        default=60.0, description="pause between two requests; varied by a tenth"
    )
    timeout: Duration = Field(default=30.0, description="a request that takes longer is given up")
    headers: dict[str, str] = Field(
        default={}, max_length=20, description="further request headers, such as Authorization"
    )
    contact: str = Field(
        default="",
        max_length=200,
        pattern=r"^[\x20-\x7e]*$",
        description="address or e-mail in the user agent, for those who run the server",
    )
    max_mb: float = Field(
        default=8.0, gt=0, le=64, description="a larger document is refused, in MB"
    )
