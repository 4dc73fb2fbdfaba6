"""A display on a real X server, heard through a real sound server."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from simulated_monitors import SimulatedMonitors

from tests.display.harness import grid_wall
from tests.display.on_x import DisplayOnX
from tests.display.sound.sound_server import SoundServer
from wall.link.messages import (
    DisplayReport,
    DisplaySettings,
    Identified,
    SceneChanged,
    SceneSnapshot,
)
from wall.model.applying import apply_all
from wall.model.commands import Command
from wall.model.scene import Scene
from wall.model.tiles import Layer, Tile
from wall.sitefile.declared import SiteSound

WALL = grid_wall(6, 3, (1920, 1080))
HALL = {"devices": {"hall": {"output": "hall"}}, "default": "hall"}
BOTH = {
    "devices": {"hall": {"output": "hall"}, "lobby": {"output": "lobby", "areas": ["F1:F3"]}},
    "default": "hall",
}


class HeardDisplay(DisplayOnX):
    """Follows commands by the rules of the model, as if a controller sent the changes."""

    def __init__(
        self,
        monitors: SimulatedMonitors,
        server: SoundServer,
        folder: Path,
        program: str = "tests.display.sound.loud_display",
    ) -> None:
        self._folder = folder
        super().__init__(monitors, program=program, environment=server.environment())

    def open(self, *tiles: Tile, sound: dict[str, object] | None = None) -> None:
        """The wall with these tiles, until they are on it."""
        settings = DisplaySettings(
            site="test",
            site_folder=str(self._folder),
            sound=SiteSound.model_validate(sound or HALL),
        )
        self.tell(Identified(now=time.time(), settings=settings, walls=(WALL,)))
        self.scene = Scene(wall="hub", revision=1).with_tiles(tiles)
        self.tell(SceneSnapshot(scene=self.scene))
        self.wait_for(DisplayReport, lambda report: report.shown == {"hub": 1})

    def do(self, *commands: Command) -> None:
        self.scene, changes = apply_all(self.scene, commands, WALL.canvas)
        self.tell(SceneChanged(wall="hub", revision=self.scene.revision, changes=changes))


def film(
    tile_id: str,
    url: str | Sequence[str],
    *,
    screen: str = "A1",
    layer: Layer = Layer.BASE,
    **sound: object,
) -> Tile:
    """A film on a screen, trusted as one of the site's own."""
    addresses = {"url": url} if isinstance(url, str) else {"playlist": list(url)}
    return Tile.model_validate(
        {
            "id": tile_id,
            "kind": "video",
            "rect": WALL.area(screen),
            "layer": layer,
            "settings": addresses,
            "sound": sound,
            "trusted": True,
        }
    )
