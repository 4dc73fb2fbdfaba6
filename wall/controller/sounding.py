"""Sound as the controller knows it: what is heard, on which devices, and how loud it is now."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wall.control.seeing import check_sees
from wall.controller.followers import Follower
from wall.link.sounding import Levels, ShowLevels, SoundReport
from wall.model.actors import Actor
from wall.model.scene import Scene
from wall.model.sound import Heard, decibels, hearing
from wall.model.tiles import Tile
from wall.protocol.content import Event
from wall.protocol.sound_requests import DeviceHeard, LevelsTold, SoundInfo, TileHeard
from wall.sitefile.sound_places import device_of

if TYPE_CHECKING:
    from wall.controller.controller import Controller

WANTED_S = 6.0
"""Displays tell levels for so long after they were asked."""
RENEWED_S = 3.0


class Sounding:
    """On the loop."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._reports: dict[str, SoundReport] = {}
        self._asked_at = 0.0

    def heard(self, display: Follower, message: Levels | SoundReport) -> None:
        """What a display tells. Levels that nobody looks at are not asked for again."""
        if isinstance(message, SoundReport):
            self._reports[display.name] = message
            return
        told = LevelsTold(wall=message.wall, tiles=message.tiles)
        looked_at = self._controller.tell(Event(type="sound.levels", wall=message.wall, told=told))
        if looked_at and time.monotonic() - self._asked_at > RENEWED_S:
            self.want_levels()

    def want_levels(self) -> None:
        """Somebody looks."""
        self._asked_at = time.monotonic()
        self._controller.followers.tell_displays(ShowLevels(seconds=WANTED_S))

    def left(self, display: Follower) -> None:
        self._reports.pop(display.name, None)

    def info(self, actor: Actor, name: str) -> SoundInfo:
        """Raises NotAllowed for a wall that the actor may not see, AddressError for none."""
        wall, scene = self._controller.wall(name), self._controller.scene(name)
        check_sees(actor, wall)
        heard = hearing(scene)
        return SoundInfo(
            wall=name,
            sound=scene.sound,
            tiles=tuple(self._tile(scene, tile, heard) for tile in reversed(scene.tiles)),
            devices=tuple(
                DeviceHeard(display=display, name=device.name, plays_on=device.plays_on)
                for display, report in self._reports.items()
                for device in report.devices
            ),
            machines={display: report.machine for display, report in self._reports.items()},
        )

    def _tile(self, scene: Scene, tile: Tile, heard: Mapping[str, Heard]) -> TileHeard:
        here, site = heard[tile.id], self._controller.site.site.sound
        return TileHeard(
            id=tile.id,
            title=tile.title,
            kind=tile.kind,
            sound=tile.sound,
            focused=scene.sound.focus == tile.id,
            gain_db=decibels(here.gain),
            why=here.why,
            device=device_of(tile, self._controller.wall(scene.wall), site),
        )
