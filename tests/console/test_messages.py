"""The room's own messages and its contributors, in a browser, at a real controller."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.console.conftest import OpenModerator
from tests.console.desks import keep_picture
from tests.console.moderated_wall import ModeratedWall, Moderator
from tests.console.post_book import PostBook
from tests.console.test_accessibility import violations
from tests.live.running_wall import until
from wall.model.actors import Role

PHONE = (390, 844)


def write(desk: Moderator, text: str, networks: str = "mastodon", at: str = "") -> Locator:
    """Propose a message; its card."""
    desk.page.get_by_role("button", name="Write a message").click()
    form = desk.page.locator("draft-form")
    form.get_by_label("Text").fill(text)
    form.get_by_label("Networks").fill(networks)
    if at:
        form.get_by_label("Goes out at").fill(at)
    form.get_by_role("button", name="Propose").click()
    expect(form).to_have_count(0)
    return card(desk, text)


def card(desk: Moderator, text: str) -> Locator:
    return desk.page.locator("draft-card", has_text=text)


def test_a_message_goes_out_when_somebody_else_has_approved_it(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(PostBook())
    anne = open_moderator("anne", role=Role.OPERATOR, room="drafts")
    ben = open_moderator("ben", room="drafts")
    own = write(anne, "The line opens at noon", "mastodon, facebook/poland", "2031-12-24T14:05")
    expect(own).to_contain_text("Goes out Wednesday")
    expect(own).to_contain_text("14:05")
    expect(own).to_contain_text("somebody else approves it")
    expect(own.get_by_role("button", name="Approve")).to_have_count(0)
    read = card(ben, "The line opens at noon")
    expect(read).to_contain_text("Facebook/poland")
    # Sent back with a word, and not without one.
    read.focus()
    ben.press("r")
    expect(read.get_by_label("A word about it")).to_be_focused()
    assert read.get_by_label("A word about it").input_value() == ""
    ben.page.keyboard.type("Say where")
    read.get_by_role("button", name="Ask for changes").click()
    expect(own).to_contain_text("To be changed")
    expect(own).to_contain_text("ben – Say where")
    own.focus()
    anne.press("e")
    form = anne.page.locator("draft-form")
    expect(form.get_by_label("Goes out at")).to_have_value("2031-12-24T14:05")
    form.get_by_label("Text").fill("The line opens at noon at Gare Centrale")
    form.get_by_label("Goes out at").fill("")
    form.get_by_role("button", name="Keep the changes").click()
    expect(read).to_contain_text("Gare Centrale")
    expect(read).to_contain_text("Proposed")
    read.focus()
    ben.press("a")
    expect(own).to_contain_text("Approved")
    expect(own.get_by_role("button", name="Send now")).to_have_count(0)
    read.get_by_role("button", name="Send now").click()
    read.get_by_role("group", name="everybody").get_by_role("button", name="Send now").click()
    expect(own).to_have_count(0)
    until(lambda: any("Gare Centrale" in str(told) for told in moderated.published))
    anne.page.get_by_role("combobox", name="Which").select_option("all")
    expect(own).to_contain_text("Sent")
    own.get_by_text("steps").click()
    expect(own.get_by_role("listitem").nth(3)).to_contain_text("ben approved it")


def test_what_somebody_has_changed_meanwhile_is_not_approved(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(PostBook())
    anne = open_moderator("anne", role=Role.OPERATOR, room="drafts")
    own = write(anne, "Free until Sunday")
    ben = open_moderator("ben", room="drafts")
    read = card(ben, "Free until")
    expect(read).to_be_visible()
    # He is about to write a word; what he has read stays until he has heard of the other text.
    ben.page.evaluate(_DEAF)
    own.get_by_role("button", name="Change").click()
    form = anne.page.locator("draft-form")
    form.get_by_label("Text").fill("Free until Monday")
    form.get_by_role("button", name="Keep the changes").click()
    expect(card(anne, "Free until Monday")).to_be_visible()
    expect(read).to_contain_text("Sunday")
    read.get_by_role("button", name="Approve").click()
    expect(ben.page.locator("notice-stack")).to_contain_text("changed this message meanwhile")
    expect(read).to_contain_text("Free until Monday")
    expect(read).to_contain_text("Proposed")
    card(anne, "Monday").get_by_role("button", name="Withdraw").click()
    anne.page.get_by_role("group", name="will not go out").get_by_role(
        "button", name="Withdraw"
    ).click()
    expect(card(anne, "Monday")).to_have_count(0)


_DEAF = """() => {
  const desk = document.querySelector("console-shell").desk;
  desk.connection.addEventListener("told", (event) =>
    event.detail.type === "drafts.changed" && event.stopImmediatePropagation(), true);
  const { dispatchEvent } = desk.connection;
  desk.connection.dispatchEvent = (event) =>
    event.detail?.type === "drafts.changed" || dispatchEvent.call(desk.connection, event);
}"""


def test_a_contributor_gets_a_link_once_and_loses_it(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(PostBook())
    anne = open_moderator(room="contributors")
    place = anne.page.locator("post-contributors")
    place.get_by_role("button", name="Add somebody").click()
    place.get_by_label("Name").fill("Ioana Pop")
    place.get_by_label("Country").select_option("RO")
    place.get_by_label("Language of the form").select_option("ro")
    place.get_by_role("button", name="Make the link").click()
    expect(place.get_by_role("heading", name="Link for Ioana Pop")).to_be_focused()
    link = place.get_by_label("Link to the form").input_value()
    assert link.startswith(f"{moderated.url}/report#")
    expect(place.get_by_role("img", name="QR code")).to_be_visible()
    row = place.get_by_role("listitem")
    expect(row).to_contain_text("Ioana Pop")
    expect(row).to_contain_text("Romania · Romanian · nothing reported yet")
    # Who goes away and comes back does not see it again.
    anne.page.evaluate("location.hash = '#posts'")
    anne.page.evaluate("location.hash = '#posts/contributors'")
    expect(row).to_be_visible()
    assert link.partition("#")[2] not in anne.page.content()
    row.get_by_role("button", name="Revoke").click()
    row.get_by_role("group").get_by_role("button", name="Revoke").click()
    expect(place.get_by_text("Nobody has a link yet.")).to_be_visible()


def test_who_may_not_moderate_sees_no_contributors(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(PostBook())
    vera = open_moderator("vera", role=Role.VIEWER)
    rooms = vera.page.locator("post-rooms")
    expect(rooms.get_by_role("link", name="Rules")).to_be_visible()
    expect(rooms.get_by_role("link", name="Contributors")).to_be_hidden()
    expect(rooms.get_by_role("link", name="Messages")).to_be_hidden()


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_messages_break_no_rule_of_accessibility(
    moderated: ModeratedWall, open_moderator: OpenModerator, size: tuple[int, int]
) -> None:
    moderated.use(PostBook())
    anne = open_moderator("anne", room="drafts", size=size)
    if not card(anne, "Doors open at six").count():
        write(anne, "Doors open at six")
    anne.page.get_by_role("button", name="Write a message").click()
    assert anne.page.evaluate("document.documentElement.scrollWidth") == size[0]
    keep_picture(anne.page, f"messages-{size[0]}")
    found = violations(anne)
    ben = open_moderator("ben", room="drafts", size=size)
    expect(card(ben, "Doors open at six").first).to_be_visible()
    found += violations(ben)
    anne.page.evaluate("location.hash = '#posts/contributors'")
    anne.page.get_by_role("button", name="Add somebody").click()
    found += violations(anne)
    assert found == []
