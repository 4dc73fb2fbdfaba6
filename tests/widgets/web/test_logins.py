"""Servers that ask for a user name and a password: the site's own tiles have them, by reference."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.widgets.web.browser import GREEN, Browser
from tests.widgets.web.pages_served import PageServer, Reply, colour_page, turn
from wall.model.tiles import HealthState
from widgets.web.view import WebView

LOGIN = {"user": "wall", "password": {"secret": "DASHBOARD"}}


@pytest.fixture
def guarded(server: PageServer, browser: Browser, tmp_path: Path) -> PageServer:
    server.replies["/"] = colour_page("#00c000")
    server.replies["/"].login = "wall:open sesame"
    browser.allow(tmp_path, "127.0.0.1", DASHBOARD="open sesame")
    return server


@pytest.fixture
def elsewhere() -> Iterator[PageServer]:
    server = PageServer("127.0.0.2")
    yield server
    server.stop()


def test_a_tile_of_the_site_logs_in(browser: Browser, guarded: PageServer) -> None:
    view = browser.ready(guarded.url("/"), login=LOGIN)
    browser.wait_for(view, GREEN)
    assert view.health.state is HealthState.OK


def failing(
    browser: Browser, url: str, words: str, *, trusted: bool = True, **login: object
) -> None:
    view: WebView = browser.show(url, trusted=trusted, **login)  # type: ignore[arg-type]
    browser.wait_health(view, HealthState.FAILED, words)
    assert not view.is_ready


def test_without_a_login_the_tile_says_how_to_name_one(
    browser: Browser, guarded: PageServer
) -> None:
    failing(browser, guarded.url("/"), "login: {user: …, password: {secret: …}}")


def test_what_people_push_gets_no_secret(browser: Browser, guarded: PageServer) -> None:
    failing(browser, guarded.url("/"), "layouts alone", trusted=False, login=LOGIN)


def test_a_wrong_password_is_tried_once_and_told(
    browser: Browser, guarded: PageServer, tmp_path: Path
) -> None:
    browser.allow(tmp_path, "127.0.0.1", DASHBOARD="wrong")
    failing(browser, guarded.url("/"), "does not accept", login=LOGIN)
    # The engine itself asks up to three times; whoever tried again would not end there.
    turn(1500)
    assert guarded.count("/") <= 3


def test_a_secret_that_is_not_there_is_named(
    browser: Browser, guarded: PageServer, tmp_path: Path
) -> None:
    browser.allow(tmp_path, "127.0.0.1")
    failing(browser, guarded.url("/"), "no secret 'DASHBOARD'", login=LOGIN)


def test_another_server_does_not_get_the_password(
    browser: Browser, guarded: PageServer, elsewhere: PageServer, tmp_path: Path
) -> None:
    elsewhere.replies["/"] = Reply("mine", login="nobody:knows")
    guarded.replies["/away"] = Reply(status=302, headers={"Location": elsewhere.url("/")})
    failing(browser, guarded.url("/away"), "another server, 127.0.0.2", login=LOGIN)
    assert elsewhere.given <= {"", ":"}


def test_a_log_in_that_is_asked_for_later_keeps_the_last_good_picture(
    browser: Browser, guarded: PageServer
) -> None:
    guarded.replies["/"].login = ""
    view = browser.ready(guarded.url("/"), reload_s=5)
    browser.wait_for(view, GREEN)
    guarded.replies["/"].login = "other:words"
    browser.bench.clock.advance(6)
    browser.wait_health(view, HealthState.STALE, "wants a user name and a password")
    assert browser.is_seen(view, GREEN)
