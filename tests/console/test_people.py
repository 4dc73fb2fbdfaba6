"""People and access: who may come in, as what, and on which screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import segno
from playwright.sync_api import Locator, Page, expect
from websockets.sync.client import ClientConnection, connect

from tests.console.accounts import PASSWORD, account, api, in_the_bar, sign_in, signed_up
from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.console.test_accessibility import violations
from tests.live.running_wall import RunningWall
from wall.link.messages import Identify, Pending


def access(page: Page) -> Locator:
    in_the_bar(page, "People and access").click()
    dialog = page.get_by_role("dialog", name="People and access")
    expect(dialog.get_by_role("listitem").first).to_be_visible()
    return dialog


def person(dialog: Locator, name: str) -> Locator:
    return dialog.locator(f'[data-name="{name}"]')


def surely(dialog: Locator, name: str) -> None:
    """What asks once more."""
    dialog.get_by_role("button", name=name, exact=True).click()
    dialog.get_by_role("group").get_by_role("button", name=name, exact=True).click()


def test_somebody_is_invited_to_some_screens_and_may_change_these(
    desk: Desk, open_desk: OpenDesk
) -> None:
    dialog = access(desk.page)
    dialog.get_by_role("button", name="Invite somebody").click()
    dialog.get_by_label("Name", exact=True).fill("Inès d'Rey")
    expect(dialog.get_by_label("Signs in as")).to_have_value("ines.d.rey")
    dialog.get_by_label("Signs in as").fill("inès")
    dialog.get_by_label("Name", exact=True).fill("Ines Rey")
    expect(dialog.get_by_label("Signs in as")).to_have_value("inès")
    dialog.get_by_role("button", name="Make the link").click()
    expect(dialog.get_by_role("alert")).to_contain_text("letters without accents")
    dialog.get_by_label("Signs in as").fill("ines")
    dialog.get_by_label("Where").select_option(label="On screens of Live tests")
    map_of_screens = dialog.get_by_role("group", name="Screens of this role")
    map_of_screens.get_by_role("button", name="A1").click()
    map_of_screens.get_by_role("button", name="B1").click()
    expect(dialog.get_by_label("Screens", exact=True)).to_have_value("A1:B1")
    dialog.get_by_label("Screens", exact=True).fill("A1:B2")
    expect(map_of_screens.locator('[aria-pressed="true"]')).to_have_count(4)
    dialog.get_by_role("button", name="Make the link").click()
    link = dialog.get_by_label("One-time link").input_value()
    expect(dialog.get_by_role("img", name="QR code of the link")).to_be_visible()
    keep_picture(desk.page, "people-link")

    guest = open_desk(signed_in=False)
    guest.page.goto(link)
    expect(guest.page.get_by_label("Your name")).to_have_value("Ines Rey")
    guest.page.get_by_label("New password").fill(PASSWORD)
    guest.page.get_by_role("button", name="Set the password and sign in").click()
    expect(guest.tile("s-A1")).to_be_visible()
    expect(guest.page.get_by_role("button", name="People and access")).to_be_hidden()
    guest.drag(guest.middle_of("A1"), guest.middle_of("B2"))
    guest.wait_rect("s-A1", guest.rect_of("B2"))
    guest.drag(guest.middle_of("D1"), guest.middle_of("E2"))
    expect(guest.notice("the right “change tiles” is missing")).to_be_visible()
    assert guest.tile_rect("s-D1") == guest.rect_of("D1")

    dialog.get_by_role("button", name="Done").last.click()
    expect(person(dialog, "ines")).to_contain_text("Operator, Live tests A1:B2")


def test_roles_are_changed_and_hold_at_once(desk: Desk, open_desk: OpenDesk) -> None:
    other = signed_up(open_desk, "rolf", {"role": "operator"})
    dialog = access(desk.page)
    person(dialog, "rolf").click()
    expect(dialog.get_by_text("Chrome, Linux")).to_be_visible()
    dialog.get_by_label("Role", exact=True).select_option("viewer")
    expect(dialog.get_by_text("Sees what is on. Changes nothing.")).to_be_visible()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_role("status")).to_have_text("Saved.")
    assert account(desk.wall, "rolf")["grants"] == [{"role": "viewer", "wall": None, "area": "all"}]
    before = other.tile_rect("s-A1")
    other.drag(other.middle_of("A1"), other.middle_of("C2"))
    other.drag(other.middle_of("A1"), other.middle_of("C2"))
    assert other.tile_rect("s-A1") == before


def test_somebody_is_disabled_enabled_given_a_new_link_and_removed(
    desk: Desk, open_desk: OpenDesk
) -> None:
    other = signed_up(open_desk, "zora", shown="Zora")
    dialog = access(desk.page)
    person(dialog, "zora").click()
    surely(dialog, "Disable")
    expect(dialog.get_by_text("Disabled", exact=True)).to_be_visible()
    expect(other.page.get_by_label("Password")).to_be_visible()
    dialog.get_by_role("button", name="Enable").click()
    expect(dialog.get_by_text("May sign in", exact=True)).to_be_visible()
    sign_in(other, "zora")
    expect(other.tile("s-A1")).to_be_visible()
    surely(dialog, "New link")
    link = dialog.get_by_label("One-time link").input_value()
    expect(other.page.get_by_label("Password")).to_be_visible()
    other.page.goto(link)
    expect(other.page.get_by_text("Welcome back, Zora.")).to_be_visible()
    dialog.get_by_role("button", name="Done").last.click()
    person(dialog, "zora").click()
    surely(dialog, "Remove")
    expect(dialog.get_by_role("button", name="Invite somebody")).to_be_visible()
    expect(person(dialog, "zora")).to_have_count(0)


def test_nobody_locks_themselves_out(open_desk: OpenDesk) -> None:
    boss = signed_up(open_desk, "boss", {"role": "admin"})
    dialog = access(boss.page)
    person(dialog, "boss").click()
    expect(dialog.get_by_text("This is your own account.")).to_be_visible()
    for name in ("Disable", "Remove", "New link"):
        expect(dialog.get_by_role("button", name=name)).to_have_count(0)


def test_access_is_offered_to_those_alone_who_keep_it(open_desk: OpenDesk) -> None:
    for name, grant in [
        ("plain-operator", {"role": "operator"}),
        ("admin-of-the-wall", {"role": "admin", "wall": "live-tests", "area": "A1:C3"}),
    ]:
        desk = open_desk(signed_in=False)
        walls = desk.wall.client.identified.walls
        given = {**grant, "wall": walls[0].name} if "wall" in grant else grant
        other = signed_up(open_desk, name, given)
        expect(other.page.get_by_role("button", name="Your account")).to_be_visible()
        expect(other.page.get_by_role("button", name="People and access")).to_be_hidden()


def test_a_token_is_made_told_once_and_revoked(desk: Desk) -> None:
    dialog = access(desk.page)
    dialog.get_by_role("tab", name="Tokens").click()
    dialog.get_by_role("button", name="Make a token").click()
    dialog.get_by_label("Name", exact=True).fill("door-panel")
    dialog.get_by_label("Ends").select_option(label="After 30 days")
    dialog.get_by_label("Role", exact=True).select_option("recall")
    dialog.get_by_role("button", name="Make a token").click()
    token = dialog.get_by_label("Token", exact=True).input_value()
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{desk.url}/api/v1/layouts"
    assert httpx.get(url, headers=headers).status_code == 200
    assert (
        httpx.post(f"{desk.url}/api/v1/alert", headers=headers, json={"text": "x"}).status_code
        == 403
    )
    dialog.get_by_role("button", name="Done").last.click()
    row = dialog.get_by_role("listitem").filter(has_text="door-panel")
    expect(row).to_contain_text("Takes layouts")
    expect(row).to_contain_text(re.compile(r"used .*ends in 30 days"))
    assert token not in desk.page.content()
    surely(row, "Revoke")
    expect(row).to_have_count(0)
    assert httpx.get(url, headers=headers).status_code == 401


@contextmanager
def asking_display(wall: RunningWall) -> Iterator[ClientConnection]:
    """What a display of another machine says first."""
    with connect(f"ws://127.0.0.1:{wall.port}/api/v1/link") as link:
        link.recv()
        asks = Identify(role="display", name="foyer", secret="f" * 40, machine="foyer-pc")
        link.send(asks.model_dump_json())
        yield link


def test_a_display_that_asks_is_seen_and_approved(desk: Desk) -> None:
    with asking_display(desk.wall) as link:
        told = Pending.model_validate_json(link.recv())
        desk.page.get_by_role("button", name="People and access: 1 display waits").click()
        dialog = desk.page.get_by_role("dialog", name="People and access")
        row = dialog.get_by_role("listitem").filter(has_text="foyer")
        expect(row).to_contain_text("Waiting")
        assert row.locator("code").inner_text().replace(" ", "") == told.fingerprint
        assert violations(desk) == []
        keep_picture(desk.page, "people-display")
        dialog.get_by_role("button", name="Approve: foyer").click()
        expect(row).to_contain_text(re.compile("Connected|Away"))
        assert "link.identified" in str(link.recv(timeout=10))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_people_and_access_breaks_no_rule(
    open_desk: OpenDesk, scheme: str, size: tuple[int, int]
) -> None:
    desk = open_desk(size=size)
    page = desk.page
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    name = f"guest-{scheme}-{size[0]}"
    with api(desk.wall) as client:
        client.post("/users", json={"name": name, "grants": [{"role": "viewer"}]})
    dialog = access(page)
    assert violations(desk) == []
    person(dialog, name).click()
    dialog.get_by_label("Where").select_option(label="On screens of Live tests")
    dialog.get_by_role("button", name="Remove", exact=True).click()
    assert violations(desk) == []
    assert page.evaluate("document.querySelector('.access-panel').scrollWidth") <= size[0]
    keep_picture(page, f"people-{scheme}-{size[0]}")
    dialog.get_by_role("button", name="Cancel").click()
    dialog.get_by_role("button", name="Back").click()
    dialog.get_by_role("button", name="Invite somebody").click()
    assert violations(desk) == []
    dialog.get_by_label("Signs in as").fill(f"{name}-2")
    dialog.get_by_role("button", name="Make the link").click()
    expect(dialog.get_by_label("One-time link")).to_be_visible()
    assert violations(desk) == []
    dialog.get_by_role("tab", name="Tokens").click()
    dialog.get_by_role("button", name="Make a token").click()
    assert violations(desk) == []


def test_everything_is_done_by_keyboard(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("button", name="People and access").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Invite somebody")).to_be_visible()
    page.get_by_role("tab", name="People").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Tokens")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    invite = page.get_by_role("button", name="Invite somebody")
    expect(invite).to_be_visible()
    invite.press("Enter")
    expect(page.get_by_role("heading", name="Invite somebody")).to_be_focused()
    page.get_by_label("Where").last.select_option(label="On screens of Live tests")
    first = page.get_by_role("group", name="Screens of this role").get_by_role("button").first
    first.press("Space")
    first.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_label("Screens", exact=True)).to_have_value("A1:B1")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="People and access")).to_be_focused()


QR_TEXTS = [
    "q" * 14,
    "q" * 62,
    "https://wall.example:8600/#invitation=" + "w" * 46,
    "x" * 152,
    "z" * 213,
]
"""Each fills a version to the last byte, so that nothing depends on how it is padded."""


@pytest.mark.parametrize("text", QR_TEXTS)
def test_qr_codes_are_those_of_another_program(modules_page: Page, text: str) -> None:
    drawn = modules_page.evaluate(
        """async (text) => {
            const { qrCode } = await import("/console/dialogs/qr.js");
            const rows = (mask) => qrCode(text, mask).map((row) => row.map(Number));
            return [...Array(8).keys()].map(rows);
        }""",
        text,
    )
    for mask in range(8):
        code = segno.make(
            text.encode(), error="m", mode="byte", mask=mask, boost_error=False, micro=False
        )
        assert drawn[mask] == [list(map(int, row)) for row in code.matrix], mask
