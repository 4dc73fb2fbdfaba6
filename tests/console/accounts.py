"""Accounts of the shared wall, made by its REST; each test has names of its own."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk
from tests.live.running_wall import RunningWall

PASSWORD = "correct horse battery staple"
Grant = dict[str, str]


def api(wall: RunningWall) -> httpx.Client:
    """REST in the name of the administrator's token."""
    token = (wall.data / "admin-token").read_text().strip()
    return httpx.Client(
        base_url=f"http://127.0.0.1:{wall.port}/api/v1",
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=30,
    )


def link_for(wall: RunningWall, name: str, *grants: Grant, **fields: str) -> str:
    """The address of an invitation."""
    with api(wall) as client:
        body = {"name": name, "grants": list(grants) or [{"role": "operator"}], **fields}
        answer = client.post("/users", json=body)
        answer.raise_for_status()
    return f"http://127.0.0.1:{wall.port}{answer.json()['path']}"


def account(wall: RunningWall, name: str) -> dict[str, object]:
    with api(wall) as client:
        users: list[dict[str, object]] = client.get("/users").json()
    return next(user for user in users if user["name"] == name)


def sign_up(desk: Desk, name: str, *grants: Grant, shown: str = "") -> Desk:
    """Accept an invitation in this window, which then shows the wall."""
    desk.page.goto(link_for(desk.wall, name, *grants, display_name=shown))
    desk.page.get_by_label("New password").fill(PASSWORD)
    desk.page.get_by_role("button", name="Set the password and sign in").click()
    expect(desk.tile("s-A1")).to_be_visible()
    return desk


def signed_up(open_desk: OpenDesk, name: str, *grants: Grant, shown: str = "") -> Desk:
    return sign_up(open_desk(signed_in=False), name, *grants, shown=shown)


def sign_in(desk: Desk, name: str, password: str = PASSWORD) -> None:
    # The console may stand behind it, with what was typed there.
    screen = desk.page.locator("sign-in")
    screen.get_by_label("Name", exact=True).fill(name)
    screen.get_by_label("Password").fill(password)
    screen.get_by_role("button", name="Sign in", exact=True).first.click()


def first_link(wall: RunningWall) -> str:
    """What the start printed for the administrator."""
    links: list[str] = re.findall(r"http\S+/#invitation=\S+", wall.log.read_text())
    return links[-1]


def in_the_bar(page: Page, name: str) -> Locator:
    """A button of the bar; on a phone it is behind another one."""
    page.get_by_role("banner").wait_for()
    more = page.get_by_role("button", name="More", exact=True)
    if more.is_visible():
        more.click()
    return page.get_by_role("button", name=name)
