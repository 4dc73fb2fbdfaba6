"""Pictures of the past: what a client sees of a wall as it was. AsyncWall and Wall have them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, TypeVar

from wall.client.connection import Answered
from wall.protocol.layout_requests import HistoryPicture, HistoryPictures
from wall.protocol.requests import Request
from wall.protocol.together import PastPicture

T = TypeVar("T")
LISTED = 200


class AsyncPastPictures(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _ask(self, request: Request) -> Answered:
        """The answer, with the picture that came before it."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def past_pictures(
        self,
        wall: str | None = None,
        limit: int = LISTED,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> list[PastPicture]:
        """Those that one may see, the newest first. Times are seconds since the epoch."""
        request = HistoryPictures(wall=wall, since=since, until=until, limit=limit)
        return await self._result(list[PastPicture], request)

    async def past_picture(self, picture: PastPicture) -> bytes:
        """A JPEG of the whole wall, small."""
        return (await self._ask(HistoryPicture(id=picture.id, wall=picture.wall))).picture


class PastPictures(ABC):
    """The same as AsyncPastPictures, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncPastPictures:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def past_pictures(
        self,
        wall: str | None = None,
        limit: int = LISTED,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> list[PastPicture]:
        """Those that one may see, the newest first. Times are seconds since the epoch."""
        return self._run(self._together.past_pictures(wall, limit, since=since, until=until))

    def past_picture(self, picture: PastPicture) -> bytes:
        """A JPEG of the whole wall, small."""
        return self._run(self._together.past_picture(picture))
