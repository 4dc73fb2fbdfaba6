"""Choosing, dragging, resizing, stacking, locking, duplicating and closing tiles."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk
from tests.live.running_wall import until
from wall.model.geometry import Rect

LOCKED = re.compile("locked")


def test_dragging_a_tile_moves_it_on_the_wall_and_snaps(desk: Desk) -> None:
    a1, c2 = desk.middle_of("A1"), desk.middle_of("C2")
    desk.drag(a1, (c2[0] + 4, c2[1] - 4))
    desk.wait_rect("s-A1", desk.rect_of("C2"))


def test_with_alt_it_does_not_snap(desk: Desk) -> None:
    a1, c2 = desk.middle_of("A1"), desk.middle_of("C2")
    desk.page.keyboard.down("Alt")
    desk.drag(a1, (c2[0] + 4, c2[1] - 4))
    desk.page.keyboard.up("Alt")
    desk.wait_tile_moved("s-A1", desk.rect_of("A1"))
    assert desk.tile_rect("s-A1") != desk.rect_of("C2")


@pytest.mark.parametrize(
    ("edges", "grip", "area"),
    [("se", "C2", "B1:C2"), ("nw", "A1", "A1:B1"), ("e", "D1", "B1:D1"), ("s", "B3", "B1:B3")],
)
def test_each_handle_resizes(desk: Desk, edges: str, grip: str, area: str) -> None:
    desk.choose("s-B1")
    handle = desk.page.locator(f'wall-plan .handle[data-edges="{edges}"]').bounding_box()
    assert handle is not None
    start = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    rect = desk.rect_of(grip)
    x = rect.x if "w" in edges else rect.right if "e" in edges else rect.center[0]
    y = rect.y if "n" in edges else rect.bottom if "s" in edges else rect.center[1]
    end = desk.at(x, y)
    desk.drag(start, (end[0] + 3, end[1] + 3))
    desk.wait_rect("s-B1", desk.rect_of(area))


def test_several_tiles_are_dragged_together_as_one_change(desk: Desk) -> None:
    revision = desk.wall.client.scene().revision
    desk.choose("s-A1")
    desk.tile("s-B1").click(modifiers=["Shift"])
    desk.drag(desk.middle_of("A1"), desk.middle_of("C3"))
    desk.wait_rect("s-A1", desk.rect_of("C3"))
    other, wanted = desk.tile_rect("s-B1"), desk.rect_of("D3")
    assert other is not None
    assert abs(other.x - wanted.x) <= 2, "columns stand a whole number of pixels apart"
    assert desk.wall.client.scene().revision == revision + 1


def test_the_rubber_band_chooses_what_it_touches(desk: Desk) -> None:
    desk.page.keyboard.down("Shift")
    desk.drag(desk.middle_of("B1"), desk.middle_of("C2"))
    desk.page.keyboard.up("Shift")
    chosen = desk.page.locator('wall-plan [aria-pressed="true"]')
    expect(chosen).to_have_count(4)


def test_escape_gives_a_drag_up(desk: Desk) -> None:
    desk.page.mouse.move(*desk.middle_of("A1"))
    desk.page.mouse.down()
    desk.page.mouse.move(*desk.middle_of("C2"), steps=5)
    desk.page.keyboard.press("Escape")
    desk.page.mouse.up()
    desk.wait_shown("s-A1", desk.rect_of("A1"))
    assert desk.tile_rect("s-A1") == desk.rect_of("A1")


def test_toolbar_stacks_locks_duplicates_and_closes(desk: Desk) -> None:
    toolbar = desk.page.get_by_role("toolbar")
    desk.choose("s-A1")
    toolbar.get_by_role("button", name="To front").click()
    until(lambda: desk.wall.client.scene().tiles[-1].id == "s-A1")
    toolbar.get_by_role("button", name="To back").click()
    until(lambda: desk.wall.client.scene().tiles[0].id == "s-A1")
    toolbar.get_by_role("button", name="Duplicate").click()
    until(lambda: len(desk.wall.client.scene().tiles) == 19)
    copy = desk.page.locator('wall-plan [aria-pressed="true"]')
    expect(copy).to_have_count(1)
    toolbar.get_by_role("button", name="Lock", exact=True).click()
    until(lambda: any(tile.locked for tile in desk.wall.client.scene().tiles))
    toolbar.get_by_role("button", name="Close").click()
    expect(desk.notice("locked")).to_be_visible()
    toolbar.get_by_role("button", name="Unlock").click()
    until(lambda: not any(tile.locked for tile in desk.wall.client.scene().tiles))
    toolbar.get_by_role("button", name="Close").click()
    until(lambda: len(desk.wall.client.scene().tiles) == 18)


def test_a_locked_tile_is_not_dragged_and_says_why(desk: Desk) -> None:
    desk.choose("s-A1")
    desk.page.get_by_role("toolbar").get_by_role("button", name="Lock", exact=True).click()
    expect(desk.tile("s-A1")).to_have_accessible_name(LOCKED)
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    expect(desk.notice("Locked: unlock it first.")).to_be_visible()
    assert desk.tile_rect("s-A1") == desk.rect_of("A1")
    desk.page.get_by_role("toolbar").get_by_role("button", name="Unlock").click()
    expect(desk.tile("s-A1")).not_to_have_accessible_name(LOCKED)


def test_an_area_and_numbers_can_be_typed(desk: Desk) -> None:
    desk.choose("s-A1")
    area = desk.page.get_by_label("Put on screens")
    area.fill("b2:c3")
    area.press("Enter")
    desk.wait_rect("s-A1", desk.rect_of("B2:C3"))
    left = desk.page.get_by_label("Left", exact=True)
    left.fill("123")
    left.press("Enter")
    desk.wait_rect("s-A1", Rect(123, *desk.rect_of("B2:C3")[1:]))


def test_an_area_that_is_none_is_told_beside_the_field(desk: Desk) -> None:
    desk.choose("s-A1")
    area = desk.page.get_by_label("Put on screens")
    area.fill("B2:Z9")
    area.press("Enter")
    expect(desk.page.get_by_text("There is no screen “Z9” on this wall.")).to_be_visible()
    assert desk.tile_rect("s-A1") == desk.rect_of("A1")


def test_undo_and_redo_by_keyboard(desk: Desk) -> None:
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    desk.wait_rect("s-A1", desk.rect_of("C2"))
    desk.page.keyboard.press("Control+z")
    desk.wait_rect("s-A1", desk.rect_of("A1"))
    desk.page.keyboard.press("Control+Shift+z")
    desk.wait_rect("s-A1", desk.rect_of("C2"))


def test_everything_with_the_keyboard_alone(desk: Desk) -> None:
    """Reach the wall by Tab, choose a tile, move and resize it, close it, take it back."""
    keys = desk.page.keyboard
    for _ in range(40):
        keys.press("Tab")
        if desk.page.evaluate("document.activeElement.classList.contains('tile-box')"):
            break
    assert desk.page.evaluate("document.activeElement.dataset.key") == "s-A1"
    keys.press("PageDown")
    assert desk.page.evaluate("document.activeElement.dataset.key") == "s-B1"
    keys.press("Enter")
    keys.press("Shift+ArrowDown")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    x, y, width, height = desk.rect_of("B1")
    desk.wait_rect("s-B1", Rect(x + 2, y + height, width, height))
    keys.press("Control+ArrowRight")
    desk.wait_rect("s-B1", Rect(x + 2, y + height, width + 1, height))
    keys.press("Delete")
    until(lambda: desk.tile_rect("s-B1") is None)
    keys.press("Control+z")
    until(lambda: desk.tile_rect("s-B1") is not None)


def test_the_list_says_the_same_to_the_keyboard(desk: Desk) -> None:
    tiles = desk.page.get_by_role("listbox", name="Tiles")
    expect(tiles.get_by_role("option")).to_have_count(18)
    tiles.focus()
    tiles.press("End")
    tiles.press("Home")
    expect(tiles.locator('[aria-selected="true"]')).to_have_count(1)
    tiles.press("Enter")
    expect(desk.page.get_by_label("Put on screens")).to_be_focused()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("A1:F3")
    desk.page.keyboard.press("Enter")
    chosen = desk.page.locator('wall-plan [aria-pressed="true"]').get_attribute("data-key")
    assert chosen is not None
    desk.wait_rect(chosen, desk.rect_of("all"))


def test_a_change_of_one_desk_is_seen_at_the_other(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    ben.wait_shown("s-A1", ben.rect_of("C2"))
    ben.choose("s-F3")
    ben.page.keyboard.press("Delete")
    expect(anna.tile("s-F3")).to_have_count(0)


def test_a_conflict_is_told_and_rolled_back(open_desk: OpenDesk) -> None:
    """Ben drags a tile that Anna moves meanwhile: hers stays, and Ben sees it."""
    anna, ben = open_desk("anna"), open_desk("ben")
    ben.page.mouse.move(*ben.middle_of("A1"))
    ben.page.mouse.down()
    ben.page.mouse.move(*ben.middle_of("C2"), steps=5)
    anna.drag(anna.middle_of("A1"), anna.middle_of("E3"))
    anna.wait_rect("s-A1", anna.rect_of("E3"))
    ben.page.mouse.up()
    expect(ben.notice("Somebody else changed this first")).to_be_visible()
    expect(ben.notice("anna")).to_be_visible()
    ben.wait_shown("s-A1", ben.rect_of("E3"))
    assert ben.tile_rect("s-A1") == ben.rect_of("E3")


def test_an_enlarged_wall_is_worked_like_the_whole(desk: Desk) -> None:
    view = desk.page.locator(".plan-view")
    desk.page.keyboard.press("+")
    desk.page.keyboard.press("+")
    expect(desk.page.get_by_role("button", name="225 %")).to_be_visible()
    for _ in range(3):
        desk.page.keyboard.press("Alt+ArrowRight")
    desk.page.keyboard.press("Alt+ArrowDown")
    until(lambda: view.evaluate("v => v.scrollLeft + v.clientWidth >= v.scrollWidth - 1"))
    desk.drag(desk.middle_of("E2"), desk.middle_of("F2"))
    desk.wait_rect("s-E2", desk.rect_of("F2"))
    before = desk.at(*desk.rect_of("F2").center)
    desk.page.mouse.move(*before)
    desk.page.keyboard.down("Control")
    desk.page.mouse.wheel(0, -200)
    desk.page.keyboard.up("Control")
    expect(desk.page.get_by_role("button", name="225 %")).to_have_count(0)
    after = desk.at(*desk.rect_of("F2").center)
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) < 3
    desk.page.keyboard.press("0")
    expect(desk.page.get_by_role("button", name="100 %")).to_be_visible()
