"""Television: the line-ups as ingest delivers them, for people."""

from __future__ import annotations

from wall.controller.feeds import Feeds
from wall.errors import RequestFailed, did_you_mean
from wall.model.datasets import Channels
from wall.protocol.codes import Status
from wall.protocol.television_requests import ChannelInfo, ChannelList


def channels_of(feeds: Feeds, request: ChannelList) -> list[ChannelInfo]:
    """Without their addresses. Raises RequestFailed."""
    known = feeds.line_ups()
    if request.source not in known:
        near = did_you_mean(request.source, known)
        raise RequestFailed(
            Status.NOT_FOUND,
            f"there is no line-up '{request.source}'; wall.yaml declares one in `television:`"
            f"{near}",
        )
    dataset = feeds.newest(request.source)
    if not isinstance(dataset, Channels):
        health = feeds.health(request.source)
        raise RequestFailed(Status.UNAVAILABLE, f"the line-up is not there yet: {health.why}")
    hidden = {"address", "trusted", "logo"} | (set() if request.icons else {"icon"})
    return [
        ChannelInfo.model_validate(channel.model_dump(exclude=hidden))
        for channel in dataset.channels
    ]
