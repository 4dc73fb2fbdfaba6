"""axe finds nothing wrong, in light and dark, on a desk and on a phone."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk
from tests.console.moderated_wall import Moderator

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(desk: Desk | Moderator) -> list[str]:
    desk.page.evaluate(AXE)
    found = desk.page.evaluate(
        "(tags) => axe.run({ runOnly: tags }).then((result) => result.violations)", RULES
    )
    return [
        f"{violation['id']}: {violation['help']}: {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "size"), [("light", (1440, 900)), ("dark", (390, 844))])
def test_no_panel_breaks_a_rule(open_desk: OpenDesk, scheme: str, size: tuple[int, int]) -> None:
    desk = open_desk(size=size)
    desk.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    desk.tile("s-A1").click()
    desk.wall.client.alert("Drill", level="warning", at="B1", for_s=60)
    expect(desk.page.locator("wall-plan .tile-box")).to_have_count(19)
    found = violations(desk)
    for tab in desk.page.get_by_role("tab").all():
        tab.click()
        found += violations(desk)
    assert found == []


def test_choosing_screens_the_help_and_notices_break_no_rule(desk: Desk) -> None:
    desk.page.keyboard.press("?")
    assert violations(desk) == []
    desk.page.get_by_role("button", name="Done").click()
    desk.choose("s-A1")
    desk.page.keyboard.press("Delete")
    expect(desk.notice("is closed")).to_be_visible()
    desk.page.get_by_role("tabpanel", name="Push").get_by_role("button", name="Point").click()
    expect(desk.page.get_by_role("button", name="Whole wall", exact=True)).to_be_visible()
    assert violations(desk) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signing_in_breaks_no_rule(open_desk: OpenDesk, scheme: str) -> None:
    desk = open_desk(signed_in=False)
    desk.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    desk.page.get_by_text("Use a token instead").click()
    assert violations(desk) == []


def test_keyboard_focus_is_always_seen(desk: Desk) -> None:
    """Every stop of Tab has a ring."""
    stops = 0
    for _ in range(60):
        desk.page.keyboard.press("Tab")
        name, outline = desk.page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement);
                const active = document.activeElement.querySelector(".tile-row.active");
                const seen = active ? getComputedStyle(active) : style;
                return [document.activeElement.tagName, seen.outlineStyle + seen.outlineWidth];
            }"""
        )
        if name == "BODY":
            break
        stops += 1
        assert outline == "solid2px", name
    assert stops > 15
