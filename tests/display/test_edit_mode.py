"""Edit mode: every gesture becomes a command, and nothing changes before the controller says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from tests.display.at_the_wall import GAP, AtTheWall, H, W
from tests.display.harness import DisplayHarness, plain
from wall.display.edit_mode import STEP
from wall.display.edit_overlay import HANDLE, button_rects, edges_at
from wall.link.messages import LocalCommand, LocalUndo
from wall.model.commands import CloseTile, Command, LockTile, MoveTile, StackTile
from wall.model.geometry import Rect
from wall.model.snapping import Edge

TILE = Rect(100, 60, 300, 190)
MIDDLE = (250.0, 190.0)
"""Of the tile, below its buttons."""
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editing(harness: DisplayHarness) -> Iterator[AtTheWall]:
    wall = AtTheWall(
        harness,
        plain("tile", TILE, "#ff0000"),
        plain("other", (700, 400, 90, 90), "#00ff00"),
    )
    wall.key(Qt.Key.Key_F1)
    yield wall
    wall.stop()


def commands(wall: AtTheWall) -> list[Command]:
    return [command for message in wall.heard(LocalCommand) for command in message.commands]


def test_a_drag_is_one_command_when_it_ends(editing: AtTheWall) -> None:
    editing.press(*MIDDLE)
    editing.move(MIDDLE[0] + 33, MIDDLE[1] - 20)
    editing.move(MIDDLE[0] + 37, MIDDLE[1] - 30)
    assert not commands(editing)
    ghost = next(p.ghost for p in editing.pictures() if p.ghost)
    assert ghost == Rect(137, 30, 300, 190)
    editing.release(MIDDLE[0] + 37, MIDDLE[1] - 30)
    assert commands(editing) == [MoveTile(id="tile", rect=Rect(137, 30, 300, 190))]
    assert editing.heard(LocalCommand)[0].wall == "hub"
    assert editing.harness.stage.shown["tile"].tile.rect == TILE


def test_it_snaps_to_both_sides_of_a_bezel_and_shows_the_guide(editing: AtTheWall) -> None:
    editing.press(*MIDDLE)
    dx = W - TILE.right - 12  # twelve pixels left of the screen's right edge
    editing.move(MIDDLE[0] + dx, MIDDLE[1])
    assert any(W in picture.guide_xs for picture in editing.pictures())
    editing.release(MIDDLE[0] + dx, MIDDLE[1])
    beside = (MIDDLE[0] + W + GAP - TILE.x + 9, MIDDLE[1])
    editing.press(*MIDDLE)
    editing.move(*beside)
    editing.release(*beside)
    rects = [c.rect for c in commands(editing) if isinstance(c, MoveTile)]
    assert rects[0].right == W
    assert rects[1].x == W + GAP


def test_with_alt_nothing_snaps(editing: AtTheWall) -> None:
    editing.drag(MIDDLE, (MIDDLE[0] + W - TILE.right - 12, MIDDLE[1]), ALT)
    assert commands(editing) == [MoveTile(id="tile", rect=Rect(W - 312, 60, 300, 190))]


def test_across_screens_a_drag_goes_on(editing: AtTheWall) -> None:
    editing.drag(MIDDLE, (3 * (W + GAP) + 150, H + GAP + 77), ALT)
    moved = commands(editing)[0]
    assert isinstance(moved, MoveTile)
    assert moved.rect == TILE.translate(3 * (W + GAP) + 150 - 250, H + GAP + 77 - 190)


def test_a_press_that_hardly_moves_is_a_click(editing: AtTheWall) -> None:
    editing.drag(MIDDLE, (MIDDLE[0] + 4, MIDDLE[1] - 4))
    assert not commands(editing)
    assert any(picture.selected == TILE for picture in editing.pictures())


def test_edges_and_corners_resize(editing: AtTheWall) -> None:
    editing.drag((TILE.right - 3, 150), (TILE.right + 61, 150), ALT)
    editing.drag((TILE.x + 2, TILE.bottom - 2), (TILE.x - 38, TILE.bottom + 18), ALT)
    editing.drag((TILE.right - 3, 150), (TILE.x, 150), ALT)
    rects = [c.rect for c in commands(editing) if isinstance(c, MoveTile)]
    assert rects[0] == Rect(100, 60, 364, 190)
    assert rects[1] == Rect(60, 60, 340, 210)
    assert rects[2].x == TILE.x
    assert 0 < rects[2].width < 60, "never smaller than the smallest"


def test_escape_gives_up_a_drag_first(editing: AtTheWall) -> None:
    editing.press(*MIDDLE)
    editing.move(MIDDLE[0] + 80, MIDDLE[1])
    editing.key(Qt.Key.Key_Escape)
    editing.release(MIDDLE[0] + 80, MIDDLE[1])
    assert not commands(editing)
    assert "Edit mode" in editing.words()
    editing.key(Qt.Key.Key_Escape)
    assert not editing.pictures()


def test_buttons_of_the_selected_tile_raise_lower_lock_and_close(editing: AtTheWall) -> None:
    editing.click(*MIDDLE)
    for name in ("front", "back", "lock", "close"):
        place = button_rects(TILE)[name].center()
        editing.click(place.x(), place.y())
    assert commands(editing) == [
        StackTile(id="tile", to="front"),
        StackTile(id="tile", to="back"),
        LockTile(id="tile", locked=True),
        CloseTile(id="tile"),
    ]


def test_keys_do_the_same_and_move_by_steps(editing: AtTheWall) -> None:
    editing.click(*MIDDLE)
    for key, modifiers in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Up, CTRL),
        (Qt.Key.Key_Down, SHIFT),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_L, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
    ):
        editing.key(key, "", modifiers)
    assert commands(editing) == [
        MoveTile(id="tile", rect=TILE.translate(STEP, 0)),
        MoveTile(id="tile", rect=TILE.translate(0, -1)),
        MoveTile(id="tile", rect=Rect(*TILE[:3], TILE.height + STEP)),
        StackTile(id="tile", to="back"),
        LockTile(id="tile", locked=True),
        CloseTile(id="tile"),
    ], "and nothing is selected after it was closed"


def test_tab_goes_from_tile_to_tile(editing: AtTheWall) -> None:
    selected = []
    for modifiers in (Qt.KeyboardModifier.NoModifier,) * 3 + (SHIFT,):
        editing.key(Qt.Key.Key_Tab, "", modifiers)
        selected += [p.selected for p in editing.pictures() if p.selected]
    assert selected == [TILE, Rect(700, 400, 90, 90), TILE, Rect(700, 400, 90, 90)]


def test_a_locked_tile_is_not_dragged(harness: DisplayHarness) -> None:
    locked = plain("tile", TILE, "#ff0000").model_copy(update={"locked": True})
    wall = AtTheWall(harness, locked)
    wall.key(Qt.Key.Key_F1)
    wall.drag(MIDDLE, (MIDDLE[0] + 90, MIDDLE[1]))
    assert not commands(wall)
    assert any(picture.locked for picture in wall.pictures())
    wall.stop()


def test_undo_is_asked_of_the_controller(editing: AtTheWall) -> None:
    editing.key(Qt.Key.Key_Z, "\x1a", CTRL)
    assert editing.heard(LocalUndo) == [LocalUndo(wall="hub")]


def test_what_colleagues_do_meanwhile_is_followed(editing: AtTheWall) -> None:
    editing.click(*MIDDLE)
    editing.harness.show(plain("tile", (300, 60, 150, 120), "#ff0000"))
    editing.inputs.scene_changed()
    assert any(p.selected == Rect(300, 60, 150, 120) for p in editing.pictures())
    editing.harness.show()
    editing.inputs.scene_changed()
    assert not any(p.selected for p in editing.pictures())


def test_an_edge_is_taken_hold_of_from_both_sides() -> None:
    rect = Rect(1000, 1000, 500, 500)
    assert edges_at(rect, 1250, 1250) is Edge.ALL
    assert edges_at(rect, 1000 - HANDLE, 1250) is Edge.LEFT
    assert edges_at(rect, 1500 + HANDLE, 1000) == Edge.RIGHT | Edge.TOP
    assert edges_at(rect, 1250, 1490) is Edge.BOTTOM
