"""Signing in step by step, and the own account."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Page, Route, expect

from tests.console.accounts import PASSWORD, account, in_the_bar, sign_in, sign_up, signed_up
from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.console.test_accessibility import violations
from tests.live.running_wall import until


def own_account(page: Page) -> None:
    in_the_bar(page, "Your account").click()
    expect(page.get_by_role("dialog", name="Your account")).to_be_visible()


def turn_on_factor(page: Page) -> tuple[pyotp.TOTP, list[str]]:
    """The app, and the recovery codes."""
    page.get_by_role("button", name="Set up").click()
    page.get_by_label("Your password once more").fill(PASSWORD)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    app = pyotp.TOTP(page.locator("second-factor code").inner_text().replace(" ", ""))
    page.get_by_label("Type the six figures").fill(app.now())
    page.get_by_role("button", name="Turn on").click()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(codes).to_have_count(8)
    return app, codes.all_inner_texts()


def test_what_is_wrong_stands_at_the_field_and_many_attempts_must_wait(open_desk: OpenDesk) -> None:
    signed_up(open_desk, "lockwood")
    desk = open_desk(signed_in=False)
    page = desk.page
    for _ in range(5):
        sign_in(desk, "lockwood", "quite wrong indeed")
        expect(page.locator("password-field .field-problem")).to_have_text(re.compile("wrong"))
        expect(page.get_by_label("Password")).to_be_focused()
        page.get_by_label("Password").fill("")
    sign_in(desk, "lockwood", PASSWORD)
    expect(page.get_by_role("alert")).to_have_text(re.compile(r"Try again in \d+ second"))
    expect(page.get_by_role("button", name=re.compile(r"Sign in \(\d+ s\)"))).to_be_disabled()
    keep_picture(page, "sign-in-wait")
    again = page.get_by_role("button", name="Sign in", exact=True).first
    expect(again).to_be_enabled(timeout=10_000)
    again.click()
    expect(desk.tile("s-A1")).to_be_visible()


def test_a_second_factor_is_set_up_asked_for_and_turned_off(open_desk: OpenDesk) -> None:
    desk = signed_up(open_desk, "fay")
    page = desk.page
    own_account(page)
    _, codes = turn_on_factor(page)
    keep_picture(page, "recovery-codes")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_text().split() == codes
    page.get_by_role("button", name="I have kept them").click()
    expect(page.locator("second-factor .chip")).to_have_text("On")

    other = open_desk(signed_in=False)
    sign_in(other, "fay")
    code = other.page.get_by_label("Code", exact=True)
    expect(code).to_be_focused()
    assert violations(other) == []
    code.fill("no-such-code")
    other.page.get_by_role("button", name="Confirm").click()
    expect(other.page.locator("#code-problem")).to_have_text(re.compile("wrong"))
    code.fill(codes[0])
    code.press("Enter")
    expect(other.tile("s-A1")).to_be_visible()

    page.get_by_role("button", name="New recovery codes").click()
    page.get_by_label("Your password once more").fill(PASSWORD)
    page.get_by_role("button", name="New recovery codes").click()
    renewed = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(renewed).to_have_count(8)
    assert set(renewed.all_inner_texts()).isdisjoint(codes)
    keep_picture(page, "renewed-codes")
    page.get_by_role("button", name="I have kept them").click()

    page.get_by_role("button", name="Turn off").click()
    page.get_by_label("Your password once more").fill(PASSWORD)
    page.get_by_role("button", name="Turn off").click()
    expect(page.locator("second-factor .chip")).to_have_text("Off")
    assert account(desk.wall, "fay")["second_factor"] is False


def test_another_password_signs_out_everywhere_else(open_desk: OpenDesk) -> None:
    desk = signed_up(open_desk, "petra")
    other = open_desk(signed_in=False)
    sign_in(other, "petra")
    expect(other.tile("s-A1")).to_be_visible()
    page = desk.page
    own_account(page)
    page.get_by_role("button", name="Change password").click()
    page.get_by_label("Password now").fill("not this one at all")
    page.get_by_label("New password").fill("seven quiet green lakes")
    page.get_by_role("button", name="Set the new password").click()
    refused = page.get_by_role("dialog").get_by_role("alert")
    expect(refused).to_have_text("This is not your password.")
    page.get_by_label("Password now").fill(PASSWORD)
    page.get_by_role("button", name="Set the new password").click()
    expect(page.get_by_text("you are signed out everywhere else")).to_be_visible()
    expect(other.page.get_by_label("Password")).to_be_visible()
    sign_in(other, "petra", "seven quiet green lakes")
    expect(other.tile("s-A1")).to_be_visible()


def test_sessions_are_listed_and_ended(open_desk: OpenDesk) -> None:
    desk = signed_up(open_desk, "sina")
    others = [open_desk(signed_in=False) for _ in range(2)]
    for other in others:
        sign_in(other, "sina")
        expect(other.tile("s-A1")).to_be_visible()
    page = desk.page
    own_account(page)
    sessions = page.locator("own-sessions li")
    expect(sessions).to_have_count(3)
    expect(sessions.filter(has_text="This browser")).to_have_count(1)
    page.get_by_role("button", name="Sign out: Chrome").first.click()
    expect(sessions).to_have_count(2)
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(sessions).to_have_count(1)
    for other in others:
        expect(other.page.get_by_label("Password")).to_be_visible()
    expect(desk.tile("s-A1")).to_be_visible()


def test_name_and_language_are_changed(open_desk: OpenDesk) -> None:
    desk = signed_up(open_desk, "nora")
    page = desk.page
    own_account(page)
    page.get_by_label("Name that colleagues see").fill("Nora Ek")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.get_by_role("dialog").get_by_label("Language").select_option("fr")
    expect(page.get_by_role("dialog", name="Votre compte")).to_be_visible()
    expect(page.get_by_text("Vous vous connectez comme nora.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Nora Ek, Opérateur")).to_be_focused()
    until(lambda: account(desk.wall, "nora")["language"] == "fr", what="the account speaks French")


def test_a_token_has_no_account(desk: Desk) -> None:
    own_account(desk.page)
    expect(desk.page.get_by_text("You came in with the token")).to_be_visible()


def test_a_provider_is_offered_first_and_its_refusal_is_told(open_desk: OpenDesk) -> None:
    desk = open_desk(signed_in=False)
    ways = {"password": True, "openid": {"title": "House", "path": "/api/v1/openid/begin"}}

    def offer(route: Route) -> None:
        route.fulfill(json=ways)

    desk.page.route("**/api/v1/sign-in", offer)
    desk.page.goto("about:blank")
    desk.page.goto(f"{desk.url}/#sign-in-failed=your%20account%20is%20disabled")
    link = desk.page.get_by_role("link", name="Sign in with House")
    expect(link).to_have_attribute("href", "/api/v1/openid/begin")
    expect(desk.page.get_by_role("alert")).to_have_text("your account is disabled")
    assert violations(desk) == []
    assert "failed" not in desk.page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_account_breaks_no_rule(
    open_desk: OpenDesk, scheme: str, size: tuple[int, int]
) -> None:
    desk = open_desk(signed_in=False, size=size)
    name = f"rule-{scheme}-{size[0]}"
    page = desk.page
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    sign_up(desk, name)
    own_account(page)
    assert violations(desk) == []
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("button", name="Set up").click()
    assert violations(desk) == []
    page.get_by_label("Your password once more").fill(PASSWORD)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert violations(desk) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    keep_picture(page, f"account-{scheme}-{size[0]}")
