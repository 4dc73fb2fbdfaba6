"""Previews where there is no X server: painted small, one at a time, while somebody looks."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from tests.display.harness import DisplayHarness, grid_wall, make_screen, plain
from tests.display.preview_reading import newest, previews_in, shows
from wall.display.encoding import Subject
from wall.display.painted_previews import PaintedPreviews
from wall.link.messages import DropStage, ShowPreviews, StageTiles
from wall.model.changes import TileAdded
from wall.model.screens import Wall
from wall.protocol.previews import Preview

RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"
W, H = 480, 270
LOOK = ShowPreviews(walls={"hub": 96})


@pytest.fixture
def shown(harness: DisplayHarness) -> DisplayHarness:
    """Three screens in a row: red, green, green; a tile of its own on each."""
    harness.identify(grid_wall(3, 1, (W, H)))
    harness.show(
        plain("a", (0, 0, W, H), RED),
        plain("b", (W, 0, W, H), GREEN),
        plain("c", (2 * W, 0, W, H), GREEN),
    )
    harness.settle()
    return harness


def look(harness: DisplayHarness, *names: str) -> dict[str, Preview]:
    """Wait for the previews of these, and forget what came."""
    harness.wait(lambda: newest(harness.sent).keys() >= set(names))
    found = newest(harness.sent)
    harness.sent.clear()
    return found


def pass_time(harness: DisplayHarness, seconds: float) -> None:
    until = time.monotonic() + seconds
    harness.wait(lambda: time.monotonic() > until)


def test_each_screen_has_its_own_picture(shown):
    shown.display.handle(LOOK)
    found = look(shown, "A1", "B1", "C1")
    assert {p.wall for p in found.values()} == {"hub"}
    assert (found["A1"].of.width, found["A1"].of.height) == (96, 54)
    assert abs(found["A1"].of.at - shown.clock.now()) < 5
    assert shows(found["A1"], 0.5, 0.5, RED)
    assert shows(found["B1"], 0.5, 0.5, GREEN)
    assert shows(found["C1"], 0.05, 0.9, GREEN)


def test_nothing_is_painted_while_nobody_looks(shown):
    shown.change(TileAdded(tile=plain("x", (0, 0, 50, 50), BLUE, z=3)))
    pass_time(shown, 0.3)
    assert previews_in(shown.sent) == []
    assert shown.display._previews._looking is None


def test_it_ends_when_the_last_one_leaves(shown):
    shown.display.handle(LOOK)
    look(shown, "A1", "B1", "C1")
    shown.display.handle(ShowPreviews())
    shown.change(TileAdded(tile=plain("x", (0, 0, 200, 200), BLUE, z=3)))
    pass_time(shown, 1.5)
    assert previews_in(shown.sent) == []


def test_it_ends_with_the_controller(shown):
    shown.display.handle(LOOK)
    look(shown, "A1", "B1", "C1")
    shown.display.link_lost("it ended")
    shown.change(TileAdded(tile=plain("x", (0, 0, 200, 200), BLUE, z=3)))
    pass_time(shown, 1.5)
    assert previews_in(shown.sent) == []


def test_a_changed_tile_changes_the_pictures_of_its_screens_alone(shown):
    shown.display.handle(LOOK)
    look(shown, "A1", "B1", "C1")
    across = plain("x", (W - 100, 0, 200, H), BLUE, z=3)
    shown.change(TileAdded(tile=across))
    found = look(shown, "A1", "B1")
    pass_time(shown, 1.2)
    assert found.keys() | newest(shown.sent).keys() == {"A1", "B1"}
    assert shows(found["A1"], 0.95, 0.5, BLUE)
    assert shows(found["A1"], 0.5, 0.5, RED)
    assert shows(found["B1"], 0.05, 0.5, BLUE)


def test_a_turned_screen_stands_upright(harness):
    screen = make_screen("A1", (0, 0, 270, 480), rotation=90)
    harness.identify(Wall(name="hub", title="", screens=(screen,)))
    harness.show(plain("a", (0, 0, 270, 240), RED), plain("b", (0, 240, 270, 240), GREEN))
    harness.display.handle(ShowPreviews(walls={"hub": 135}))
    found = look(harness, "A1")
    assert (found["A1"].of.width, found["A1"].of.height) == (135, 240)
    assert shows(found["A1"], 0.5, 0.2, RED)
    assert shows(found["A1"], 0.5, 0.8, GREEN)


def test_a_wall_that_nobody_looks_at_costs_nothing(shown):
    shown.display.handle(ShowPreviews(walls={"lobby": 96}))
    pass_time(shown, 0.3)
    assert previews_in(shown.sent) == []


def test_staged_tiles_are_seen_while_the_wall_plays_on(shown):
    framed = plain("a", (0, 0, W, H), BLUE, kind="framed", title="Soon")
    tiles = (
        framed,
        plain("b", (W, 0, W, H), GREEN),
        plain("slow", (0, 0, 90, 90), BLUE, never=True),
    )
    shown.display.handle(StageTiles(stage="s", wall="hub", tiles=tiles))
    shown.display.handle(ShowPreviews(stages={"s": 120}))
    found = look(shown, "a", "b")
    assert {(p.wall, p.stage, p.of.screen) for p in found.values()} == {("hub", "s", None)}
    assert (found["a"].of.width, found["b"].of.height) == (120, 68)
    assert shows(found["a"], 0.5, 0.8, BLUE)
    assert shows(found["b"], 0.5, 0.5, GREEN), "a tile that the wall keeps is seen as it is there"
    assert "slow" not in found, "what is not ready has no picture"
    assert shown.stage.shown["a"].tile.settings["color"] == RED
    view = shown.stage.staged.find("s", "a").view
    assert view.opacity() == 0, "it stays invisible on the canvas"


def test_a_staged_tile_is_seen_as_soon_as_it_is_ready(shown):
    soon = plain("soon", (0, 0, W, H), BLUE, ready_after_s=0.5)
    shown.display.handle(StageTiles(stage="s", wall="hub", tiles=(soon,)))
    shown.display.handle(ShowPreviews(stages={"s": 96}))
    assert shows(look(shown, "soon")["soon"], 0.5, 0.5, BLUE)


def test_a_dropped_stage_has_no_previews(shown):
    tile = plain("x", (0, 0, W, H), BLUE, ready_after_s=0.2)
    shown.display.handle(StageTiles(stage="s", wall="hub", tiles=(tile,)))
    shown.display.handle(ShowPreviews(stages={"s": 96}))
    shown.display.handle(DropStage(stage="s"))
    pass_time(shown, 1.0)
    assert previews_in(shown.sent) == []


def test_what_is_painted_is_spread(shown):
    painted: list[float] = []
    previews = PaintedPreviews(shown.clock, lambda preview: None)

    def paint() -> None:
        painted.append(time.monotonic())

    previews.follow({Subject("hub", screen=f"S{n}"): paint for n in range(5)}, 1.0)
    shown.wait(lambda: len(painted) >= 5)
    previews.stop()
    pauses = [b - a for a, b in pairwise(painted)]
    assert min(pauses) > 0.03
