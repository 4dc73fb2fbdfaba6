"""Which channel is meant by a name, a number or an id. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from wall.errors import did_you_mean
from wall.model.datasets import TvChannel


def find_channel(channels: Sequence[TvChannel], wanted: str) -> TvChannel | None:
    """A number first, then an id, then a name, whatever its case."""
    text = " ".join(wanted.split())
    if text.isdecimal():
        for channel in channels:
            if channel.number == int(text):
                return channel
    low = text.casefold()
    for channel in channels:
        if channel.id == text:
            return channel
    return next((channel for channel in channels if channel.name.casefold() == low), None)


def missing(channels: Sequence[TvChannel], wanted: str) -> str:
    names = [channel.name for channel in channels]
    return f"there is no channel '{wanted}' in the line-up{did_you_mean(wanted, names)}"
