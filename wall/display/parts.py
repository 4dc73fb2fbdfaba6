"""What a display is made of, beside what it makes itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wall.display.equipment import Equipment
from wall.display.frame_clock import FrameClock
from wall.display.memory import Memory
from wall.display.outputs import Outputs
from wall.display.root_window import RootWindow
from wall.display.wall_show import WallShow
from wall.kinds.registry import KindRegistry
from wall.link.messages import DisplaySettings, LocalRefused, ShowDrives


class LocalInputs(Protocol):
    """Mouse and keyboard at the wall. Made by the program that starts the display."""

    def follow(self, shows: dict[str, WallShow], settings: DisplaySettings) -> None: ...
    def refused(self, message: LocalRefused) -> None: ...
    def scene_changed(self) -> None: ...
    def driven_from_desks(self, message: ShowDrives) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True)
class DisplayParts:
    """What a display is made of, beside what it makes itself. The caller ends these."""

    registry: KindRegistry
    equipment: Equipment
    clock: FrameClock
    outputs: Outputs
    memory: Memory
    root_window: RootWindow | None = None
