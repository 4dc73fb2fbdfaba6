"""A kind of source that says what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import ClassVar, Literal

from wall.model.datasets import DatasetType
from wall.model.posts import Author, Post
from wall.sources.composing import moment
from wall.sources.registry import source_kinds
from wall.sources.source import Delivery, SourceKind, SourceSettings, Surroundings

STARTED_S = 15.0
BEGAN = 1_700_000_000.0


class ToldSettings(SourceSettings):
    delivers: ClassVar[DatasetType | None] = None
    dataset: Literal["posts", "value"] = "posts"
    keep: int = 200
    version: int = 1


class Told:
    """What runs now, by name."""

    running: ClassVar[dict[str, Told]] = {}
    _started: ClassVar[asyncio.Event] = asyncio.Event()

    @staticmethod
    def reset() -> None:
        """For each event loop."""
        Told.running.clear()
        Told._started = asyncio.Event()

    @staticmethod
    async def started(name: str) -> Delivery:
        async with asyncio.timeout(STARTED_S):
            while name not in Told.running:
                Told._started.clear()
                await Told._started.wait()
        return Told.running[name].delivery

    def __init__(self, _: ToldSettings, surroundings: Surroundings, delivery: Delivery) -> None:
        self.delivery = delivery
        self.surroundings = surroundings
        Told.running[surroundings.name] = self
        Told._started.set()

    async def run(self) -> None:
        await asyncio.Event().wait()


def kinds() -> Mapping[str, SourceKind]:
    told = SourceKind("told", "told", ToldSettings, f"{__name__}:Told")
    return {**source_kinds(), "told": told}


def post(number: int, text: str = "", **values: object) -> Post:
    """`values` are not validated: a careless source makes its posts like this."""
    author = Author(name=f"Ann {number}", handle=f"@ann{number}", id=f"ann-{number}")
    made = Post(id=f"net:{number}", at=moment(BEGAN + number), author=author, text="")
    return made.model_copy(update={"text": text or f"Post {number}", **values})
