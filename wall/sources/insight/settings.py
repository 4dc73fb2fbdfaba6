"""Settings of `insight`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from wall.insight.counting import grain_of
from wall.model.datasets import MAX_POINTS, DatasetType
from wall.model.post_queries import PostQuery, Word, Words
from wall.model.values import Value
from wall.model.zones import ZoneName
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings

MeasureName = Literal[
    "volume",
    "sentiment",
    "share-of-voice",
    "race",
    "hashtags",
    "words",
    "authors",
    "links",
    "countries",
    "languages",
    "networks",
    "topics",
    "leaders",
    "reach",
    "engagement",
    "count",
    "net-sentiment",
    "answer-time",
    "topic",
]
_DATASETS: Mapping[MeasureName, DatasetType] = {
    "volume": "series",
    "sentiment": "series",
    "reach": "value",
    "engagement": "value",
    "count": "value",
    "net-sentiment": "value",
    "answer-time": "value",
    "topic": "topic",
}
WATCHED: frozenset[MeasureName] = frozenset(("volume", "topic"))
"""Measures that watch for spikes."""
TOPS: frozenset[MeasureName] = frozenset(("hashtags", "words", "authors", "links"))
MOST_BUCKETS = 2000
SideName = Annotated[str, Field(min_length=1, max_length=60)]


class SideEntry(Value):
    """What belongs to a side: hashtags, or a topic of the site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hashtags: tuple[Word, ...] = Field(default=(), max_length=50)
    topic: str = Field(default="", max_length=64)
    color: str = Field(default="", pattern=r"^(#[0-9A-Fa-f]{6})?$", description="#rrggbb")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if bool(self.hashtags) == bool(self.topic):
            raise ValueError("a side has either `hashtags` or a `topic`")
        return self


def _read_sides(value: object) -> object:
    """`[brand, rival]`: topics by name."""
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return {name: {"topic": name} for name in value}
    return value


SideEntries = Annotated[
    dict[SideName, SideEntry],
    Field(max_length=30),
    BeforeValidator(
        _read_sides, json_schema_input_type=dict[SideName, SideEntry] | tuple[str, ...]
    ),
]


class InsightSettings(SourceSettings):
    """One measure of the posts that a query finds."""

    computes: ClassVar[bool] = True

    measure: MeasureName = Field(description="what is measured")
    query: PostQuery = Field(default=PostQuery(), description="of which posts; empty: of all")
    window: Duration = Field(default=86_400.0, description="how far back it looks from now")
    bucket: Duration | None = Field(
        default=None, description="the grain of a series; else as fits the window"
    )
    top: int = Field(default=20, ge=1, le=500, description="rows of a table")
    rising: bool = Field(
        default=False,
        description="hashtags, words, authors or links that there are surprisingly many of, "
        "instead of the most",
    )
    at_least: int | None = Field(
        default=None,
        ge=1,
        le=100_000,
        description="posts that a hashtag, word, author or link must have; words 3, others 1",
    )
    leave_out: Words = Field(default=(), description="hashtags and words that are not counted")
    own_words: bool = Field(
        default=True,
        description="of hashtags and words: count those, too, that the query itself, its topics "
        "are found by",
    )
    by: Literal["author", "country"] = Field(default="author", description="of `leaders`")
    value: Literal["posts", "reach", "engagement"] = Field(
        default="reach", description="what `leaders` are compared by"
    )
    of: SideEntries = Field(
        default={},
        description="the sides of `share-of-voice` and `race`: names with `hashtags` or a "
        "`topic`, and a `color`; or a list of topics",
    )
    one_vote: bool = Field(
        default=True, description="in a `race`, each author has one vote: that of the newest post"
    )
    topic: str = Field(default="", max_length=64, description="of the measure `topic`: its name")
    compare: Literal["yesterday", "before"] = Field(
        default="yesterday",
        description="what a figure is compared with: the same span a day earlier, or the span "
        "just before",
    )
    zone: ZoneName = Field(
        default="UTC", description="whose hours the usual of `volume` and `topic` is about"
    )
    follow_focus: bool = Field(
        default=True,
        strict=True,
        description="whether it takes the topic and window of the site's focus while there is one",
    )

    @property
    def dataset(self) -> DatasetType:
        """What it delivers."""
        return _DATASETS.get(self.measure, "table")

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        if self.measure == "race" and len(self.of) < 2:
            raise ValueError("a race needs two or more sides under `of:`, each with hashtags")
        if self.measure == "topic" and not self.topic:
            raise ValueError("the measure `topic` needs `topic:`, a name under `topics:`")
        if self.rising and self.measure not in TOPS:
            raise ValueError(f"`rising` belongs to {', '.join(sorted(TOPS))}")
        if self.at_least is not None and self.measure not in TOPS:
            raise ValueError(f"`at_least` belongs to {', '.join(sorted(TOPS))}")
        if (self.leave_out or not self.own_words) and self.measure not in ("hashtags", "words"):
            raise ValueError("`leave_out` and `own_words` belong to hashtags and words")
        if self.of and self.measure not in ("share-of-voice", "race"):
            raise ValueError("`of` belongs to `share-of-voice` and `race`")
        grain = self.bucket or grain_of(self.window)
        most = min(MOST_BUCKETS, MAX_POINTS)
        if not 10 <= grain <= self.window or self.window / grain > most:
            raise ValueError(
                f"a bucket lasts at least 10 s, fits the window, and a window has at most {most}"
            )
        return self
