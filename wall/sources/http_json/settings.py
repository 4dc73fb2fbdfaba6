"""Settings of `http-json`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from wall.model.datasets import MAX_POINTS, GivenType
from wall.sources.declaring import (
    Column,
    FetchedSettings,
    RecordedPostsSettings,
    RecordedSeriesSettings,
)
from wall.sources.source import SourceSettings


def _compiles(expression: str) -> str:
    try:
        jmespath.compile(expression)
    except JMESPathError as error:
        raise ValueError(f"this is no JMESPath: {str(error).splitlines()[0]}") from error
    return expression


Expression = Annotated[
    str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_compiles)
]


class PostFields(SourceSettings):
    """Where in an item each part of a post is, as JMESPath."""

    id: Expression = "id"
    at: Expression | None = Field(
        default=None, description="ISO 8601 or seconds or milliseconds since 1970; else now"
    )
    text: Expression = "text"
    title: Expression | None = None
    author: Expression | None = Field(default=None, description="the author's name")
    handle: Expression | None = None
    avatar: Expression | None = Field(default=None, description="address of the author's picture")
    network: Expression | None = None
    url: Expression | None = None
    language: Expression | None = None
    country: Expression | None = None
    image: Expression | None = Field(default=None, description="address of a picture")
    likes: Expression | None = None
    shares: Expression | None = None
    replies: Expression | None = None


class HttpJsonSettings(FetchedSettings, RecordedPostsSettings, RecordedSeriesSettings):
    """A JSON document and where in it the data is."""

    dataset: GivenType = Field(description="what the document is mapped to")
    whole: Expression | None = Field(
        default=None,
        description="where a complete dataset is, in Wall's own form; nothing else is needed then",
    )
    items: Expression | None = Field(
        default=None, description="posts, table, series: the list of posts, rows or points"
    )
    fields: PostFields = Field(default=PostFields(), description="posts: the parts of an item")
    columns: dict[Column, Expression] = Field(
        default={}, max_length=50, description="table: title → where in an item; else all"
    )
    time: Expression | None = Field(
        default=None,
        description="series: the time in an item; without `items`, in the document, else now",
    )
    lines: dict[Column, Expression] = Field(
        default={},
        max_length=50,
        description="series: name → where in an item; without `items` each answer adds a point",
    )
    value: Expression | None = Field(default=None, description="value: the figure")
    previous: Expression | None = Field(default=None, description="value: what it is compared to")
    target: Expression | None = Field(default=None, description="value: what it should be")
    unit: str = Field(default="", max_length=40, description="series, value")
    keep: int = Field(
        default=1000,
        ge=1,
        le=MAX_POINTS,
        description="points of history that are gathered from the answers; posts: at most 500",
    )
    network: str = Field(default="web", min_length=1, max_length=40, description="posts: else")
    method: Literal["GET", "POST"] = "GET"
    body: str = Field(default="", max_length=10_000, description="what is sent with POST")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("give either `url` or `path`")
        if self.whole is not None:
            return self
        if self.dataset == "value" and self.value is None:
            raise ValueError("a value needs `value`: where the figure is, or `whole`")
        if self.dataset in ("posts", "table") and self.items is None:
            raise ValueError(f"{self.dataset} need `items`: where the list is, or `whole`")
        if self.dataset == "series" and not self.lines:
            raise ValueError("a series needs `lines`: name → where its values are, or `whole`")
        if self.dataset == "series" and self.items is not None and self.time is None:
            raise ValueError("a series from `items` needs `time`: where an item's time is")
        return self
