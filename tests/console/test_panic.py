"""Panic: one key covers, and asks before it uncovers; everybody sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.live.running_wall import RunningWall, until
from wall.model.tiles import Layer


def is_covered(wall: RunningWall) -> bool:
    return any(tile.layer is Layer.PANIC for tile in wall.client.scene().tiles)


@pytest.fixture(autouse=True)
def _uncovered(wall: RunningWall) -> Iterator[None]:
    yield
    if is_covered(wall):
        wall.client.end_panic()


def test_the_button_covers_at_once_and_asks_before_it_uncovers(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    anna.page.get_by_role("button", name="Panic").click()
    until(lambda: is_covered(anna.wall))
    expect(ben.page.get_by_text("anna has covered the wall")).to_be_visible()
    keep_picture(ben.page, "covered")
    ben.page.get_by_role("button", name="Uncover …").click()
    dialog = ben.page.get_by_role("dialog", name="Uncover the wall?")
    expect(dialog.get_by_role("button", name="Keep it covered")).to_be_focused()
    dialog.get_by_role("button", name="Keep it covered").click()
    assert is_covered(anna.wall)
    ben.page.get_by_role("button", name="Uncover …").click()
    dialog.get_by_role("button", name="Uncover", exact=True).click()
    until(lambda: not is_covered(anna.wall))
    expect(anna.page.get_by_text("has covered the wall")).to_have_count(0)
    expect(anna.page.get_by_role("button", name="Panic")).to_be_visible()


def test_the_key_covers_even_while_somebody_types(desk: Desk) -> None:
    field = desk.page.get_by_label("Address or text")
    field.fill("half a sen")
    desk.page.keyboard.press("Control+Shift+Space")
    until(lambda: is_covered(desk.wall))
    expect(field).to_have_value("half a sen")
    desk.page.keyboard.press("Control+Shift+Space")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    desk.page.keyboard.press("Escape")
    assert is_covered(desk.wall)


def test_who_may_not_has_no_button_to_press(open_desk: OpenDesk) -> None:
    viewer = open_desk("vera", role="viewer")
    expect(viewer.page.get_by_role("button", name="Panic")).to_be_disabled()
    viewer.page.keyboard.press("Control+Shift+Space")
    assert not is_covered(viewer.wall)


def test_who_comes_later_sees_that_it_is_covered(open_desk: OpenDesk) -> None:
    first = open_desk("anna")
    first.page.keyboard.press("Control+Shift+Space")
    until(lambda: is_covered(first.wall))
    late = open_desk("ben")
    expect(late.page.get_by_text("The wall is covered with safe content")).to_be_visible()
