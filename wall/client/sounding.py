"""Sound, as a client asks for it. AsyncWall and Wall have this."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, TypeVar

from wall.protocol.content import Done
from wall.protocol.requests import Request
from wall.protocol.sound_requests import (
    SoundFocus,
    SoundGet,
    SoundGroup,
    SoundInfo,
    SoundTile,
    SoundWall,
)

T = TypeVar("T")


class AsyncSound(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def sound(self, wall: str | None = None) -> SoundInfo:
        """What is heard, why not, and on which devices."""
        return await self._result(SoundInfo, SoundGet(wall=wall))

    async def set_sound(
        self,
        tile: str,
        *,
        muted: bool | None = None,
        volume_db: float | None = None,
        solo: bool | None = None,
        group: str | None = None,
        device: str | None = None,
        wall: str | None = None,
    ) -> Done:
        """How a tile sounds; what is None stays. An empty group or device is none."""
        request = SoundTile(
            id=tile,
            muted=muted,
            volume_db=volume_db,
            solo=solo,
            group=group,
            device=device,
            wall=wall,
        )
        return await self._result(Done, request)

    async def focus_sound(self, tile: str | None, *, wall: str | None = None) -> Done:
        """This tile is heard although it is muted; None: none is."""
        return await self._result(Done, SoundFocus(id=tile, wall=wall))

    async def set_wall_sound(
        self,
        *,
        muted: bool | None = None,
        volume_db: float | None = None,
        wall: str | None = None,
    ) -> Done:
        """The sound of the whole wall; what is None stays."""
        request = SoundWall(muted=muted, volume_db=volume_db, wall=wall)
        return await self._result(Done, request)

    async def set_group_sound(
        self,
        group: str,
        *,
        muted: bool | None = None,
        volume_db: float | None = None,
        wall: str | None = None,
    ) -> Done:
        """The sound of a group of tiles; what is None stays."""
        request = SoundGroup(group=group, muted=muted, volume_db=volume_db, wall=wall)
        return await self._result(Done, request)


class Sound(ABC):
    """The same as AsyncSound, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncSound:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def sound(self, wall: str | None = None) -> SoundInfo:
        """What is heard, why not, and on which devices."""
        return self._run(self._together.sound(wall))

    def set_sound(
        self,
        tile: str,
        *,
        muted: bool | None = None,
        volume_db: float | None = None,
        solo: bool | None = None,
        group: str | None = None,
        device: str | None = None,
        wall: str | None = None,
    ) -> Done:
        """How a tile sounds; what is None stays. An empty group or device is none."""
        return self._run(
            self._together.set_sound(
                tile,
                muted=muted,
                volume_db=volume_db,
                solo=solo,
                group=group,
                device=device,
                wall=wall,
            )
        )

    def focus_sound(self, tile: str | None, *, wall: str | None = None) -> Done:
        """This tile is heard although it is muted; None: none is."""
        return self._run(self._together.focus_sound(tile, wall=wall))

    def set_wall_sound(
        self,
        *,
        muted: bool | None = None,
        volume_db: float | None = None,
        wall: str | None = None,
    ) -> Done:
        """The sound of the whole wall; what is None stays."""
        return self._run(self._together.set_wall_sound(muted=muted, volume_db=volume_db, wall=wall))

    def set_group_sound(
        self,
        group: str,
        *,
        muted: bool | None = None,
        volume_db: float | None = None,
        wall: str | None = None,
    ) -> Done:
        """The sound of a group of tiles; what is None stays."""
        return self._run(
            self._together.set_group_sound(group, muted=muted, volume_db=volume_db, wall=wall)
        )
