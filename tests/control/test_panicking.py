"""What covers a wall for panic: all of it, and to be read from afar."""

from __future__ import annotations

from tests.model.scene_making import wall as small_wall
from wall.control.panicking import NOTHING, panic_tiles
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.tiles import Layer, Tile


def test_without_a_layout_the_name_stands_once_and_large_in_the_middle() -> None:
    wall = small_wall()
    tiles = panic_tiles(wall, None, "Social Hub")
    for screen in wall.screens:
        assert any(tile.rect.contains(screen.rect) for tile in tiles)
    [name] = [tile for tile in tiles if tile.settings["text"] == "# Social Hub"]
    assert name is tiles[-1]
    assert name.settings["size"] == "fit"
    assert name.rect.width > wall.canvas.width / 2
    assert abs(name.rect.center[0] - wall.canvas.center[0]) <= 1
    assert {tile.layer for tile in tiles} == {Layer.PANIC}


def test_on_screens_that_stand_apart_each_has_the_name() -> None:
    wall = small_wall()
    first, *_, last = wall.screens
    moved = last.model_copy(update={"rect": last.rect.translate(10_000, 9_000)})
    apart = wall.model_copy(update={"screens": (first, moved)})
    named = [tile for tile in panic_tiles(apart, None, "Hub") if tile.settings["text"] != NOTHING]
    for screen, tile in zip(apart.screens, named, strict=True):
        assert screen.rect.contains(tile.rect)


def test_the_layout_of_the_site_takes_the_place_of_the_name() -> None:
    wall = small_wall()
    calm = Tile(id="calm", kind="text", rect=Rect(0, 0, 9, 9), settings={"text": "calm"})
    layout = TakenLayout(name="panic", title="Panic", digest="", tiles=(calm,))
    tiles = panic_tiles(wall, layout, "Hub")
    assert [tile.settings["text"] for tile in tiles if tile.settings["text"] != NOTHING] == ["calm"]
    assert tiles[-1].id == f"panic-{len(wall.screens)}-calm"
