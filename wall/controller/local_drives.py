"""Tiles that somebody works at the wall itself: they count as driven for all who sit at desks."""

from __future__ import annotations

import time
from collections.abc import Callable

from wall.control.driving import DrivenAtTheWall
from wall.model.actors import AT_THE_WALL
from wall.protocol.together import Drive


class LocalDrives:
    """At most one of each display. On the loop."""

    def __init__(self) -> None:
        self._drives: dict[str, Drive] = {}
        """By the display's name."""
        self._listeners: list[Callable[[], None]] = []

    def all(self) -> tuple[Drive, ...]:
        return tuple(self._drives.values())

    def check(self, wall: str, tile: str) -> None:
        """Raises DrivenAtTheWall."""
        for drive in self._drives.values():
            if (drive.wall, drive.tile) == (wall, tile):
                raise DrivenAtTheWall(drive)

    def begin(self, display: str, wall: str, tile: str) -> None:
        """In the place of what is driven at that display."""
        self._drives[display] = Drive(
            id=f"display {display}",
            name=AT_THE_WALL.name,
            wall=wall,
            tile=tile,
            since=time.time(),
        )
        self._tell()

    def end(self, display: str) -> None:
        """Idempotent."""
        if self._drives.pop(display, None) is not None:
            self._tell()

    def on_changed(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        self._listeners.remove(listener)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
