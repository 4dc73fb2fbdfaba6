"""Datasets: what a data source delivers to tiles. One of four shapes, always bounded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from wall.model.posts import Author, Post
from wall.model.values import Value

MAX_POSTS = 500
MAX_POINTS = 20_000
MAX_ROWS = 1_000
MAX_CHANNELS = 1_000


class Posts(Value):
    """What is pinned first, then the newest first."""

    type: Literal["posts"] = "posts"
    posts: Annotated[tuple[Post, ...], Field(max_length=MAX_POSTS)] = ()


class Line(Value):
    """One line of a series: as many values as the series has times; None is a gap."""

    name: str = Field(max_length=200)
    values: tuple[float | None, ...] = Field(max_length=MAX_POINTS)


class Series(Value):
    """Values over time."""

    type: Literal["series"] = "series"
    unit: str = Field(default="", max_length=40)
    times: tuple[float, ...] = Field(default=(), max_length=MAX_POINTS)
    """Seconds since the epoch, rising."""
    lines: tuple[Line, ...] = Field(default=(), max_length=50)


Cell = str | float | None


class Column(Value):
    name: str = Field(max_length=200)
    unit: str = Field(default="", max_length=40)
    numeric: bool = False


class Table(Value):
    type: Literal["table"] = "table"
    columns: tuple[Column, ...] = Field(default=(), max_length=50)
    rows: Annotated[tuple[tuple[Cell, ...], ...], Field(max_length=MAX_ROWS)] = ()


class ValuePoint(Value):
    at: float
    value: float


class Figure(Value):
    """One figure with what it is compared to. On the wire and in site files it is `value`."""

    type: Literal["value"] = "value"
    value: float
    unit: str = Field(default="", max_length=40)
    previous: float | None = None
    target: float | None = None
    history: tuple[ValuePoint, ...] = Field(default=(), max_length=MAX_POINTS)


class Programme(Value):
    """What a channel sends for a while."""

    title: str = Field(max_length=300)
    start: float
    """Seconds since the epoch."""
    stop: float


class TvChannel(Value):
    """One channel of a television line-up."""

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    number: int | None = Field(default=None, ge=0, le=99_999)
    group: str = Field(default="", max_length=200)
    address: str = Field(max_length=2000, repr=False)
    trusted: bool = False
    """Whether the site itself stands for the address; else it is judged like what people push."""
    logo: str = Field(default="", max_length=2000, description="address of a picture")
    icon: str = Field(default="", max_length=12_000, description="the logo, small, as a data URL")
    now: Programme | None = None
    next: Programme | None = None


class Channels(Value):
    """A television line-up, in its order."""

    type: Literal["channels"] = "channels"
    channels: tuple[TvChannel, ...] = Field(default=(), max_length=MAX_CHANNELS)


class Voice(Value):
    """Somebody whom a subject made speak."""

    author: Author
    network: str = Field(default="", max_length=40)
    posts: int = Field(ge=0)
    reach: int | None = Field(default=None, ge=0)


class TopicCard(Value):
    """A subject at one look. Times are seconds since the epoch."""

    type: Literal["topic"] = "topic"
    title: str = Field(max_length=200)
    since: float | None = None
    """When it began to be more than usual; None: it has not."""
    count: int = Field(default=0, ge=0)
    """Posts since then, or of the last day."""
    hourly: float = Field(default=0.0, ge=0)
    """Posts an hour, now."""
    usual_hourly: float | None = Field(default=None, ge=0)
    history: tuple[ValuePoint, ...] = Field(default=(), max_length=MAX_POINTS)
    positive: int = Field(default=0, ge=0)
    negative: int = Field(default=0, ge=0)
    neutral: int = Field(default=0, ge=0)
    voices: tuple[Voice, ...] = Field(default=(), max_length=20)
    statement: Post | None = None
    """The newest of the house itself."""
    newest: tuple[Post, ...] = Field(default=(), max_length=20)


Dataset = Annotated[
    Posts | Series | Table | Figure | Channels | TopicCard, Field(discriminator="type")
]
DatasetType = Literal["posts", "series", "table", "value", "channels", "topic"]
GivenType = Literal["posts", "series", "table", "value"]
"""Those that programs and mapped documents may bring: addresses of channels are the site's own."""


def newest(posts: Posts) -> datetime | None:
    return max((post.at for post in posts.posts), default=None)


def merged(posts: Posts, upserts: Iterable[Post], removals: Iterable[str]) -> Posts:
    """The posts after a delta: what is pinned first, then the newest; bounded."""
    by_id = {post.id: post for post in posts.posts}
    for removed in removals:
        by_id.pop(removed, None)
    by_id.update((post.id, post) for post in upserts)
    order = sorted(by_id.values(), key=lambda p: (p.pinned, p.at, p.id), reverse=True)
    return Posts(posts=tuple(order[:MAX_POSTS]))
