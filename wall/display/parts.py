"""What a display is made of, beside what it makes itself."""

from __future__ import annotations

import dataclasses
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
from wall.model.screens import Wall
from wall.views.services import Services
from wall.views.theme import Theme


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

    def services(self, theme: Theme, wall: Wall) -> Services:
        """What views of this wall are offered."""
        equipment = self.equipment
        return Services(
            theme=dataclasses.replace(theme),
            clock=self.clock,
            files=equipment.files,
            images=equipment.images,
            video=equipment.videos,
            web=equipment.web,
            desks=equipment.desks,
            pixels_per_mm=1.0,
            sound=equipment.sound.on(wall.name),
            desktops=equipment.desktops,
            films=equipment.films,
        )
