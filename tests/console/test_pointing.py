"""Pointing and drawing over the wall, seen at the other desk and on the wall itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.live.running_wall import until
from tests.live.sites import color_of

PEN = (255, 204, 51)
MIDDLE_OF_C2 = 2 * 1920 + 960, 1080 + 540
"""In the frame buffer."""


def begin(desk: Desk) -> None:
    desk.page.get_by_role("toolbar").get_by_role("button", name="Point", exact=True).click()


def lasers(desk: Desk) -> Locator:
    return desk.page.locator("plan-marks .laser")


def marks(desk: Desk) -> Locator:
    return desk.page.locator("plan-marks polyline")


def test_the_laser_is_on_the_wall_and_at_the_other_desk_until_it_ends(
    open_desk: OpenDesk,
) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    begin(anna)
    middle = anna.rect_of("C2").center
    anna.page.mouse.move(*anna.at(*middle))
    expect(lasers(ben)).to_have_text("anna")
    wall = anna.wall
    until(lambda: wall.eyes.color(*MIDDLE_OF_C2) != color_of("C2"), what="the laser on the wall")
    keep_picture(ben.page, "laser")
    anna.page.keyboard.press("Escape")
    expect(lasers(ben)).to_have_count(0)
    until(lambda: wall.eyes.color(*MIDDLE_OF_C2) == color_of("C2"), what="the laser gone")


def test_a_line_is_drawn_on_the_wall_and_wiped_when_it_ends(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    begin(anna)
    anna.page.get_by_role("button", name="Pen", exact=True).click()
    start, end = anna.rect_of("B2").center, anna.rect_of("D2").center
    anna.drag(anna.at(*start), anna.at(*end))
    expect(marks(ben)).to_have_count(1)
    wall = anna.wall
    until(lambda: wall.eyes.color(*MIDDLE_OF_C2) == PEN, what="the line on the wall")
    assert anna.tile_rect("s-B2") == anna.rect_of("B2"), "drawing moves no tile"
    keep_picture(anna.page, "drawn")
    anna.page.get_by_role("button", name="End", exact=True).click()
    expect(marks(ben)).to_have_count(0)
    until(lambda: wall.eyes.color(*MIDDLE_OF_C2) == color_of("C2"), what="the line gone")


def test_each_wipes_their_own_or_all(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    for desk, area in ((anna, "A1:B1"), (ben, "E1:F1")):
        begin(desk)
        desk.page.get_by_role("button", name="Pen", exact=True).click()
        rect = desk.rect_of(area)
        desk.drag(desk.at(rect.x + 300, rect.y + 300), desk.at(rect.right - 300, rect.y + 700))
    expect(marks(anna)).to_have_count(2)
    anna.page.get_by_role("button", name="Wipe mine").click()
    expect(marks(ben)).to_have_count(1)
    anna.page.get_by_role("button", name="Wipe all").click()
    expect(marks(ben)).to_have_count(0)


def test_with_the_keyboard_alone(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    anna.choose("s-D2")
    begin(anna)
    expect(anna.page.locator(".point-surface")).to_be_focused()
    anna.page.keyboard.press("Shift+ArrowRight")
    expect(lasers(ben)).to_have_count(1)
    before = lasers(ben).bounding_box()
    anna.page.keyboard.press("ArrowDown")
    until(lambda: lasers(ben).bounding_box() != before, what="the laser moved")
    anna.page.get_by_role("button", name="Frame the chosen tile").press("Enter")
    expect(marks(ben)).to_have_count(1)
    box, tile = marks(ben).bounding_box(), ben.tile("s-D2").bounding_box()
    assert box is not None
    assert tile is not None
    assert (box["x"], box["y"]) == pytest.approx((tile["x"], tile["y"]), abs=4)


def test_who_leaves_takes_marks_and_laser_along(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    begin(anna)
    anna.page.mouse.move(*anna.middle_of("C2"))
    expect(lasers(ben)).to_have_count(1)
    anna.page.close()
    expect(lasers(ben)).to_have_count(0)
