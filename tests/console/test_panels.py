"""Layouts, announcements, history: what they ask of the wall, and what they tell."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk
from tests.live.running_wall import until


def test_a_layout_is_prepared_and_taken(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("button", name="Prepare: Inverse").click()
    row = page.locator('layouts-panel [data-key="inverse"]')
    expect(row.get_by_text("Ready", exact=True)).to_be_visible()
    assert desk.wall.client.status().layout == "colours"
    take = page.get_by_role("button", name="Take: Inverse")
    take.press("Enter")
    expect(row.get_by_text("On the wall")).to_be_visible()
    expect(take).to_be_focused()
    assert desk.wall.client.status().layout == "inverse"
    desk.notice("Inverse is on the wall").get_by_role("button", name="Undo").click()
    until(lambda: desk.wall.client.status().layout == "colours")
    expect(page.get_by_role("banner")).to_contain_text("Colours")


def test_what_is_not_ready_says_why(desk: Desk) -> None:
    broken = desk.wall.site / "broken.yaml"
    broken.write_text(
        "version: 1\ntitle: Broken\ntiles:\n"
        "  - {id: gone, kind: image, area: A1, url: 'http://127.0.0.1:9/gone.png'}\n"
    )
    try:
        desk.page.get_by_role("button", name="Prepare: Broken").click()
        row = desk.page.locator('layouts-panel [data-key="broken"]')
        expect(row.get_by_text("Not all ready")).to_be_visible(timeout=20000)
        expect(row.get_by_text("gone:")).to_be_visible()
    finally:
        broken.unlink()


def test_a_layout_taken_elsewhere_is_shown_as_on(desk: Desk) -> None:
    desk.wall.client.take("inverse")
    row = desk.page.locator('layouts-panel [data-key="inverse"]')
    expect(row.get_by_text("On the wall")).to_be_visible()


def test_an_announcement_goes_up_on_some_screens_and_down_again(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("tab", name="Announce").click()
    page.get_by_label("Announcement").fill("The fire drill begins at noon")
    page.get_by_role("radio", name="Warning").check(force=True)
    panel = page.get_by_role("tabpanel", name="Announce")
    panel.get_by_label("Where").fill("B1:C1")
    panel.get_by_role("button", name="Announce").click()
    expect(panel.get_by_role("button", name="Take down")).to_be_visible()
    [alert] = [tile for tile in desk.wall.client.scene().tiles if tile.layer == "alert"]
    assert desk.rect_of("B1:C1").contains(alert.rect)
    assert (alert.settings["level"], alert.until is not None) == ("warning", True)
    panel.get_by_role("button", name="Take down").click()
    until(lambda: len(desk.wall.client.scene().tiles) == 18)


def test_history_tells_who_did_what(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    ben.page.get_by_role("tab", name="History").click()
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    entry = ben.page.locator("history-panel li").first
    expect(entry).to_contain_text("anna")
    expect(entry).to_contain_text("s-A1")
    ben.choose("s-F3")
    ben.page.keyboard.press("Delete")
    expect(entry).to_contain_text("You")
