"""axe finds nothing wrong in what people do together, in light and dark, on a desk and a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.test_accessibility import violations
from tests.live.running_wall import until


@pytest.mark.parametrize(("scheme", "size"), [("light", (390, 844)), ("dark", (1440, 900))])
def test_no_shared_screen_breaks_a_rule(
    open_desk: OpenDesk, scheme: str, size: tuple[int, int]
) -> None:
    desk = open_desk("anna", size=size)
    client, page = desk.wall.client, desk.page
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    lease = client.claim("B1:C2", purpose="crisis desk", for_s=600)
    found: list[str] = []
    try:
        if size[0] < 600:
            page.get_by_role("button", name="More").click()
        page.locator("people-here button").click()
        page.get_by_role("tab", name="Claims").click()
        expect(page.locator("lease-panel .claim-row")).to_have_count(1)
        found += violations(desk)

        page.get_by_role("tab", name="Layouts").click()
        page.get_by_role("button", name="Edit: Inverse").click()
        bar = page.get_by_role("region", name="Preparing:")
        found += violations(desk)
        bar.get_by_role("button", name="Save as a layout …").click()
        found += violations(desk)
        page.keyboard.press("Escape")
        bar.get_by_role("button", name="Schedule …").click()
        found += violations(desk)
        page.keyboard.press("Escape")
        bar.get_by_role("button", name="Give up").click()
        expect(bar).to_be_hidden()

        tools = page.get_by_role("toolbar")
        tools.get_by_role("button", name="Time line").click()
        expect(page.get_by_role("region", name="The wall as it was")).to_be_visible()
        found += violations(desk)
        tools.get_by_role("button", name="Point", exact=True).click()
        expect(page.get_by_role("button", name="Pen", exact=True)).to_be_visible()
        found += violations(desk)
        page.keyboard.press("Escape")

        page.keyboard.press("Control+Shift+Space")
        expect(page.get_by_role("button", name="Uncover …")).to_be_visible()
        page.keyboard.press("Control+Shift+Space")
        found += violations(desk)
        page.get_by_role("button", name="Uncover", exact=True).click()
        until(lambda: not any(tile.layer == "panic" for tile in client.scene().tiles))
    finally:
        client.release(lease.id, override=True)
        client.end_panic()
    assert found == []


def test_on_a_phone_nothing_shared_is_wider_than_the_window(open_desk: OpenDesk) -> None:
    phone = open_desk("anna", size=(390, 844))
    page = phone.page

    def width() -> int:
        found: int = page.evaluate("document.documentElement.scrollWidth")
        return found

    page.get_by_role("button", name="Edit: Inverse").click()
    bar = page.get_by_role("region", name="Preparing:")
    expect(bar).to_be_visible()
    assert width() <= 390
    bar.get_by_role("button", name="Give up").click()
    expect(bar).to_be_hidden()
    page.get_by_role("toolbar").get_by_role("button", name="Time line").click()
    expect(page.get_by_role("region", name="The wall as it was")).to_be_visible()
    assert width() <= 390
    page.get_by_role("button", name="Back to now").click()
    page.get_by_role("tab", name="Claims").click()
    assert width() <= 390
