"""Who is on, where they point, what they have chosen."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.console.accounts import signed_up
from tests.console.conftest import OpenDesk
from tests.console.desks import keep_picture


def test_three_see_who_is_on_and_who_left(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    open_desk("chloe")
    button = anna.page.locator("people-here button")
    button.click()
    listed = anna.page.locator("people-here li")
    for name in ("anna (you)", "ben", "chloe"):
        expect(listed.filter(has_text=name)).to_have_count(1)
    expect(listed.filter(has_text="ben")).to_contain_text("console, since")
    keep_picture(anna.page, "people")
    ben.page.close()
    expect(listed.filter(has_text="ben")).to_have_count(0)


def test_the_pointer_and_the_choice_of_another_are_on_the_miniature(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    ben.choose("s-D2")
    ben.page.mouse.move(*ben.at(3000, 700))
    seen = anna.page.locator("plan-people .other-pointer")
    expect(seen).to_have_count(1)
    expect(seen).to_have_text("ben")
    x = anna.at(3000, 700)[0]
    expect(seen).to_have_css("left", f"{x - anna.at(0, 0)[0]:.5g}px")
    chosen = anna.page.locator("plan-people .other-choice")
    expect(chosen).to_have_text("ben")
    box, tile = chosen.bounding_box(), anna.tile("s-D2").bounding_box()
    assert box is not None
    assert box == tile
    keep_picture(anna.page, "pointers")
    ben.page.mouse.move(5, 5)
    expect(seen).to_have_count(0)
    expect(ben.page.locator("plan-people .other-pointer")).to_have_count(0)


def test_people_go_by_their_display_names_and_have_colours_of_their_own(
    open_desk: OpenDesk,
) -> None:
    open_desk()
    dora, zoe = signed_up(open_desk, "dora", shown="Dora Maar"), open_desk("zoe")
    faces = zoe.page.locator("people-here .faces .face")
    expect(faces).to_have_count(3)
    expect(faces.filter(has_text="DM")).to_have_attribute("title", "Dora Maar (dora)")
    # Alone, "zoe" and "admin" would have the same one.
    colours = faces.evaluate_all("all => all.map((face) => getComputedStyle(face).backgroundColor)")
    assert len(set(colours)) == 3
    dora.page.mouse.move(*dora.at(3000, 700))
    pointer = zoe.page.locator("plan-people .other-pointer")
    expect(pointer).to_have_text("Dora Maar")
    dora.page.get_by_label("Address or text").fill("From Dora")
    dora.page.get_by_role("tabpanel", name="Push").get_by_label("Where").fill("C2")
    dora.page.get_by_role("button", name="Put on the wall").click()
    pushed = zoe.page.locator('wall-plan .tile-box[data-layer="pushed"]')
    expect(pushed).to_have_accessible_name(re.compile("by Dora Maar"))
    expect(pushed.locator(".tile-owner")).to_have_text("Dora Maar")
    zoe.page.get_by_role("tab", name="History").click()
    expect(zoe.page.locator("history-panel .actor").first).to_have_text("Dora Maar")
    keep_picture(zoe.page, "display-names")
    # Two of the same name are told apart.
    signed_up(open_desk, "dirk", shown="Dora Maar")
    dora.page.mouse.move(*dora.at(3000, 700))
    expect(pointer).to_have_text("Dora Maar (dora)")
    expect(pushed.locator(".tile-owner")).to_have_text("Dora Maar (dora)")


def test_two_windows_of_one_person_are_one_name_and_see_each_other(open_desk: OpenDesk) -> None:
    first, second = open_desk("anna"), open_desk()
    third = open_desk()
    assert second.token == third.token
    second.page.mouse.move(*second.at(3000, 700))
    expect(third.page.locator("plan-people .other-pointer")).to_have_count(1)
    expect(second.page.locator("plan-people .other-pointer")).to_have_count(0)
    expect(first.page.locator("people-here .faces .face")).to_have_count(2)


def test_who_put_a_tile_there_is_in_its_details(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    ben.page.get_by_label("Address or text").fill("From Ben")
    ben.page.get_by_role("tabpanel", name="Push").get_by_label("Where").fill("C2")
    ben.page.get_by_role("button", name="Put on the wall").click()
    pushed = anna.page.locator('wall-plan .tile-box[data-layer="pushed"]')
    expect(pushed).to_have_count(1)
    pushed.click()
    expect(anna.page.locator("tile-details")).to_contain_text("by ben")
