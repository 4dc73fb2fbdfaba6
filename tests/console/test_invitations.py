"""One-time links: of the first start, of invitations, and for a forgotten password."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.accounts import PASSWORD, account, api, first_link, link_for, sign_in, signed_up
from tests.console.conftest import OpenDesk
from tests.console.desks import keep_picture
from tests.console.test_accessibility import violations


def test_the_link_of_the_first_start_makes_an_administrator_once(open_desk: OpenDesk) -> None:
    desk = open_desk(signed_in=False)
    page = desk.page
    link = first_link(desk.wall)
    page.goto(link)
    expect(page.get_by_role("heading")).to_have_text("Welcome to Live tests")
    expect(page.get_by_text("You are invited as: Administrator.")).to_be_visible()
    expect(page.get_by_label("You sign in as")).to_have_value("administrator")
    assert "invitation" not in page.url
    page.get_by_label("Your name").fill("Ada Byron")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set the password and sign in").click()
    expect(desk.tile("s-A1")).to_be_visible()
    expect(page.get_by_role("button", name="Ada Byron, Administrator")).to_be_visible()
    expect(page.get_by_role("button", name="People and access")).to_be_visible()
    page.reload()
    expect(desk.tile("s-A1")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading")).to_have_text("This link does not work any more")
    expect(page.get_by_text("ask an administrator of the wall for a new link")).to_be_visible()
    page.get_by_role("button", name="Sign in").click()
    sign_in(desk, "administrator")
    expect(desk.tile("s-A1")).to_be_visible()


def test_a_password_is_judged_while_it_is_typed(open_desk: OpenDesk) -> None:
    desk = open_desk(signed_in=False)
    page = desk.page
    page.goto(link_for(desk.wall, "judith"))
    password = page.get_by_label("New password")
    for typed, told in [
        ("short", "Too short: at least 10 characters."),
        ("judith-1234567", "Leave your name out"),
        ("aaaaaaabbbbbbb", "Too plain"),
        ("password12", "Weak"),
        ("correct horse", "Fair"),
        (PASSWORD, "Strong"),
    ]:
        password.fill(typed)
        expect(page.locator("password-field p[aria-live]")).to_contain_text(told)
    password.fill("short")
    page.get_by_role("button", name="Set the password and sign in").click()
    expect(page.get_by_role("alert")).to_have_text("Too short: at least 10 characters.")
    expect(password).to_be_focused()
    expect(password).to_have_attribute("aria-invalid", "true")
    assert account(desk.wall, "judith")["state"] == "invited"


def test_a_password_can_be_seen(open_desk: OpenDesk) -> None:
    desk = open_desk(signed_in=False)
    desk.page.goto(link_for(desk.wall, "seen"))
    password = desk.page.get_by_label("New password")
    password.fill(PASSWORD)
    show = desk.page.get_by_role("button", name="Show")
    show.click()
    expect(password).to_have_attribute("type", "text")
    desk.page.get_by_role("button", name="Hide").click()
    expect(password).to_have_attribute("type", "password")


def test_the_account_speaks_the_language_in_which_the_link_was_read(open_desk: OpenDesk) -> None:
    desk = open_desk(signed_in=False, language="fr-FR", size=(390, 844))
    page = desk.page
    page.goto(link_for(desk.wall, "colette"))
    expect(page.get_by_role("heading")).to_have_text("Bienvenue sur Live tests")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    keep_picture(page, "invitation-phone")
    page.get_by_label("Votre nom").fill("Colette")
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Définir le mot de passe").click()
    expect(desk.tile("s-A1")).to_be_visible()
    kept = account(desk.wall, "colette")
    assert (kept["display_name"], kept["language"]) == ("Colette", "fr")
    expect(page.get_by_role("tab", name="Annoncer")).to_be_visible()
    elsewhere = open_desk(signed_in=False, language="en-GB")
    sign_in(elsewhere, "colette")
    expect(elsewhere.page.get_by_role("tab", name="Annoncer")).to_be_visible()


def test_a_link_for_a_forgotten_password_welcomes_back(open_desk: OpenDesk) -> None:
    desk = signed_up(open_desk, "oskar", shown="Oskar")
    with api(desk.wall) as client:
        path = client.post("/users/oskar/reset-password", json={}).json()["path"]
    desk.page.goto(f"{desk.url}{path}")
    expect(desk.page.get_by_role("heading")).to_have_text("Choose a new password")
    expect(desk.page.get_by_text("Welcome back, Oskar.")).to_be_visible()
    desk.page.get_by_label("New password").fill("seven quiet green lakes")
    desk.page.get_by_role("button", name="Set the password and sign in").click()
    expect(desk.tile("s-A1")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_links_break_no_rule(open_desk: OpenDesk, scheme: str, size: tuple[int, int]) -> None:
    desk = open_desk(signed_in=False, size=size)
    page = desk.page
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    page.goto(link_for(desk.wall, f"axe-{scheme}-{size[0]}"))
    page.get_by_label("New password").fill("correct horse")
    assert violations(desk) == []
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Set the password and sign in").click()
    assert violations(desk) == []
    keep_picture(page, f"invitation-{scheme}-{size[0]}")
    page.goto(f"{desk.url}/#invitation=long-gone")
    expect(page.get_by_role("heading")).to_have_text("This link does not work any more")
    assert violations(desk) == []
