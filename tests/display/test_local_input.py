"""Mouse and keyboard at the wall do what the site allows there, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from tests.display.at_the_wall import AtTheWall
from tests.display.harness import DisplayHarness, plain
from tests.display.kinds import PlainView
from wall.display import local_input
from wall.link.messages import (
    DrivenTile,
    LocalCommand,
    LocalDrive,
    LocalRefused,
    LocalTake,
    ShowDrives,
)
from wall.model.geometry import Rect

TILE = Rect(100, 60, 300, 190)
INSIDE, OUTSIDE = (250.0, 190.0), (460.0, 260.0)


@pytest.fixture
def wall(harness: DisplayHarness) -> Iterator[AtTheWall]:
    at_the_wall = AtTheWall(
        harness, plain("tile", TILE, "#ff0000"), layout_keys={"F5": "event", "F6": "quiet"}
    )
    yield at_the_wall
    at_the_wall.stop()


@pytest.fixture
def interactive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain kind takes mouse and keyboard, as pages do."""
    monkeypatch.setattr(PlainView, "interactive", True)


def drag(wall: AtTheWall) -> None:
    wall.drag(INSIDE, (INSIDE[0] + 90, INSIDE[1]))


def type_pin(wall: AtTheWall, pin: str) -> None:
    for digit in pin:
        wall.key(Qt.Key(ord(digit)), digit)


def test_outside_edit_mode_nothing_is_dragged(wall: AtTheWall) -> None:
    drag(wall)
    wall.key(Qt.Key.Key_Delete)
    assert not wall.asked()
    assert not wall.pictures()


def test_a_key_enters_and_leaves_edit_mode(wall: AtTheWall) -> None:
    wall.key(Qt.Key.Key_F1)
    assert "Edit mode" in wall.words()
    drag(wall)
    assert wall.heard(LocalCommand)
    wall.key(Qt.Key.Key_F1)
    assert not wall.pictures()


def test_a_function_key_takes_its_layout_on_the_wall_under_the_mouse(wall: AtTheWall) -> None:
    wall.key(Qt.Key.Key_F5)
    wall.key(Qt.Key.Key_F7)
    wall.key(Qt.Key.Key_F6)
    assert wall.heard(LocalTake) == [
        LocalTake(wall="hub", layout="event"),
        LocalTake(wall="hub", layout="quiet"),
    ]


@pytest.mark.parametrize("mode", ["off", "view"])
def test_where_the_site_does_not_allow_it_nothing_is_changed(wall: AtTheWall, mode: str) -> None:
    wall.configure(mode=mode, layout_keys={"F5": "event"})
    wall.key(Qt.Key.Key_F1)
    drag(wall)
    wall.key(Qt.Key.Key_F5)
    wall.key(Qt.Key.Key_Delete)
    assert not wall.asked()
    assert not wall.pictures()


def test_an_edited_site_ends_edit_mode(wall: AtTheWall) -> None:
    wall.key(Qt.Key.Key_F1)
    wall.configure(mode="off")
    assert not wall.pictures()
    drag(wall)
    assert not wall.asked()


def test_the_pin_comes_first(wall: AtTheWall) -> None:
    wall.configure(pin="4711", layout_keys={"F5": "event"})
    wall.key(Qt.Key.Key_F5)
    wall.key(Qt.Key.Key_F1)
    assert "PIN" in wall.words()
    type_pin(wall, "47")
    assert "••" in wall.words()
    assert "4" not in wall.words()
    wall.key(Qt.Key.Key_F5)
    assert not wall.asked()
    wall.key(Qt.Key.Key_Escape)
    assert not wall.pictures()

    wall.key(Qt.Key.Key_F1)
    type_pin(wall, "4712")
    assert "not the PIN" in wall.words()
    drag(wall)
    assert not wall.asked()

    wall.key(Qt.Key.Key_F1)
    type_pin(wall, "4711")
    assert "Edit mode" in wall.words()
    drag(wall)
    wall.key(Qt.Key.Key_F5)
    assert wall.heard(LocalCommand)
    assert wall.heard(LocalTake)


def test_what_was_refused_is_said_at_the_wall(wall: AtTheWall) -> None:
    wall.inputs.refused(LocalRefused(wall="hub", why="there is no layout 'event'"))
    assert "there is no layout 'event'" in wall.words()
    wall.inputs.refused(LocalRefused(wall="elsewhere", why="nobody reads this"))
    assert "nobody" not in wall.words()


@pytest.mark.usefixtures("interactive")
@pytest.mark.parametrize("mode", ["view", "operator"])
def test_a_click_drives_a_page_until_escape_or_a_click_elsewhere(
    wall: AtTheWall, mode: str
) -> None:
    wall.configure(mode=mode)
    wall.click(*INSIDE)
    assert [picture.driven for picture in wall.pictures()] == [TILE]
    # A key that the page ignores ends there: handed round for ever, it once killed the display.
    wall.key(Qt.Key.Key_A, "a")
    wall.key(Qt.Key.Key_Escape)
    assert not wall.pictures()
    wall.click(*INSIDE)
    wall.click(*OUTSIDE)
    assert not wall.pictures()


@pytest.mark.usefixtures("interactive")
def test_a_driven_page_that_moves_or_goes_takes_its_frame_along(wall: AtTheWall) -> None:
    wall.click(*INSIDE)
    wall.harness.show(plain("tile", (10, 60, 300, 190), "#ff0000"))
    wall.inputs.scene_changed()
    assert [picture.driven for picture in wall.pictures()] == [Rect(10, 60, 300, 190)]
    wall.harness.show()
    wall.inputs.scene_changed()
    assert not wall.pictures()


@pytest.mark.usefixtures("interactive")
def test_edit_mode_takes_the_mouse_from_a_driven_page(wall: AtTheWall) -> None:
    wall.click(*INSIDE)
    wall.key(Qt.Key.Key_F1)
    assert not any(picture.driven for picture in wall.pictures())
    drag(wall)
    assert wall.heard(LocalCommand)
    assert not any(picture.driven for picture in wall.pictures())


# -- one driver at a time ----------------------------------------------------------------------


def desk_drives(*drivers: str) -> ShowDrives:
    """Somebody works `tile` from a desk, or nobody does."""
    drives = tuple(DrivenTile(tile="tile", driver=name) for name in drivers)
    return ShowDrives(wall="hub", drives=drives)


@pytest.mark.usefixtures("interactive")
def test_who_drives_at_the_wall_is_told_from_begin_to_end(wall: AtTheWall) -> None:
    wall.click(*INSIDE)
    assert wall.heard(LocalDrive) == [LocalDrive(wall="hub", tile="tile")]
    wall.key(Qt.Key.Key_Escape)
    assert wall.heard(LocalDrive)[1:] == [LocalDrive(wall="hub")]


@pytest.mark.usefixtures("interactive")
def test_what_is_worked_from_a_desk_is_not_worked_at_the_wall(wall: AtTheWall) -> None:
    wall.inputs.driven_from_desks(desk_drives("Anne"))
    wall.click(*INSIDE)
    assert wall.heard(LocalDrive) == []
    assert "Anne works this tile from a desk" in wall.words()
    assert not any(picture.driven for picture in wall.pictures())
    wall.inputs.driven_from_desks(desk_drives())
    wall.click(*INSIDE)
    assert [picture.driven for picture in wall.pictures() if picture.driven] == [TILE]


@pytest.mark.usefixtures("interactive")
@pytest.mark.parametrize("by", ["desk", "refusal"])
def test_whom_the_controller_refuses_lets_go(wall: AtTheWall, by: str) -> None:
    wall.click(*INSIDE)
    if by == "desk":
        wall.inputs.driven_from_desks(desk_drives("Anne"))
    else:
        why = "Anne works this tile from a desk now"
        wall.inputs.refused(LocalRefused(wall="hub", why=why, tile="tile"))
    assert "Anne works this tile from a desk" in wall.words()
    assert not any(picture.driven for picture in wall.pictures())


@pytest.mark.usefixtures("interactive")
def test_who_walks_away_lets_go(wall: AtTheWall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_input, "IDLE_S", 0.2)
    wall.click(*INSIDE)
    wall.harness.wait(lambda: not wall.pictures())
    assert wall.heard(LocalDrive)[-1].tile is None


@pytest.mark.usefixtures("interactive")
def test_a_tile_that_is_driven_does_not_rest_when_it_is_covered(wall: AtTheWall) -> None:
    tile = plain("tile", TILE, "#ff0000")
    over = plain("over", TILE, "#00ff00", z=5).model_copy(update={"kind": "framed"})
    wall.click(*INSIDE)
    wall.harness.show(tile, over)
    assert PlainView.seen["tile"]
    wall.inputs.scene_changed()
    wall.key(Qt.Key.Key_Escape)
    assert not PlainView.seen["tile"]
