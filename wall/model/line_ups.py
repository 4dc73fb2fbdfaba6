"""Which channel of a line-up is meant by a name, a number or an id. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Called(Protocol):
    """A channel, as far as people name it."""

    @property
    def number(self) -> int | None: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


Channel = TypeVar("Channel", bound=Called)


def find_channel(channels: Sequence[Channel], wanted: str) -> Channel | None:
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


def word_for(channels: Sequence[Channel], channel: Channel) -> str:
    """What finds this one: its name, where no other is called so."""
    words = (channel.name, channel.id, str(channel.number))
    return next((word for word in words if find_channel(channels, word) is channel), channel.name)
