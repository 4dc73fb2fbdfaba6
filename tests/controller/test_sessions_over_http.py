"""Signing in over real HTTP and websockets, and what pages of others cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest

from tests.controller.live import ThreadedWall, threaded_wall
from wall.controller.people import FIRST

API = "/api/v1"
PASSWORD = "four quiet rivers"


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[ThreadedWall]:
    with threaded_wall(tmp_path) as wall:
        yield wall


class Browser:
    """Keeps cookies, says its Origin, and the CSRF token once it has one."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self.url = url
        self.client = client
        self.csrf = ""

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        headers = {"Origin": self.url, **given.pop("headers", {})}
        if self.csrf:
            headers.setdefault("X-CSRF-Token", self.csrf)
        return self.client.request(method, API + path, headers=headers, **given)

    def signed_in(self, answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        self.csrf = told["csrf"]
        return told

    def sign_in(self, name: str, password: str = PASSWORD) -> dict[str, Any]:
        return self.signed_in(
            self.ask("POST", "/session", json={"name": name, "password": password})
        )


def invitation_of(path: str) -> str:
    return path.removeprefix("/#invitation=")


@pytest.fixture
def browser(wall: ThreadedWall) -> Iterator[Browser]:
    with httpx.Client(base_url=wall.live.url, trust_env=False, timeout=30) as client:
        yield Browser(wall.live.url, client)


@pytest.fixture
def admin(wall: ThreadedWall, browser: Browser) -> Browser:
    """The first administrator, by the link of the first start."""
    path = wall.live.people.first_invitation()
    assert path is not None
    body = {"invitation": invitation_of(path), "password": PASSWORD}
    browser.signed_in(browser.ask("POST", "/session/invitation", json=body))
    return browser


def invited(admin: Browser, name: str, *grants: dict[str, str]) -> Browser:
    answer = admin.ask("POST", "/users", json={"name": name, "grants": list(grants)})
    assert answer.status_code == 200, answer.text
    other = Browser(admin.url, httpx.Client(base_url=admin.url, trust_env=False, timeout=30))
    body = {"invitation": invitation_of(answer.json()["path"]), "password": PASSWORD}
    other.signed_in(other.ask("POST", "/session/invitation", json=body))
    return other


def test_the_first_link_makes_an_administrator_once(wall: ThreadedWall, admin: Browser) -> None:
    told = admin.ask("GET", "/session").json()
    assert (told["name"], told["role"]) == (FIRST, "admin")
    assert "users" in told["everywhere"]
    assert "push" in told["rights"]["hub"]
    assert wall.live.people.first_invitation() is None


def test_each_start_replaces_the_first_link_until_it_is_used(wall: ThreadedWall) -> None:
    first, second = (wall.live.people.first_invitation() for _ in range(2))
    assert first is not None
    assert second is not None
    assert wall.live.people.accounts.invited(invitation_of(first)) is None
    assert wall.live.people.accounts.invited(invitation_of(second)) is not None


def test_the_cookie_is_for_this_page_alone(admin: Browser) -> None:
    answer = admin.ask("POST", "/session", json={"name": FIRST, "password": PASSWORD})
    cookies = answer.headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("wall_session_"))
    assert "HttpOnly" in session
    assert "SameSite=strict" in session
    assert "Path=/" in session
    marker = next(cookie for cookie in cookies if cookie.startswith("wall_signed_in="))
    assert marker.startswith("wall_signed_in=1;")


def test_over_tls_the_cookie_stays_on_tls(tmp_path: Path) -> None:
    with threaded_wall(tmp_path, tls=True) as wall:
        path = wall.live.people.first_invitation()
        assert path is not None
        with httpx.Client(
            base_url=wall.live.url, verify=False, trust_env=False, timeout=30
        ) as client:
            body = {"invitation": invitation_of(path), "password": PASSWORD}
            answer = client.post(f"{API}/session/invitation", json=body)
            cookies = answer.headers.get_list("set-cookie")
            assert any(c.startswith("__Host-wall_session_") and "Secure" in c for c in cookies)
            assert "max-age" in answer.headers["strict-transport-security"]
            assert client.get(f"{API}/session").status_code == 200


def test_a_session_looks_and_changes(admin: Browser) -> None:
    assert admin.ask("GET", "/status").status_code == 200
    pushed = admin.ask("POST", "/push", json={"kind": "image", "settings": {"url": "x"}})
    assert pushed.status_code == 200, pushed.text


@pytest.mark.parametrize(
    "headers",
    [
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 64},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_others_change_nothing(admin: Browser, headers: dict[str, str]) -> None:
    for method, path, body in [
        ("POST", "/undo", {}),
        ("POST", "/push", {"kind": "image", "settings": {"url": "x"}}),
        ("DELETE", "/session", None),
        ("PUT", "/account", {"language": "fr"}),
        ("DELETE", "/account/sessions", None),
    ]:
        answer = admin.ask(method, path, headers=headers, json=body)
        assert answer.status_code == 403, (path, answer.text)
        assert answer.json()["code"] == "not_allowed"
    assert admin.ask("GET", "/session").json()["language"] == "en"


def test_pages_of_others_sign_nobody_in(admin: Browser) -> None:
    body = {"name": FIRST, "password": PASSWORD}
    answer = admin.ask("POST", "/session", json=body, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_session_for_good(admin: Browser) -> None:
    kept = dict(admin.client.cookies)
    assert admin.ask("DELETE", "/session").status_code == 204
    admin.client.cookies.update(kept)
    answer = admin.ask("GET", "/session")
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthorized"


def test_guessing_is_slowed_and_told_in_seconds(admin: Browser) -> None:
    body = {"name": FIRST, "password": "wrong password"}
    answers = [admin.ask("POST", "/session", json=body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert len({answer.text for answer in answers[:5]}) == 1


def test_grants_hold_over_rest(admin: Browser) -> None:
    rita = invited(admin, "rita", {"role": "operator", "wall": "hub", "area": "A1:A2"})
    push = {"kind": "image", "settings": {"url": "x"}}
    told = rita.ask("GET", "/session").json()
    assert list(told["rights"]) == ["hub"]
    assert [wall["name"] for wall in rita.ask("GET", "/walls").json()] == ["hub"]
    assert rita.ask("GET", "/snapshot.png", params={"screen": "A1"}).status_code == 200
    for params in ({"screen": "B1"}, {}, {"wall": "lobby"}):
        refused = rita.ask("GET", "/snapshot.png", params=params)
        assert refused.status_code == 403, params
        assert "'see' is missing" in refused.json()["message"]
    refused = rita.ask("POST", "/push", json={**push, "at": "lobby/A1"})
    assert "'push' is missing" in refused.json()["message"]
    for path in ("/users", "/tokens", "/sessions"):
        refused = rita.ask("GET", path)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
        assert "'users' is missing" in refused.json()["message"]
    status = rita.ask("GET", "/status").json()
    assert {screen["wall"] for screen in status["screens"]} == {"hub"}


def test_administrators_keep_accounts(admin: Browser) -> None:
    anne = invited(admin, "anne", {"role": "operator"})
    users = {user["name"]: user for user in admin.ask("GET", "/users").json()}
    assert users["anne"]["state"] == "active"
    assert users["anne"]["sessions"] == 1
    body = {"grants": [{"role": "viewer"}]}
    assert admin.ask("PUT", "/users/anne/grants", json=body).json()["role"] == "viewer"
    refused = anne.ask("POST", "/push", json={"kind": "image", "settings": {"url": "x"}})
    assert refused.status_code == 403
    assert admin.ask("DELETE", "/users/anne/sessions").status_code == 204
    assert anne.ask("GET", "/session").status_code == 401
    anne.csrf = ""
    anne.sign_in("anne")
    assert admin.ask("POST", "/users/anne/disable").status_code == 204
    assert anne.ask("GET", "/session").status_code == 401
    assert admin.ask("POST", "/users/anne/enable").status_code == 204
    link = admin.ask("POST", "/users/anne/reset-password", json={}).json()["path"]
    body = {"name": "anne", "password": PASSWORD}
    assert anne.ask("POST", "/session", json=body).status_code == 401
    body = {"invitation": invitation_of(link), "password": "seven loud lakes"}
    anne.signed_in(anne.ask("POST", "/session/invitation", json=body))
    assert admin.ask("DELETE", "/users/anne").status_code == 204
    assert anne.ask("GET", "/session").status_code == 401


@pytest.mark.parametrize(
    ("grant", "why"),
    [
        ({"role": "operator", "wall": "hubb"}, "did you mean 'hub'"),
        ({"role": "operator", "wall": "hub", "area": "Z9"}, "Z9"),
        ({"role": "operator", "area": "A1"}, "name the wall"),
        ({"role": "king"}, "role"),
    ],
)
def test_wrong_grants_are_explained(admin: Browser, grant: dict[str, str], why: str) -> None:
    answer = admin.ask("POST", "/users", json={"name": "anne", "grants": [grant]})
    assert answer.status_code in (400, 422)
    assert why in answer.json()["message"]


def test_names_of_people_and_tokens_differ(admin: Browser, wall: ThreadedWall) -> None:
    taken = {"name": "anna", "grants": [{"role": "viewer"}]}
    assert "token" in admin.ask("POST", "/users", json=taken).json()["message"]
    invited(admin, "zoe", {"role": "viewer"})
    answer = admin.ask("POST", "/tokens", json={"name": "zoe"})
    assert "account" in answer.json()["message"]


def test_a_link_tells_whom_it_is_for_and_stays_good(wall: ThreadedWall, browser: Browser) -> None:
    path = wall.live.people.first_invitation()
    assert path is not None
    body = {"invitation": invitation_of(path)}
    for _ in range(2):
        told = browser.ask("POST", "/session/invitation/look", json=body).json()
        assert (told["name"], told["role"], told["again"]) == (FIRST, "admin", False)
        assert (told["site"], told["shortest"]) == ("test", 10)
    answer = browser.ask("POST", "/session/invitation", json={**body, "password": PASSWORD})
    browser.signed_in(answer)
    used = browser.ask("POST", "/session/invitation/look", json=body)
    assert (used.status_code, "used" in used.json()["message"]) == (422, True)
    link = browser.ask("POST", f"/users/{FIRST}/reset-password", json={}).json()["path"]
    body = {"invitation": invitation_of(link)}
    browser.csrf = ""
    assert browser.ask("POST", "/session/invitation/look", json=body).json()["again"] is True


def test_guessing_links_is_throttled(browser: Browser) -> None:
    body = {"invitation": "guessed"}
    for _ in range(11):
        answer = browser.ask("POST", "/session/invitation/look", json=body)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1


def test_the_own_account(admin: Browser) -> None:
    told = admin.ask("PUT", "/account", json={"display_name": "Ada", "language": "fr"}).json()
    assert (told["display_name"], told["language"]) == ("Ada", "fr")
    wrong = {"password": "wrong password", "new_password": "seven loud lakes"}
    assert admin.ask("PUT", "/account/password", json=wrong).status_code == 401
    offered = admin.ask("POST", "/account/second-factor", json={"password": PASSWORD}).json()
    assert offered["qr"].startswith("data:image/svg+xml")
    assert re.match(r"otpauth://totp/", offered["address"])
    code = pyotp.TOTP(offered["secret"]).now()
    codes = admin.ask("PUT", "/account/second-factor", json={"code": code}).json()["codes"]
    body = {"name": FIRST, "password": PASSWORD}
    needed = admin.ask("POST", "/session", json=body)
    assert (needed.status_code, needed.json()["code"]) == (401, "second_factor")
    admin.signed_in(admin.ask("POST", "/session", json={**body, "code": codes[0]}))
    assert admin.ask("GET", "/session").json()["second_factor"] is True
    renewal = "/account/second-factor/recovery-codes"
    assert admin.ask("POST", renewal, json={"password": "wrong password"}).status_code == 401
    renewed = admin.ask("POST", renewal, json={"password": PASSWORD}).json()["codes"]
    assert len(renewed) == len(codes)
    assert admin.ask("POST", "/session", json={**body, "code": codes[1]}).status_code == 401
    admin.signed_in(admin.ask("POST", "/session", json={**body, "code": renewed[0]}))
    removed = admin.ask("POST", "/account/second-factor/removal", json={"password": PASSWORD})
    assert removed.status_code == 204
    refused = admin.ask("POST", renewal, json={"password": PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (422, "refused")
    sessions = admin.ask("GET", "/account/sessions").json()
    assert [session["current"] for session in sessions].count(True) == 1
    other = next(session for session in sessions if not session["current"])
    assert admin.ask("DELETE", f"/account/sessions/{other['session']}").status_code == 204
    assert len(admin.ask("GET", "/account/sessions").json()) == len(sessions) - 1


def test_a_token_with_grants_and_an_end(admin: Browser, wall: ThreadedWall) -> None:
    body = {"name": "deck", "grants": [{"role": "operator", "wall": "lobby"}], "for_s": 60}
    token = admin.ask("POST", "/tokens", json=body).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    seen = httpx.get(f"{wall.live.url}{API}/walls", headers=headers, trust_env=False).json()
    assert [found["name"] for found in seen] == ["lobby"]
    told = {found["name"]: found for found in admin.ask("GET", "/tokens").json()}["deck"]
    assert told["used"] is not None
    assert told["until"] is not None
