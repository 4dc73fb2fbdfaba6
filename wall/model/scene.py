"""The scene: a frozen snapshot of what is on one wall, with a revision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from wall.model.actors import Actor
from wall.model.leases import Lease
from wall.model.recordings import Recording
from wall.model.sound import WallSound
from wall.model.tiles import Layer, Tile
from wall.model.values import Value


class TakenLayout(Value):
    """The layout in the base layer, as it was when it was taken: the base of a later merge."""

    name: str
    title: str
    digest: str
    """SHA-256 of the layout file."""
    tiles: tuple[Tile, ...] = ()


ScheduleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
MAX_SCHEDULED = 50
"""Of one wall."""


class ScheduledTake(Value):
    """A take that somebody has put down for a time."""

    id: ScheduleId
    by: Actor
    """In whose name it happens."""
    at: float
    """Seconds since the epoch."""
    layout: str = Field(min_length=1, max_length=200)
    staged: TakenLayout | None = None
    """What was staged when it was scheduled; None: the layout as it is in the site then."""
    clear: bool = False
    fade_ms: int = Field(default=0, ge=0, le=5000)


class Scene(Value):
    """What is on one wall now."""

    wall: str
    revision: int = 0
    layout: TakenLayout | None = None
    tiles: tuple[Tile, ...] = ()
    """In stacking order, from bottom to top."""
    sound: WallSound = WallSound()
    leases: tuple[Lease, ...] = ()
    schedule: tuple[ScheduledTake, ...] = ()
    """The next one first."""
    recordings: tuple[Recording, ...] = ()

    def recording(self, recording_id: str) -> Recording | None:
        return next((one for one in self.recordings if one.id == recording_id), None)

    def lease(self, lease_id: str) -> Lease | None:
        return next((lease for lease in self.leases if lease.id == lease_id), None)

    def scheduled(self, schedule_id: str) -> ScheduledTake | None:
        return next((take for take in self.schedule if take.id == schedule_id), None)

    def tile(self, tile_id: str) -> Tile | None:
        for tile in self.tiles:
            if tile.id == tile_id:
                return tile
        return None

    def in_layer(self, layer: Layer) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if tile.layer is layer)

    def with_tiles(self, tiles: Iterable[Tile]) -> Scene:
        """The same scene with other tiles, put into stacking order."""
        return self.model_copy(update={"tiles": tuple(sorted(tiles, key=lambda t: t.stacking))})
