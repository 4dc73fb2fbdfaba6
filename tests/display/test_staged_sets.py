"""Several stages at once: each keeps what it has while others change, are taken or dropped."""

from __future__ import annotations

from tests.display.harness import DisplayHarness, grid_wall, plain
from tests.display.kinds import PlainView
from wall.link.messages import DropStage, KeepStages, StageReady, StageTiles
from wall.model.changes import FieldChange, LayoutTaken, TileAdded, TileChanged, TileRemoved
from wall.model.scene import TakenLayout
from wall.model.tiles import Tile

RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"
FULL = (0, 0, 480, 270)
TAKEN = LayoutTaken(before=None, after=TakenLayout(name="next", title="", digest=""))


def start(harness: DisplayHarness, *tiles: Tile) -> None:
    harness.identify(grid_wall(2, 1, (480, 270)))
    harness.show(*tiles)


def stage(harness: DisplayHarness, name: str, *tiles: Tile, version: int = 1) -> StageReady:
    """Staged and answered."""
    message = StageTiles(stage=name, wall="hub", tiles=tiles, version=version)
    harness.display.handle(message)

    def answers() -> list[StageReady]:
        return [r for r in harness.heard(StageReady) if (r.stage, r.version) == (name, version)]

    harness.wait(lambda: bool(answers()))
    return answers()[-1]


def test_an_edit_of_a_stage_builds_what_is_new_and_closes_what_is_gone(harness):
    start(harness)
    kept, gone = plain("kept", FULL, RED), plain("gone", FULL, RED)
    stage(harness, "s", kept, gone)
    view = harness.stage.staged.find("s", "kept").view
    moved = plain("kept", (0, 0, 240, 270), GREEN)
    answer = stage(harness, "s", moved, plain("new", FULL, BLUE), version=2)
    assert answer.failed == {}
    assert PlainView.made == ["kept", "gone", "new"]
    assert PlainView.closed == ["gone"]
    item = harness.stage.staged.find("s", "kept")
    assert item.view is view
    assert (item.tile, item.boundingRect().width()) == (moved, 240)


def test_the_take_of_one_stage_leaves_the_other_prepared(harness):
    old = plain("old", FULL, RED)
    start(harness, old)
    both = plain("both", FULL, GREEN)
    stage(harness, "one", both, plain("first", FULL, GREEN))
    stage(harness, "two", both, plain("second", FULL, BLUE))
    harness.change(
        TileRemoved(tile=old),
        TileAdded(tile=both),
        TileAdded(tile=plain("first", FULL, GREEN)),
        TAKEN,
    )
    harness.display.handle(DropStage(stage="one"))
    assert sorted(harness.stage.shown) == ["both", "first"]
    assert PlainView.made.count("both") == 2
    # Asked again, it needs no view of its own for what the wall shows now.
    stage(harness, "two", both, plain("second", FULL, BLUE), version=2)
    assert {item.tile.id for item in harness.stage.staged.items()} == {"second"}
    assert PlainView.made.count("second") == 1
    harness.change(TileRemoved(tile=plain("first", FULL, GREEN)), TileRemoved(tile=both), TAKEN)
    stage(harness, "two", both, plain("second", FULL, BLUE), version=3)
    assert {item.tile.id for item in harness.stage.staged.items()} == {"second", "both"}
    assert PlainView.made.count("both") == 3


def test_what_a_take_will_bring_is_not_prepared_twice(harness):
    start(harness)
    slow = plain("slow", FULL, GREEN, ready_after_s=0.2)
    harness.change(TileAdded(tile=slow), TAKEN)
    stage(harness, "s", slow)
    assert PlainView.made == ["slow"]


def test_a_stage_shows_its_own_settings_and_the_take_keeps_the_view_of_the_wall(harness):
    red, green = plain("tile", FULL, RED), plain("tile", FULL, GREEN)
    start(harness, red)
    on_the_wall = harness.stage.shown["tile"].view
    stage(harness, "s", green)
    assert harness.stage.staged.find("s", "tile").tile == green
    assert harness.stage.shown["tile"].tile == red
    colour = FieldChange(before=RED, after=GREEN)
    harness.change(TileChanged(id="tile", fields={"settings/color": colour}), TAKEN)
    harness.wait(lambda: harness.stage.shown["tile"].tile == green)
    harness.display.handle(DropStage(stage="s"))
    assert harness.stage.shown["tile"].view is on_the_wall


def test_stages_that_the_controller_does_not_know_any_more_are_dropped(harness):
    start(harness)
    stage(harness, "known", plain("a", FULL, RED))
    stage(harness, "forgotten", plain("b", FULL, RED))
    harness.display.handle(KeepStages(stages=("known",)))
    assert PlainView.closed == ["b"]
    stage(harness, "known", plain("a", FULL, RED), version=2)
    assert PlainView.made == ["a", "b"]
