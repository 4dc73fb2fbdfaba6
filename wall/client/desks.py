"""Shared desks, as a client asks for them. AsyncWall and Wall have this."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, TypeVar

from wall.model.geometry import Rect
from wall.protocol.requests import Request
from wall.protocol.share_requests import (
    ShareAllow,
    ShareInfo,
    ShareList,
    ShareRefuse,
    ShareStart,
    ShareStop,
    ShareTicket,
)

T = TypeVar("T")


class AsyncDesks(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def start_share(
        self,
        at: str = "all",
        *,
        rect: Rect | None = None,
        tile: str | None = None,
        name: str = "",
        override: bool = False,
    ) -> ShareTicket:
        """What `wall.client.desk` needs to send pictures with."""
        request = ShareStart(at=at, rect=rect, tile=tile, name=name, override=override)
        return await self._result(ShareTicket, request)

    async def shares(self, wall: str | None = None) -> list[ShareInfo]:
        return await self._result(list[ShareInfo], ShareList(wall=wall))

    async def allow_share(self, share: str) -> ShareInfo:
        return await self._result(ShareInfo, ShareAllow(share=share))

    async def refuse_share(self, share: str) -> None:
        await self._result(type(None), ShareRefuse(share=share))

    async def stop_share(self, share: str) -> None:
        await self._result(type(None), ShareStop(share=share))


class Desks(ABC):
    """The same as AsyncDesks, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncDesks:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def start_share(
        self,
        at: str = "all",
        *,
        rect: Rect | None = None,
        tile: str | None = None,
        name: str = "",
        override: bool = False,
    ) -> ShareTicket:
        """What `wall.client.desk` needs to send pictures with."""
        return self._run(
            self._together.start_share(at, rect=rect, tile=tile, name=name, override=override)
        )

    def shares(self, wall: str | None = None) -> list[ShareInfo]:
        return self._run(self._together.shares(wall))

    def allow_share(self, share: str) -> ShareInfo:
        return self._run(self._together.allow_share(share))

    def refuse_share(self, share: str) -> None:
        self._run(self._together.refuse_share(share))

    def stop_share(self, share: str) -> None:
        self._run(self._together.stop_share(share))
