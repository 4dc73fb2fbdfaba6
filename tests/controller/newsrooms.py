"""The controller's part for posts, with ingest and displays on wires that are written down."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

from tests.controller.desks import Desk
from tests.controller.wires import RecordingWire, until
from wall.controller.followers import Follower
from wall.controller.posts import Posts
from wall.link.messages import (
    AskPosts,
    HookAnswer,
    PostsAnswer,
    PostsNews,
    ToController,
)
from wall.model.actors import Actor, Role
from wall.protocol.content import Event
from wall.protocol.post_requests import (
    DecidePosts,
    PostCounters,
)

T = TypeVar("T")
MODERATOR = Actor(name="mona", role=Role.ADMIN)
COUNTERS = PostCounters(states={"pending": 3}, stamp=1)


class Newsroom:
    """Posts wired as the controller wires them; the test is ingest."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder, self._heard, join=self._joined, leave=self._left)
        self.followers = self.desk.followers
        self.told: list[Event] = []
        self.erased = 0
        self.file = folder / "withdrawn.json"
        self.posts = Posts(self.followers, self.told.append, self.file, self._erase)

    def _erase(self) -> None:
        self.erased += 1

    def _joined(self, follower: Follower) -> None:
        if follower.identity.role == "ingest":
            self.posts.ingest_joined(follower)
        else:
            self.posts.display_joined(follower)

    def _left(self, follower: Follower) -> None:
        if follower.identity.role == "ingest":
            self.posts.ingest_left()

    def _heard(self, follower: Follower, message: ToController) -> None:
        assert isinstance(message, PostsAnswer | PostsNews | HookAnswer)
        self.posts.heard(message)


async def asked(ingest: RecordingWire, count: int = 1) -> AskPosts:
    await until(lambda: len(ingest.heard(AskPosts)) >= count)
    return ingest.heard(AskPosts)[count - 1]


async def decision(ingest: RecordingWire, count: int) -> AskPosts:
    def decisions() -> list[AskPosts]:
        return [ask for ask in ingest.heard(AskPosts) if isinstance(ask.request, DecidePosts)]

    await until(lambda: len(decisions()) >= count)
    return decisions()[count - 1]


async def during(work: Coroutine[None, None, T]) -> asyncio.Task[T]:
    return asyncio.create_task(work)
