"""What has a time ends at that time."""

from __future__ import annotations

from tests.model.scene_making import kinds, text_tile, wall
from wall.control.expiring import expired, next_expiry
from wall.control.store import Store
from wall.model.actors import CLOCK, FILES
from wall.model.commands import AddTile
from wall.model.scene import Scene

EMPTY = Scene(wall="hub")


def scene_of(*times: tuple[str, float | None, bool]) -> Scene:
    tiles = [
        text_tile(name).model_copy(update={"until": until, "locked": locked})
        for name, until, locked in times
    ]
    return EMPTY.with_tiles(tiles)


def test_the_next_expiry_is_the_earliest_and_never_in_the_past() -> None:
    scene = scene_of(("a", 50.0, False), ("b", 40.0, False), ("c", None, False))
    assert next_expiry(scene, 10.0) == 40.0
    assert next_expiry(scene, 45.0) == 45.0
    assert next_expiry(scene_of(("c", None, False)), 10.0) is None


def test_what_is_over_is_closed_and_nothing_else() -> None:
    store = Store(kinds())
    scene = scene_of(("a", 50.0, False), ("b", 40.0, False), ("c", None, False))
    store.open_wall(wall(), scene)
    assert expired(scene, 39.9) == ()
    assert store.propose(CLOCK, "hub", expired(scene, 40.0), at=40.0) is not None
    assert {tile.id for tile in store.scene("hub").tiles} == {"a", "c"}


def test_a_locked_tile_expires_too() -> None:
    store = Store(kinds())
    scene = scene_of(("a", 50.0, True))
    store.open_wall(wall(), scene)
    assert store.propose(CLOCK, "hub", expired(scene, 60.0), at=60.0) is not None
    assert store.scene("hub").tiles == ()
    assert store.propose(FILES, "hub", [AddTile(tile=text_tile("a"))], at=61.0) is not None
