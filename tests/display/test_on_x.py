"""The display program on a real X server with 18 monitors, seen in its frame buffer."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from simulated_monitors import SimulatedMonitors

from tests.display.harness import grid_wall, plain
from tests.display.on_x import TIMEOUT_S, DisplayOnX, Eyes
from wall.link.messages import DisplayReport
from wall.model.changes import LayoutTaken, TileAdded, TileRemoved
from wall.model.scene import TakenLayout
from wall.model.screens import Wall
from wall.model.tiles import Tile

FADE_WITHIN_S = 15.0
RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"
W, H = 1920, 1080
TAKEN = LayoutTaken(before=None, after=TakenLayout(name="next", title="", digest=""))


def screen_tiles(wall: Wall, prefix: str, color: str) -> list[Tile]:
    return [plain(f"{prefix}{s.address}", s.rect, color) for s in wall.screens]


@pytest.fixture
def eyes(wall_x: SimulatedMonitors) -> Iterator[Eyes]:
    with Eyes(wall_x) as opened:
        yield opened


def middle(column: int, row: int) -> tuple[int, int]:
    return column * W + W // 2, row * H + H // 2


ALL = [middle(column, row) for row in range(3) for column in range(6)]


def test_each_monitor_shows_its_part_and_a_tile_runs_across_four(wall_x, eyes):
    wall = grid_wall(6, 3, (W, H))
    with DisplayOnX(wall_x) as display:
        across = plain("across", (W - 300, H - 200, 600, 400), BLUE, z=1)
        display.show(wall, *screen_tiles(wall, "s", RED), across)
        eyes.wait_all(ALL, [RED] * 18)
        block = eyes.pixels(W - 301, H - 201, 602, 402)
        assert (block[1:-1, 1:-1] == (0, 0, 255)).all()
        assert (block[0] == (255, 0, 0)).all()
        assert (block[:, -1] == (255, 0, 0)).all()
        assert display.end() == 0
        assert "".join(display.said) == ""


def test_a_take_shows_not_one_black_or_foreign_pixel(wall_x, eyes):
    wall = grid_wall(6, 3, (W, H))
    with DisplayOnX(wall_x) as display:
        display.show(wall, *screen_tiles(wall, "old", RED))
        eyes.wait_all(ALL, [RED] * 18)
        old = [TileRemoved(tile=tile) for tile in screen_tiles(wall, "old", RED)]
        new = [TileAdded(tile=tile) for tile in screen_tiles(wall, "new", GREEN)]
        display.change(*old, *new, TAKEN)
        seen: set[str] = set()
        began = time.monotonic()
        while eyes.color(*middle(5, 2)) != GREEN or eyes.color(*middle(0, 0)) != GREEN:
            # One line through the six monitors of the middle row, at once.
            line = eyes.pixels(0, H + H // 2, 6 * W, 1)[0, ::240]
            seen |= {f"#{r:02x}{g:02x}{b:02x}" for r, g, b in line.tolist()}
            assert time.monotonic() - began < TIMEOUT_S
        assert seen <= {RED, GREEN}
        eyes.wait_all(ALL, [GREEN] * 18)


def test_a_fade_between_two_pictures_is_never_black(wall_x, eyes):
    wall = grid_wall(6, 3, (W, H))
    shades: set[tuple[int, int, int]] = set()
    names = {RED: "red", GREEN: "green"}
    with DisplayOnX(wall_x) as display:
        display.show(wall, *screen_tiles(wall, "red", RED))
        eyes.wait(*middle(0, 0), RED)
        # A machine that is too busy to paint between them only cuts: then once more, and back.
        for old, new in [(RED, GREEN), (GREEN, RED)] * 3:
            gone = [TileRemoved(tile=tile) for tile in screen_tiles(wall, names[old], old)]
            come = [TileAdded(tile=tile) for tile in screen_tiles(wall, names[new], new)]
            display.change(*gone, *come, TAKEN, fade_ms=600)
            ends = time.monotonic() + FADE_WITHIN_S
            while eyes.color(*middle(0, 0)) != new:
                assert time.monotonic() < ends, f"the fade did not end: {shades}"
                red, green, blue = eyes.pixels(*middle(0, 0))[0, 0].tolist()
                shades.add((red, green, blue))
            if len(shades) > 4:
                break
    assert len(shades) > 4
    assert all(abs(r + g - 255) <= 16 and b == 0 for r, g, b in shades)


def test_an_unplugged_monitor_goes_and_comes_back_in_its_place(wall_x, eyes):
    wall = grid_wall(6, 3, (W, H))
    colors = [f"#{40 + 10 * n:02x}0000" for n in range(18)]
    tiles = [
        plain(f"s{n}", screen.rect, colors[n])
        for n, screen in enumerate(sorted(wall.screens, key=lambda s: (s.rect.y, s.rect.x)))
    ]
    with DisplayOnX(wall_x) as display:
        display.show(wall, *tiles)
        eyes.wait_all(ALL, colors)

        def missing(report: DisplayReport) -> set[str]:
            return {screen.monitor or "" for screen in report.screens if not screen.present}

        try:
            for name in ("M07", "M08"):
                wall_x.unplug(name)
            display.wait_for(DisplayReport, lambda r: missing(r) == {"M07", "M08"})
            others = [n for n in range(18) if n not in (7, 8)]
            assert eyes.colors([ALL[n] for n in others]) == [colors[n] for n in others]
        finally:
            # In the other order: the server lists both last, M08 before M07.
            for name in ("M08", "M07"):
                wall_x.replug(name)
        display.wait_for(DisplayReport, lambda r: not missing(r))
        eyes.wait_all(ALL, colors)


def test_the_first_monitor_too_can_go_and_come_back(wall_x, eyes):
    wall = grid_wall(6, 3, (W, H))
    with DisplayOnX(wall_x) as display:
        display.show(wall, *screen_tiles(wall, "s", RED))
        eyes.wait(*ALL[0], RED)
        try:
            wall_x.unplug("M00")
            display.wait_for(DisplayReport, lambda r: not r.screens[0].present)
            assert all(screen.present for screen in display_screens(display)[1:])
        finally:
            wall_x.replug("M00")
        display.wait_for(DisplayReport, lambda r: r.screens[0].present)
        eyes.wait_all(ALL, [RED] * 18)


def display_screens(display: DisplayOnX):
    return [m for m in display.heard if isinstance(m, DisplayReport)][-1].screens


def test_when_the_display_is_killed_its_last_picture_stands(wall_x, eyes):
    wall = grid_wall(6, 3, (W, H))
    with DisplayOnX(wall_x) as display:
        display.show(wall, *screen_tiles(wall, "s", GREEN))
        eyes.wait_all(ALL, [GREEN] * 18)
        display.change(TileAdded(tile=plain("late", (0, 0, W, H), BLUE, z=1)))
        eyes.wait(*ALL[0], BLUE)
        # The copy comes a while after a change; of two regular reports the second is later.
        for _ in range(4):
            display.wait_for(DisplayReport)
        display.kill()
        assert eyes.colors(ALL) == [BLUE] + [GREEN] * 17


def test_it_ends_in_order_and_leaves_its_picture(wall_x, eyes):
    wall = grid_wall(6, 3, (W, H))
    with DisplayOnX(wall_x) as display:
        display.show(wall, *screen_tiles(wall, "s", GREEN))
        eyes.wait_all(ALL, [GREEN] * 18)
        assert display.end() == 0
        assert "".join(display.said) == ""
        assert eyes.colors(ALL) == [GREEN] * 18
