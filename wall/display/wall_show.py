"""One wall as this display shows it: canvas, stage and overlays together."""

from __future__ import annotations

from collections.abc import Callable

from wall.display.binding import here
from wall.display.building import TileBuilder
from wall.display.canvas import Canvas
from wall.display.frame_clock import FrameClock
from wall.display.identify_overlay import Overlays
from wall.display.marks_overlay import MarksOverlay
from wall.display.stage_events import StageEvents
from wall.display.staging import Stage
from wall.kinds.registry import KindRegistry
from wall.link.messages import SceneChanged, StageReady, StageTiles
from wall.model.changes import follow
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Health, Tile
from wall.views.services import Services


class WallShow:
    """Follows one wall. Tiles that lie on other machines' screens alone are not built here."""

    def __init__(
        self,
        wall: Wall,
        machine: str | None,
        registry: KindRegistry,
        services: Services,
        clock: FrameClock,
        events: StageEvents,
        layout_patience_s: Callable[[], float],
    ) -> None:
        self.wall = wall
        self.scene: Scene | None = None
        """The whole scene, with the tiles that other machines show."""
        self._machine = machine
        self.canvas = Canvas(wall, services.theme)
        self._builder = TileBuilder(registry, services, wall)
        self.stage = Stage(self.canvas, self._builder, clock, events, layout_patience_s)
        self.overlays = Overlays(self.canvas)
        self.marks = MarksOverlay(self.canvas, clock)

    def follow(self, wall: Wall, services: Services, *, restyle: bool) -> None:
        """New geometry or settings."""
        self.wall = wall
        self.canvas.follow(wall, services.theme)
        self._builder.follow(services, wall)
        if self.scene is not None:
            self.stage.set_scene(self._ours(self.scene))
        if restyle:
            self.stage.rebuild()

    def set_scene(self, scene: Scene) -> None:
        self.scene = scene
        self.stage.set_scene(self._ours(scene))

    def change(self, message: SceneChanged) -> None:
        """Raises ValueError for a change that does not follow on what is here."""
        if self.scene is None or message.revision != self.scene.revision + 1:
            raise ValueError(f"revision {message.revision} of wall '{message.wall}' leaves a gap")
        self.scene = follow(self.scene, message.changes, message.revision)
        self.stage.change(
            self._ours(self.scene),
            message.changes,
            fade_s=message.fade_ms / 1000,
            at=message.at,
        )

    def prepare(self, message: StageTiles, answer: Callable[[StageReady], None]) -> None:
        tiles = [tile for tile in message.tiles if self._is_ours(tile)]
        self.stage.prepare(
            message.stage,
            tiles,
            message.deadline_s,
            lambda failed: answer(
                StageReady(stage=message.stage, version=message.version, failed=failed)
            ),
        )

    def end_fades(self) -> None:
        """What still shows the picture of before ends at once."""
        for view in self.canvas.views:
            if view.crossfade is not None:
                view.crossfade.finish()

    def healths(self) -> dict[str, Health]:
        return {tile_id: item.health for tile_id, item in self.stage.shown.items()}

    def close(self) -> None:
        self.stage.close()
        self.marks.clear()
        self.overlays.hide_addresses()
        self.overlays.clear_lost()

    def _ours(self, scene: Scene) -> Scene:
        return scene.model_copy(
            update={"tiles": tuple(tile for tile in scene.tiles if self._is_ours(tile))}
        )

    def _is_ours(self, tile: Tile) -> bool:
        """Whether it can be seen here. In a preview (no machine) all can."""
        if self._machine is None:
            return True
        return any(
            here(screen, self._machine) and screen.rect.overlaps(tile.rect)
            for screen in self.wall.screens
        )
