"""Hidden until ready, then all at once; what is the same is kept."""

from __future__ import annotations

import time
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from tests.display.harness import TIMEOUT_S, DisplayHarness, grid_wall, plain
from tests.display.kinds import PlainView
from wall.display.binding import ScreenKey
from wall.display.covering import covered
from wall.display.tile_items import Life
from wall.link.messages import DropStage, Prepared, Preparing, StageReady, StageTiles
from wall.model.changes import FieldChange, LayoutTaken, TileAdded, TileChanged, TileRemoved
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.tiles import Layer, Tile

RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"
FULL = (0, 0, 480, 270)
TAKEN = LayoutTaken(before=None, after=TakenLayout(name="next", title="", digest=""))


def color_of(harness: DisplayHarness, x: int = 240, y: int = 135, address: str = "A1") -> str:
    view = harness.outputs.windows.view(ScreenKey("hub", address))
    return QColor(view.viewport().grab().toImage().pixel(x, y)).name()


def changed(tile: Tile, **fields: tuple[object, object]) -> TileChanged:
    return TileChanged.model_validate(
        {
            "id": tile.id,
            "fields": {
                name.replace("__", "/"): FieldChange.model_validate({"before": a, "after": b})
                for name, (a, b) in fields.items()
            },
        }
    )


def start(harness: DisplayHarness, *tiles: Tile, **settings: object) -> None:
    harness.identify(grid_wall(2, 1, (480, 270)), **settings)
    harness.show(*tiles)


def test_a_kept_tile_is_updated_and_not_built_again(harness):
    tile = plain("a", FULL, RED)
    start(harness, tile)
    view = harness.stage.shown["a"].view
    harness.change(
        changed(tile, rect=(list(FULL), [480, 0, 480, 270]), settings__color=(RED, GREEN))
    )
    assert PlainView.made == ["a"]
    assert harness.stage.shown["a"].view is view
    assert view.pos().x() == 0
    assert color_of(harness, address="B1") == GREEN


def test_the_same_snapshot_again_changes_nothing(harness):
    start(harness, plain("a", FULL, RED))
    harness.show(plain("a", FULL, RED))
    assert PlainView.made == ["a"]
    assert PlainView.closed == []


def test_a_take_waits_for_its_slowest_tile_and_then_swaps_all(harness):
    old = plain("old", FULL, RED)
    start(harness, old)
    quick = plain("quick", (0, 0, 240, 270), GREEN)
    slow = plain("slow", (240, 0, 240, 270), BLUE, ready_after_s=0.2)
    harness.change(TileRemoved(tile=old), TileAdded(tile=quick), TileAdded(tile=slow), TAKEN)
    assert harness.stage.shown_revision == 1
    seen = set()

    def both() -> tuple[str, str]:
        return color_of(harness, 100), color_of(harness, 400)

    def done() -> bool:
        seen.add(both())
        return harness.stage.shown_revision == 2

    harness.wait(done)
    seen.add(both())
    assert seen == {(RED, RED), (GREEN, BLUE)}
    assert PlainView.closed == ["old"]


def test_kept_tiles_move_in_the_same_frame_as_what_is_new(harness):
    kept = plain("kept", (0, 0, 240, 270), RED)
    start(harness, kept)
    slow = plain("slow", (0, 0, 240, 270), BLUE, ready_after_s=0.15)
    move = changed(kept, rect=([0, 0, 240, 270], [240, 0, 240, 270]))
    harness.change(move, TileAdded(tile=slow), TAKEN)
    assert color_of(harness, 100) == RED
    harness.wait(lambda: harness.stage.shown_revision == 2)
    assert (color_of(harness, 100), color_of(harness, 400)) == (BLUE, RED)


def test_at_the_deadline_what_is_not_ready_stands_as_loading(harness):
    old = plain("old", FULL, RED)
    start(harness, old, stage_deadline_s=0.2)
    never = plain("never", FULL, BLUE, never=True)
    harness.change(TileRemoved(tile=old), TileAdded(tile=never), TAKEN)
    harness.wait(lambda: harness.stage.shown_revision == 2)
    assert harness.stage.shown["never"].life is Life.PREPARING
    assert color_of(harness, 5, 5) not in (RED, BLUE)


def test_a_push_shows_that_it_loads_after_a_moment(harness):
    start(harness)
    slow = plain("slow", FULL, BLUE, never=True)
    began = time.monotonic()
    harness.change(TileAdded(tile=slow))
    harness.wait(lambda: "slow" in harness.stage.shown)
    assert time.monotonic() - began > 0.3
    assert harness.stage.shown["slow"].life is Life.PREPARING
    harness.stage.shown["slow"].view._done()
    harness.wait(lambda: color_of(harness) == BLUE)


def test_a_new_address_is_loaded_beside_the_old_one(harness):
    tile = plain("a", FULL, RED, url="one")
    start(harness, tile)
    change = changed(
        tile,
        settings__url=("one", "two"),
        settings__color=(RED, GREEN),
        settings__ready_after_s=(None, 0.6),
    )
    harness.change(change)
    seen = []

    def swapped() -> bool:
        seen.append(color_of(harness))
        return seen[-1] == GREEN

    harness.wait(swapped)
    assert set(seen) == {RED, GREEN}
    assert PlainView.made == ["a", "a"]
    assert PlainView.closed == ["a"]


def test_an_address_that_fails_leaves_the_last_good_picture(harness):
    tile = plain("a", FULL, RED, url="one")
    start(harness, tile)
    change = changed(tile, settings__url=("one", "two"), settings__fails=(None, "health"))
    harness.change(change)
    harness.wait(lambda: harness.stage.shown_revision == 2)
    assert color_of(harness) == RED
    assert harness.stage.shown["a"].health.why == "the paint is dry"
    back = changed(tile, settings__url=("two", "one"), settings__fails=("health", None))
    harness.change(back)
    assert harness.stage.shown["a"].health.why == ""


def test_a_second_take_before_the_first_is_ready_never_uncovers_the_ground(harness):
    a = plain("a", FULL, RED)
    start(harness, a)
    b = plain("b", FULL, GREEN, ready_after_s=0.3)
    c = plain("c", FULL, BLUE, ready_after_s=0.3)
    harness.change(TileRemoved(tile=a), TileAdded(tile=b), TAKEN)
    harness.change(TileRemoved(tile=b), TileAdded(tile=c), TAKEN)
    seen = []

    def arrived() -> bool:
        seen.append(color_of(harness))
        return seen[-1] == BLUE

    harness.wait(arrived)
    assert set(seen) == {RED, BLUE}
    assert harness.stage.shown_revision == 3
    assert sorted(PlainView.closed) == ["a", "b"]


def test_taking_the_old_layout_back_keeps_its_views(harness):
    a = plain("a", FULL, RED)
    start(harness, a)
    b = plain("b", FULL, GREEN, ready_after_s=5)
    harness.change(TileRemoved(tile=a), TileAdded(tile=b), TAKEN)
    harness.change(TileRemoved(tile=b), TileAdded(tile=a), TAKEN)
    assert harness.stage.shown_revision == 3
    assert color_of(harness) == RED
    assert PlainView.made == ["a", "b"]


def test_closing_a_tile_that_still_loads_ends_it(harness):
    start(harness)
    slow = plain("slow", FULL, BLUE, never=True)
    harness.change(TileAdded(tile=slow))
    harness.change(TileRemoved(tile=slow))
    assert harness.stage.shown_revision == 3
    assert PlainView.closed == ["slow"]
    assert not harness.stage.building


def test_moving_a_tile_that_still_loads_does_not_make_it_wait_longer(harness):
    start(harness)
    slow = plain("slow", FULL, BLUE, never=True)
    harness.change(TileAdded(tile=slow))
    ends = time.monotonic() + TIMEOUT_S
    for step in count(1):
        if "slow" in harness.stage.shown:
            break
        assert time.monotonic() < ends, "each move makes it wait again"
        harness.change(changed(slow, rect=([step - 1, 0, 480, 270], [step, 0, 480, 270])))
        harness.settle()
    assert harness.stage.shown["slow"].pos().x() > 0


def test_tiles_lie_in_stacking_order_and_follow_it(harness):
    low, high = plain("low", FULL, RED, z=1), plain("high", FULL, GREEN, z=2)
    start(harness, low, high)
    assert color_of(harness) == GREEN
    harness.change(changed(low, z=(1, 3)))
    assert color_of(harness) == RED


def test_staged_views_are_used_by_the_take(harness):
    old = plain("old", FULL, RED)
    start(harness, old)
    new = plain("new", FULL, GREEN, ready_after_s=0.1)
    bad = plain("bad", (480, 0, 480, 270), GREEN, fails="health")
    harness.display.handle(StageTiles(stage="s", wall="hub", tiles=(new, bad, old)))
    harness.wait(lambda: bool(harness.heard(StageReady)))
    assert harness.heard(StageReady) == [StageReady(stage="s", failed={"bad": "the paint is dry"})]
    assert color_of(harness) == RED
    harness.change(TileRemoved(tile=old), TileAdded(tile=new), TileAdded(tile=bad), TAKEN)
    assert color_of(harness) == GREEN
    assert PlainView.made == ["old", "new", "bad"]
    assert list(harness.stage.staged.items()) == []


def test_a_stage_that_is_not_ready_in_time_says_which_tiles(harness):
    start(harness)
    never = plain("never", FULL, BLUE, never=True)
    message = StageTiles(stage="s", wall="hub", tiles=(never,), deadline_s=0.1)
    harness.display.handle(message)
    harness.wait(lambda: bool(harness.heard(StageReady)))
    assert list(harness.heard(StageReady)[0].failed) == ["never"]
    harness.change(TileAdded(tile=never), TAKEN)
    assert harness.stage.shown_revision == 2


def test_a_dropped_stage_frees_its_views(harness):
    start(harness)
    harness.display.handle(StageTiles(stage="s", wall="hub", tiles=(plain("x", FULL, RED),)))
    harness.display.handle(DropStage(stage="s"))
    assert PlainView.closed == ["x"]


def test_a_take_at_a_time_waits_for_it(harness):
    old, new = plain("old", FULL, RED), plain("new", FULL, GREEN)
    start(harness, old)
    at = harness.clock.now() + 0.3
    harness.change(TileRemoved(tile=old), TileAdded(tile=new), TAKEN, at=at)
    harness.wait(lambda: harness.stage.shown_revision == 2)
    assert harness.clock.now() >= at
    assert color_of(harness) == GREEN


def test_every_building_is_told_before_and_after(harness):
    start(harness, plain("a", FULL, RED, ready_after_s=0.05), plain("b", FULL, RED, fails="health"))
    harness.wait(lambda: len(harness.heard(Prepared)) == 2)
    told = [(type(m), m.tile) for m in harness.sent if isinstance(m, Preparing | Prepared)]
    assert told.index((Preparing, "a")) < told.index((Prepared, "a"))
    assert told.index((Preparing, "b")) < told.index((Prepared, "b"))


def test_another_theme_builds_all_tiles_beside_the_old_ones(harness):
    start(harness, plain("a", FULL, RED, ready_after_s=0.1))
    harness.identify(grid_wall(2, 1, (480, 270)), theme="day")
    assert color_of(harness) == RED
    harness.wait(lambda: PlainView.closed == ["a"])
    assert PlainView.made == ["a", "a"]
    assert harness.stage.shown["a"].view.theme.name == "day"


def test_a_rect_is_followed_by_view_and_item(harness):
    tile = plain("a", FULL, RED)
    start(harness, tile)
    harness.change(changed(tile, rect=(list(FULL), [10, 20, 100, 50])))
    item = harness.stage.shown["a"]
    assert Rect(*item.sceneBoundingRect().toRect().getRect()) == Rect(10, 20, 100, 50)
    assert item.view.size.toSize().toTuple() == (100, 50)


def test_what_is_covered_wholly_rests_until_it_is_uncovered(harness):
    below = plain("below", (0, 0, 240, 270), RED)
    beside = plain("beside", (200, 0, 240, 270), RED)
    start(harness, below, beside)
    panic = plain("panic", (0, 0, 300, 270), GREEN, kind="framed", layer=Layer.PANIC)
    harness.change(TileAdded(tile=panic))
    assert PlainView.seen == {"below": False, "beside": True, "panic": True}
    harness.change(TileRemoved(tile=panic))
    assert PlainView.seen["below"] is True
    assert color_of(harness, 100) == RED


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 8), st.booleans()), max_size=8))
def test_covering_hides_nothing_that_can_be_seen(strips):
    tiles = [(i, Rect(x, 0, w, 1), opaque) for i, (x, w, opaque) in enumerate(strips)]
    hidden = covered(tiles)
    for i, rect, _ in tiles:
        if i in hidden:
            over = [r for j, r, opaque in tiles if j > i and opaque]
            assert any(r.contains(rect) for r in over)
        else:
            assert not any(r.contains(rect) for j, r, opaque in tiles if j > i and opaque)
