"""Asking ingest: numbered questions about posts and calls of hooks, each with one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from wall.controller.followers import Follower
from wall.errors import RequestFailed
from wall.link.messages import ToFollower
from wall.protocol.codes import Status

MAX_IN_FLIGHT = 100
ANSWERED_WITHIN_S = 15.0

T = TypeVar("T")


class IngestAway(RequestFailed):
    """Nobody answers now."""

    def __init__(self, why: str) -> None:
        super().__init__(Status.UNAVAILABLE, why)


class QuestionNotAsked(RequestFailed):
    """Too many wait already."""

    def __init__(self) -> None:
        super().__init__(Status.BUSY, "too many questions about posts wait already; try again")


class Questions(Generic[T]):
    """Those of one sort. On the loop."""

    def __init__(
        self, ingest: Callable[[], Follower | None], *, within_s: float = ANSWERED_WITHIN_S
    ) -> None:
        self._ingest = ingest
        self._within_s = within_s
        self._waiting: dict[int, asyncio.Future[T]] = {}
        self._last = 0

    def next_number(self) -> int:
        self._last += 1
        return self._last

    async def ask(self, number: int, message: ToFollower) -> T:
        """The answer. Raises IngestAway and QuestionNotAsked."""
        ingest = self._ingest()
        if ingest is None:
            raise IngestAway("the ingest process is being restarted; try again")
        if len(self._waiting) >= MAX_IN_FLIGHT:
            raise QuestionNotAsked
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        ingest.send(message)
        try:
            async with asyncio.timeout(self._within_s):
                return await answer
        except TimeoutError as error:
            raise IngestAway(
                f"the ingest process has not answered within {self._within_s:g} s; try again"
            ) from error
        finally:
            del self._waiting[number]

    def heard(self, number: int, answer: T) -> None:
        """What nobody waits for any more is dropped."""
        waiting = self._waiting.get(number)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def left(self) -> None:
        """Ingest has gone: nothing that it was asked will be answered."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(
                    IngestAway("the ingest process has ended before it answered; try again")
                )
