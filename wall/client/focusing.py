"""The focus of the site, as a client asks for it. AsyncWall and Wall have this."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, TypeVar

from wall.protocol.focus_requests import FocusInfo, GetFocus, SetFocus
from wall.protocol.requests import Request

T = TypeVar("T")


class AsyncFocus(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def focus(self) -> FocusInfo:
        """What it is, and which topics it can be about."""
        return await self._result(FocusInfo, GetFocus())

    async def set_focus(
        self,
        topic: str = "",
        window_s: float | None = None,
        *,
        for_s: float | None = None,
        until: float | None = None,
    ) -> FocusInfo:
        """One topic, one time window, or both, on all tiles that compute from posts."""
        request = SetFocus(topic=topic, window=window_s, for_s=for_s, until=until)
        return await self._result(FocusInfo, request)

    async def end_focus(self) -> FocusInfo:
        """Every tile is about its own again."""
        return await self._result(FocusInfo, SetFocus())


class Focusing(ABC):
    """The same as AsyncFocus, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncFocus:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def focus(self) -> FocusInfo:
        """What it is, and which topics it can be about."""
        return self._run(self._together.focus())

    def set_focus(
        self,
        topic: str = "",
        window_s: float | None = None,
        *,
        for_s: float | None = None,
        until: float | None = None,
    ) -> FocusInfo:
        """One topic, one time window, or both, on all tiles that compute from posts."""
        return self._run(self._together.set_focus(topic, window_s, for_s=for_s, until=until))

    def end_focus(self) -> FocusInfo:
        """Every tile is about its own again."""
        return self._run(self._together.end_focus())
