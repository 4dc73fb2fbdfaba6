"""Television, as a client asks for it. AsyncWall and Wall have this."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, TypeVar

from wall.protocol.requests import Request
from wall.protocol.television_requests import ChannelInfo, ChannelList

T = TypeVar("T")
SOURCE = "television"


class AsyncTelevision(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def channels(self, source: str = SOURCE, *, icons: bool = False) -> list[ChannelInfo]:
        """Those of a line-up; a tile of kind `tv` shows one by its setting `channel`."""
        return await self._result(list[ChannelInfo], ChannelList(source=source, icons=icons))


class Television(ABC):
    """The same as AsyncTelevision, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncTelevision:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def channels(self, source: str = SOURCE, *, icons: bool = False) -> list[ChannelInfo]:
        """Those of a line-up; a tile of kind `tv` shows one by its setting `channel`."""
        return self._run(self._together.channels(source, icons=icons))
