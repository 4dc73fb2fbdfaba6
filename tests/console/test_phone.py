"""On a phone: layouts, announcements, undo, and the wall in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk
from tests.live.running_wall import until

PHONE = (390, 844)


@pytest.fixture
def phone(open_desk: OpenDesk) -> Desk:
    return open_desk(size=PHONE)


def test_nothing_is_wider_than_the_phone(phone: Desk) -> None:
    for tab in phone.page.get_by_role("tab").all():
        tab.click()
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_layout_is_taken_and_undone(phone: Desk) -> None:
    phone.page.get_by_role("button", name="Take: Inverse").click()
    until(lambda: phone.wall.client.status().layout == "inverse")
    phone.page.get_by_role("banner").get_by_role("button", name="Undo").click()
    until(lambda: phone.wall.client.status().layout == "colours")


def test_an_announcement_goes_up(phone: Desk) -> None:
    phone.page.get_by_role("tab", name="Announce").click()
    phone.page.get_by_label("Announcement").fill("Doors close at six")
    phone.page.get_by_role("tabpanel").get_by_role("button", name="Announce").click()
    until(lambda: any(tile.layer == "alert" for tile in phone.wall.client.scene().tiles))


def test_the_wall_stays_in_view_while_panels_scroll(phone: Desk) -> None:
    phone.page.get_by_role("tab", name="Tiles").click()
    phone.page.mouse.wheel(0, 900)
    expect(phone.page.locator("wall-plan .plan")).to_be_in_viewport()


def test_the_bar_is_one_row_and_the_rest_a_button_away(phone: Desk) -> None:
    bar = phone.page.get_by_role("banner")
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] <= 56
    expect(bar.get_by_role("button", name="Panic")).to_be_visible()
    expect(bar.get_by_label("Language")).to_be_hidden()
    bar.get_by_role("button", name="More").click()
    bar.get_by_label("Language").select_option("fr")
    expect(bar.get_by_role("button", name="Panique")).to_be_visible()


def test_two_fingers_enlarge_what_is_between_them(phone: Desk) -> None:
    page = phone.page
    touches = page.context.new_cdp_session(page)
    x, y = phone.middle_of("C2")

    def touch(kind: str, *xs: float) -> None:
        points = [{"x": at, "y": y} for at in xs]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x - 20)
    touch("touchStart", x - 20, x + 20)
    for apart in (30, 45, 60):
        touch("touchMove", x - apart, x + apart)
    touch("touchEnd")
    expect(page.get_by_role("button", name="300 %")).to_be_visible()
    now = phone.middle_of("C2")
    assert abs(now[0] - x) < 6
    page.get_by_role("button", name="300 %").click()
    expect(page.get_by_role("button", name="100 %")).to_be_visible()
    assert phone.wall.client.status().layout == "colours"


def test_what_is_touched_is_large_enough(phone: Desk) -> None:
    sizes = phone.page.evaluate(
        """() => [...document.querySelectorAll("button, select, input, textarea")]
            .filter((element) => element.checkVisibility() && !element.closest(".plan, .unseen"))
            .filter((element) => !["checkbox", "radio"].includes(element.type))
            .filter((element) => element.getBoundingClientRect().width > 1)
            .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])"""
    )
    assert [name for name, height in sizes if height < 40] == []
