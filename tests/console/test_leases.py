"""Claims on screens, with two and three people at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.live.running_wall import RunningWall, until


@pytest.fixture(autouse=True)
def _no_claims(wall: RunningWall) -> Iterator[None]:
    yield
    for lease in wall.client.leases():
        wall.client.release(lease.id, override=True)


def claim(desk: Desk, area: str, purpose: str = "") -> None:
    """As people do: by the tool, with the keyboard."""
    desk.page.get_by_role("toolbar").get_by_role("button", name="Claim").click()
    panel = panel_of(desk)
    panel.get_by_label("Where").fill(area)
    panel.get_by_label("What for").fill(purpose)
    panel.get_by_role("button", name="Claim").click()


def panel_of(desk: Desk) -> Locator:
    return desk.page.get_by_role("tabpanel", name="Claims")


def outline(desk: Desk) -> Locator:
    return desk.page.locator("plan-leases .claim")


def test_a_claim_is_outlined_for_everybody_with_name_purpose_and_end(
    open_desk: OpenDesk,
) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    claim(anna, "B1:C2", "crisis desk")
    seen = outline(ben)
    expect(seen).to_have_count(1)
    expect(seen).to_have_text(re.compile(r"^anna · crisis desk · until \d\d:\d\d$"))
    box = seen.bounding_box()
    area = ben.rect_of("B1:C2")
    assert box is not None
    assert (box["x"], box["y"]) == pytest.approx(ben.at(area.x, area.y), abs=1)
    expect(outline(anna)).to_contain_text("You · crisis desk")
    expect(ben.tile("s-B1")).to_have_accessible_name(re.compile("claimed by anna"))
    keep_picture(ben.page, "claim")


def test_the_chosen_tiles_are_offered_to_claim(desk: Desk) -> None:
    desk.choose("s-E2")
    desk.page.get_by_role("toolbar").get_by_role("button", name="Claim").click()
    expect(panel_of(desk).get_by_label("Where")).to_have_value("E2")
    desk.page.keyboard.type("tour")
    desk.page.keyboard.press("Enter")
    until(lambda: [lease.screens for lease in desk.wall.client.leases()] == [("E2",)])


def test_others_are_refused_with_name_purpose_and_end_and_can_ask(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    claim(anna, "B1:C2", "crisis desk")
    expect(outline(ben)).to_have_count(1)
    ben.drag(ben.middle_of("B1"), ben.middle_of("E3"))
    refusal = ben.notice("B1:C2 is claimed by anna for “crisis desk” until")
    expect(refusal).to_be_visible()
    ben.wait_shown("s-B1", ben.rect_of("B1"))
    expect(refusal.get_by_role("button", name="Do it anyway")).to_have_count(0)
    keep_picture(ben.page, "refused")
    refusal.get_by_role("button", name="Ask for it").click()
    asked = anna.notice("ben asks for B1:C2")
    expect(asked).to_be_visible()
    keep_picture(anna.page, "asked")
    asked.get_by_role("button", name="Hand over").click()
    expect(ben.notice("anna handed B1:C2 to you")).to_be_visible()
    ben.drag(ben.middle_of("B1"), ben.middle_of("E3"))
    ben.wait_rect("s-B1", ben.rect_of("E3"))
    anna.choose("s-C2")
    anna.page.keyboard.press("Delete")
    expect(anna.notice("is claimed by ben")).to_be_visible()


def test_the_holder_may_keep_it_and_the_asker_hears_so(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    claim(anna, "A1")
    ben.page.get_by_role("tab", name="Claims").click()
    panel_of(ben).get_by_role("button", name="Ask for it").click()
    expect(ben.notice("anna was asked")).to_be_visible()
    asked = anna.notice("ben asks for A1")
    asked.get_by_role("button", name="Keep").click()
    expect(asked).to_have_count(0)
    expect(ben.notice("anna keeps A1, until")).to_be_visible()
    assert [lease.holder for lease in anna.wall.client.leases()] == ["anna"]


def test_who_asks_somebody_who_is_not_there_is_told_so(open_desk: OpenDesk) -> None:
    ben = open_desk("ben")
    ben.wall.client.claim("A1", for_s=600)
    ben.page.get_by_role("tab", name="Claims").click()
    panel_of(ben).get_by_role("button", name="Ask for it").click()
    expect(ben.notice("admin is not connected. A1 is free at")).to_be_visible()


def test_who_may_override_does_it_anyway(open_desk: OpenDesk) -> None:
    anna, chloe = open_desk("anna"), open_desk("chloe", role="producer")
    claim(anna, "A1:A3", "briefing")
    expect(outline(chloe)).to_have_count(1)
    chloe.choose("s-A2")
    chloe.page.keyboard.press("Delete")
    refusal = chloe.notice("claimed by anna")
    refusal.get_by_role("button", name="Do it anyway").click()
    until(lambda: chloe.tile_rect("s-A2") is None)
    expect(chloe.notice("over anna’s claim")).to_be_visible()


def test_extending_handing_over_by_name_and_releasing(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    open_desk("chloe")
    claim(anna, "D1:D3", "match")
    expect(outline(anna)).to_have_count(1)
    [before] = anna.wall.client.leases()
    panel_of(anna).get_by_role("button", name="Extend").click()
    until(lambda: anna.wall.client.leases()[0].until >= before.until + 1799)
    panel_of(anna).get_by_role("button", name="Hand over").click()
    dialog = anna.page.get_by_role("dialog")
    keep_picture(anna.page, "hand-over")
    dialog.get_by_role("button", name="ben").click()
    until(lambda: [lease.holder for lease in anna.wall.client.leases()] == ["ben"])
    ben.page.get_by_role("tab", name="Claims").click()
    panel_of(ben).get_by_role("button", name="Release").press("Enter")
    expect(outline(anna)).to_have_count(0)
    assert anna.wall.client.leases() == []
    # Its row has gone, and the keyboard stays in the panel.
    expect(panel_of(ben).get_by_label("Where")).to_be_focused()


def test_presenter_mode_holds_the_whole_wall_against_two_others(open_desk: OpenDesk) -> None:
    anna, ben, chloe = open_desk("anna"), open_desk("ben"), open_desk("chloe")
    anna.page.get_by_role("tab", name="Claims").click()
    panel_of(anna).get_by_role("button", name="Present").click()
    for desk, address in ((ben, "F3"), (chloe, "A1")):
        expect(outline(desk)).to_contain_text("Presenter · anna")
        desk.choose(f"s-{address}")
        desk.page.keyboard.press("Delete")
        expect(desk.notice("the whole wall is claimed by anna")).to_be_visible()
    ben.page.get_by_role("button", name="Take: Inverse").click()
    expect(ben.notice("claimed by anna").last).to_be_visible()
    assert ben.wall.client.status().layout == "colours"
    anna.choose("s-F3")
    anna.page.keyboard.press("Delete")
    until(lambda: anna.tile_rect("s-F3") is None)


def test_an_end_by_the_clock(desk: Desk) -> None:
    desk.page.get_by_role("tab", name="Claims").click()
    panel = panel_of(desk)
    panel.get_by_label("Where").fill("A1")
    panel.get_by_label("How long").select_option("at")
    late = desk.page.evaluate("() => new Date(Date.now() + 7200000).toTimeString().slice(0, 5)")
    panel.get_by_label("Time").fill(late)
    panel.get_by_role("button", name="Claim").click()
    expect(outline(desk)).to_contain_text(f"until {late}")
