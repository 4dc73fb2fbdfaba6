"""Requests about what a tile may be: the kinds, and the sources that they may show."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from wall.model.actors import Right
from wall.model.datasets import DatasetType
from wall.model.tiles import HealthState, SourceName
from wall.model.values import Value


class ListKinds(Value):
    """The kinds of tiles there are. The result is a list of KindInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["kind.list"] = "kind.list"


class ListSources(Value):
    """The sources of the site that tiles may show. The result is a list of SourceInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["source.list"] = "source.list"


KindRequest = ListKinds | ListSources


class KindInfo(Value):
    """A kind of tile."""

    kind: str
    title: str
    datasets: tuple[DatasetType, ...] = ()
    """What it can show; empty: it takes no source."""
    source_required: bool = False
    usual_source: str = ""
    settings: dict[str, JsonValue] = Field(default={}, description="their JSON Schema")


class SourceInfo(Value):
    """A source as the site's files declare it, and how it is."""

    source: SourceName
    kind: str
    dataset: DatasetType | None = None
    """What it delivers; null where that is not known."""
    measure: str = ""
    """What a source of kind `insight` counts: `volume`, `race` …"""
    state: HealthState
    why: str = ""
