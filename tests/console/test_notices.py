"""Messages: room for three, the newest always among them, and none leaves while it is read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.console.desks import Desk

ROOM = """async (notices) => {
    const { roomFor } = await import("/console/notices.js");
    return roomFor(notices).map((notice) => notice.id).join("");
}"""
HOLD = """async () => {
    const { Notices } = await import("/console/notices.js");
    const notices = new Notices();
    const waits = [];
    window.setTimeout = (run, left) => waits.push({ run, left });
    window.clearTimeout = (id) => waits[id - 1] && (waits[id - 1].run = () => {});
    notices.say("one");
    notices.hold(true);
    notices.say("two");
    const held = waits.length;
    waits[0].run();
    const during = notices.all.length;
    notices.hold(false);
    const again = waits.length - held;
    for (const wait of waits) wait.run();
    return [held, during, again, notices.all.length];
}"""


def stack(*stays: bool) -> list[dict[str, object]]:
    return [{"id": number, "stays": waits} for number, waits in enumerate(stays)]


@pytest.mark.parametrize(
    ("stays", "shown"),
    [
        ((), ""),
        ((False, False), "01"),
        ((False, False, False, False), "123"),
        ((True, True, True, False), "013"),
        ((True, True, True, True), "012"),
        ((False, True, False, True), "123"),
    ],
)
def test_there_is_room_for_three(modules_page: Page, stays: tuple[bool, ...], shown: str) -> None:
    assert modules_page.evaluate(ROOM, stack(*stays)) == shown


def test_none_goes_away_while_they_are_held(modules_page: Page) -> None:
    assert modules_page.evaluate(HOLD) == [1, 2, 2, 0]


def test_they_stand_at_the_miniature_and_cover_no_panel(desk: Desk) -> None:
    desk.choose("s-A1")
    desk.page.keyboard.press("Delete")
    notice = desk.page.locator(".notice").first
    notice.wait_for()
    box, dock = notice.bounding_box(), desk.page.locator("panel-dock").bounding_box()
    assert box
    assert dock
    assert box["y"] + box["height"] <= dock["y"]
    _, last = desk.at(*desk.rect_of("A3").center)
    assert box["y"] > last
    expect(desk.page.locator("notice-stack [role=log]")).not_to_be_empty()
    notice.get_by_role("button", name="Undo").focus()
    desk.page.keyboard.press("Escape")
    expect(notice).to_have_count(0)
