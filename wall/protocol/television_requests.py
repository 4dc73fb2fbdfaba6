"""Television: the channels that tiles can show. Their addresses are nobody's business."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.actors import Right
from wall.model.datasets import Programme
from wall.model.tiles import SourceName
from wall.model.values import Value


class ChannelList(Value):
    """The channels of a line-up, with what is on. A list of ChannelInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["channel.list"] = "channel.list"
    source: SourceName = "television"
    icons: bool = True
    """With the logos, small."""


class ChannelInfo(Value):
    """One channel. A tile shows it by its `name`, `number` or `id` in the setting `channel`."""

    id: str
    name: str
    number: int | None = None
    group: str = ""
    icon: str = Field(default="", repr=False)
    """The logo as a data URL of a small PNG, or empty."""
    now: Programme | None = None
    next: Programme | None = None
