"""The focus at the console: chosen, seen by everybody, ended; with the keyboard, on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.console.conftest import OpenModerator
from tests.console.desks import keep_picture
from tests.console.moderated_wall import ModeratedWall
from tests.console.post_book import PostBook
from wall.model.actors import Role

PHONE = (390, 844)


def at_the_wall(page: Page) -> Page:
    page.evaluate("location.hash = ''")
    page.locator("layouts-panel").wait_for(state="attached")
    return page


def test_a_focus_is_chosen_seen_by_everybody_and_ended(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(PostBook())
    anna = at_the_wall(open_moderator("anna", role=Role.PRODUCER).page)
    ben = open_moderator("ben", size=PHONE, role=Role.PRODUCER, language="fr-FR").page
    tool = anna.locator("together-tools").get_by_role("button", name="Focus")
    control = anna.locator("focus-control")
    tool.focus()
    anna.keyboard.press("Enter")
    expect(control.get_by_label("Topic")).to_be_focused()
    control.get_by_role("button", name="Focus").click()
    expect(anna.locator("focus-banner > *")).to_have_count(0)
    control.get_by_label("Topic").select_option("Network outage")
    control.get_by_label("Time window").select_option("6 hours")
    control.get_by_label("For how long").select_option("1 hour")
    control.get_by_label("For how long").focus()
    anna.keyboard.press("Tab")
    anna.keyboard.press("Enter")
    banner = anna.get_by_role("status").filter(has_text="Network outage, the last 6 hours. Set by")
    expect(banner).to_contain_text("Set by anna. 1 source follows it.")
    expect(tool).to_have_attribute("aria-pressed", "true")
    keep_picture(anna, "focus")
    # On a phone, in another part of the console and in another language.
    said = ben.get_by_text("Network outage, sur 6 heures. Par anna.")
    expect(said).to_be_visible()
    keep_picture(ben, "focus-on-a-phone")
    at_the_wall(ben).get_by_role("tab", name="Mises en page").click()
    expect(ben.locator("focus-control").get_by_label("Sujet")).to_have_value("outage")
    expect(ben.locator("focus-control").get_by_label("Période")).to_have_value("21600")
    ben.get_by_role("button", name="Modifier le gros plan").scroll_into_view_if_needed()
    assert ben.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    keep_picture(ben, "focus-chosen-on-a-phone")
    ben.locator("focus-banner").get_by_role("button", name="Fin du gros plan").click()
    expect(said).to_have_count(0)
    expect(banner).to_have_count(0)
    expect(tool).to_have_attribute("aria-pressed", "false")


def test_who_may_not_take_sees_the_focus_and_cannot_end_it(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(PostBook())
    anna = at_the_wall(open_moderator("anna", role=Role.PRODUCER).page)
    vera = at_the_wall(open_moderator("vera", role=Role.VIEWER).page)
    anna.locator("focus-control").get_by_label("Time window").select_option("24 hours")
    anna.locator("focus-control").get_by_role("button", name="Focus").click()
    banner = vera.locator("focus-banner")
    expect(banner).to_contain_text("Focus: the last 24 hours. Set by anna.")
    expect(banner.get_by_role("button", name="End focus")).to_be_disabled()
    anna.locator("focus-control").get_by_role("button", name="End focus").click()
    expect(banner).to_be_empty()
