"""Bounding datasets, so that each fits a message of the link (16 MiB)."""

from __future__ import annotations

from itertools import accumulate

from wall.model.datasets import Cell, Channels, Dataset, Line, Posts, Series, Table, TvChannel
from wall.model.posts import Post

MAX_CHARACTERS = 3_000_000
"""Of text in one dataset; a character takes at most six bytes in JSON with escapes."""
MAX_VALUES = 500_000
"""Numbers in one dataset; a number takes at most 25 bytes."""


def bounded(dataset: Dataset) -> Dataset:
    """The same, or its newest posts and points, or its first rows."""
    match dataset:
        case Posts(posts=posts):
            most = _most([characters(post) for post in posts])
            return dataset if most == len(posts) else Posts(posts=posts[:most])
        case Series(times=times, lines=lines):
            room = MAX_VALUES // (len(lines) + 1)
            if len(times) <= room:
                return dataset
            return dataset.model_copy(
                update={
                    "times": times[-room:],
                    "lines": tuple(Line(name=e.name, values=e.values[-room:]) for e in lines),
                }
            )
        case Table(rows=rows):
            most = _most([sum(_width(cell) for cell in row) for row in rows])
            return (
                dataset if most == len(rows) else dataset.model_copy(update={"rows": rows[:most]})
            )
        case Channels(channels=channels):
            most = _most([_channel_width(channel) for channel in channels])
            return dataset if most == len(channels) else Channels(channels=channels[:most])
        case _:
            return dataset


def characters(post: Post) -> int:
    """About how long a post is on the wire."""
    media = sum(len(item.url) + len(item.alt) for item in post.media)
    author = len(post.author.name) + len(post.author.handle) + len(post.author.avatar)
    return 400 + len(post.id) + len(post.text) + len(post.title) + len(post.url) + media + author


def _most(sizes: list[int]) -> int:
    return sum(total <= MAX_CHARACTERS for total in accumulate(sizes))


def _channel_width(channel: TvChannel) -> int:
    texts = (channel.name, channel.group, channel.address, channel.logo, channel.icon, channel.id)
    return 900 + sum(map(len, texts))


def _width(cell: Cell) -> int:
    return len(cell) + 3 if isinstance(cell, str) else 25
