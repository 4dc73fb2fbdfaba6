"""What is on a wall is on its monitors: seen in the frame buffer of a real X server."""

from __future__ import annotations

from tests.live.frame_buffer import is_close
from tests.live.running_wall import RunningWall, until
from tests.live.sites import ADDRESSES, PAGE_COLOR, QUARTERS, color_of


def middle(wall: RunningWall, address: str) -> tuple[int, int]:
    rect = wall.screen(address).monitor_rect
    assert rect is not None
    return rect.x + rect.width // 2, rect.y + rect.height // 2


def test_every_screen_has_its_monitor_and_its_own_picture(wall: RunningWall) -> None:
    status = wall.status()
    assert all(screen.present for screen in status.screens)
    found = {s.address: (s.monitor, s.monitor_rect) for s in status.screens}
    assert sorted(found) == sorted(ADDRESSES)
    for number, address in enumerate(ADDRESSES):
        column, row = number % 6, number // 6
        assert found[address] == (f"M{number:02}", (column * 1920, row * 1080, 1920, 1080))
    for address in ADDRESSES:
        pixels = wall.look(address)
        assert (abs(pixels.astype(int) - color_of(address)).max(axis=2) <= 2).mean() > 0.999


def test_a_tile_runs_across_four_screens_and_on_behind_their_bezels(wall: RunningWall) -> None:
    wall.client.take("mixed")
    wall.settle()
    screens = {address: wall.screen(address) for address in ("A1", "B1", "A2", "B2")}
    behind = screens["B1"].rect.x - screens["A1"].rect.right
    assert behind > 0, "bezels are compensated"
    for address, color in zip(("A1", "B1", "A2", "B2"), QUARTERS, strict=True):
        pixels = wall.look(address)
        for y, x in ((4, 4), (4, -4), (-4, 4), (-4, -4), (540, 960)):
            red, green, blue = pixels[y, x].tolist()
            assert is_close((red, green, blue), color), f"{address} {x}, {y}"


def test_each_kind_shows_itself_on_its_monitor(wall: RunningWall) -> None:
    wall.client.take("mixed")
    wall.settle()
    wall.eyes.wait_color(*middle(wall, "D1"), PAGE_COLOR)
    kinds = {tile.id: tile for tile in wall.status().tiles}
    for tile, screens in {
        "posts": ("E1", "E2"),
        "load": ("F1",),
        "words": ("F2",),
        "time": ("F3",),
    }.items():
        until(
            lambda tile=tile: (found := wall.tile(tile)) is not None and found.health.state == "ok",
            what=f"{tile} is well: {kinds[tile].health}",
        )
        for address in screens:
            until(lambda address=address: is_drawn(wall, address), what=f"{tile} on {address}")


def is_drawn(wall: RunningWall, address: str) -> bool:
    """Neither black nor of one colour."""
    pixels = wall.look(address)[::3, ::3]
    return bool((pixels.max(axis=2) > 120).mean() > 0.002 and pixels.std() > 5)
