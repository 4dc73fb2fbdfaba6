"""The time line: who did what, the wall as it was, and putting it back."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.live.running_wall import until
from wall.model.commands import MoveTile


def open_past(desk: Desk) -> Locator:
    desk.page.get_by_role("toolbar").get_by_role("button", name="Time line").click()
    bar = desk.page.get_by_role("region", name="The wall as it was")
    bar.wait_for()
    return bar


def test_a_moment_is_shown_in_words_and_on_the_miniature_while_the_wall_goes_on(
    open_desk: OpenDesk,
) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    anna.wait_rect("s-A1", anna.rect_of("C2"))
    ben.choose("s-F3")
    ben.page.keyboard.press("Delete")
    until(lambda: ben.tile_rect("s-F3") is None)
    bar = open_past(anna)
    expect(bar).to_contain_text(re.compile(r"The wall at \d\d:\d\d"))
    expect(bar).to_contain_text("You: moved 's-A1' to C2")
    anna.wait_shown("s-A1", anna.rect_of("C2"))
    expect(anna.tile("s-F3")).to_have_count(1)
    bar.get_by_role("button", name="Earlier").click()
    anna.wait_shown("s-A1", anna.rect_of("A1"))
    keep_picture(anna.page, "past")
    assert anna.tile_rect("s-A1") == anna.rect_of("C2"), "looking back changes nothing"
    anna.drag(anna.middle_of("B1"), anna.middle_of("E3"))
    assert anna.tile_rect("s-B1") == anna.rect_of("B1"), "what is over cannot be changed"
    bar.get_by_role("button", name="Later").click()
    bar.get_by_role("button", name="Later").click()
    expect(bar).to_contain_text("ben: closed 's-F3'")
    expect(anna.tile("s-F3")).to_have_count(0)
    bar.get_by_role("button", name="Back to now").click()
    expect(bar).to_be_hidden()
    anna.wait_shown("s-A1", anna.rect_of("C2"))


def test_it_is_put_back_as_a_change_of_now(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    revision = anna.wall.client.scene().revision
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    anna.wait_rect("s-A1", anna.rect_of("C2"))
    bar = open_past(anna)
    slider = bar.get_by_role("slider", name="Moment")
    slider.focus()
    anna.wait_shown("s-A1", anna.rect_of("A1"))
    bar.get_by_role("button", name="Put it back").click()
    ben.wait_shown("s-A1", ben.rect_of("A1"))
    assert anna.wall.client.scene().revision == revision + 2
    expect(anna.notice("The wall is as it was at")).to_be_visible()
    anna.page.keyboard.press("Control+z")
    anna.wait_rect("s-A1", anna.rect_of("C2"))


def test_the_slider_and_the_arrow_keys_go_through_time(desk: Desk) -> None:
    for address in ("C2", "D3", "E1"):
        desk.wall.client.submit(MoveTile(id="s-A1", rect=desk.rect_of(address)))
        desk.wait_shown("s-A1", desk.rect_of(address))
    bar = open_past(desk)
    slider = bar.get_by_role("slider", name="Moment")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("moved 's-A1' to D3"))
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("moved 's-A1' to C2"))
    desk.wait_shown("s-A1", desk.rect_of("C2"))
    slider.press("End")
    desk.wait_shown("s-A1", desk.rect_of("E1"))


def test_what_others_do_meanwhile_is_there_and_does_not_move_the_moment(
    open_desk: OpenDesk,
) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    anna.wait_rect("s-A1", anna.rect_of("C2"))
    bar = open_past(anna)
    anna.wait_shown("s-A1", anna.rect_of("A1"))
    ben.choose("s-F3")
    ben.page.keyboard.press("Delete")
    until(lambda: ben.tile_rect("s-F3") is None)
    expect(anna.tile("s-F3")).to_have_count(1)
    slider = bar.get_by_role("slider", name="Moment")
    slider.press("End")
    expect(bar).to_contain_text("ben: closed 's-F3'")
    expect(anna.tile("s-F3")).to_have_count(0)


def test_an_entry_of_the_history_opens_its_moment(desk: Desk) -> None:
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    desk.wait_rect("s-A1", desk.rect_of("C2"))
    desk.choose("s-F3")
    desk.page.keyboard.press("Delete")
    until(lambda: desk.tile_rect("s-F3") is None)
    desk.page.get_by_role("tab", name="History").click()
    entry = desk.page.locator("history-panel li", has_text="moved 's-A1' to C2").first
    entry.get_by_role("button").click()
    bar = desk.page.get_by_role("region", name="The wall as it was")
    expect(bar).to_contain_text("moved 's-A1' to C2")
    expect(desk.tile("s-F3")).to_have_count(1)
