"""Somebody at the console: a browser window, signed in, and what is in it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
from playwright.sync_api import ConsoleMessage, Error, Locator, Page

from tests.console.windows import Windows
from tests.live.running_wall import RunningWall, until
from wall.model.actors import Grant, Role
from wall.model.geometry import Rect

Point = tuple[float, float]
CANNOT_REACH = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INTERNET_DISCONNECTED")
"""A browser tells every attempt to reach a controller that is down."""
REFUSED = tuple(f"the server responded with a status of {code}" for code in (401, 422, 429))
"""And every sign-in and link that is refused."""


class Desk:
    """One person's browser window. `close` returns what the browser complained of."""

    def __init__(
        self,
        windows: Windows,
        wall: RunningWall,
        name: str | None,
        *,
        size: tuple[int, int],
        language: str,
        role: Role,
        area: str = "all",
    ) -> None:
        self.wall = wall
        self.url = f"http://127.0.0.1:{wall.port}"
        self.token = _token(wall, name, role, area)
        self._windows = windows
        self._complaints: list[str] = []
        self.page: Page = windows.open(size, language)
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._hear_error)

    def open(self, *, signed_in: bool) -> None:
        if signed_in:
            kept = json.dumps(self.token)
            self.page.add_init_script(f"sessionStorage.setItem('wall.token', {kept})")
        self.page.goto(f"{self.url}/")
        if signed_in:
            self.page.locator("wall-plan .tile-box").first.wait_for()

    def close(self) -> list[str]:
        """Closes the window; what the browser complained of."""
        self._windows.close(self.page)
        return self._complaints

    def invite(self, name: str, role: str) -> str:
        """The link by which a new account sets its password."""
        answer = httpx.post(
            f"{self.url}/api/v1/users",
            headers={"Authorization": f"Bearer {self.token}"},
            json={"name": name, "grants": [{"role": role}]},
        )
        answer.raise_for_status()
        return f"{self.url}{answer.json()['path']}"

    # -- the miniature -------------------------------------------------------------------------

    def tile(self, tile_id: str) -> Locator:
        return self.page.locator(f'wall-plan .tile-box[data-key="{tile_id}"]')

    def at(self, x: float, y: float) -> Point:
        """Where a point of the canvas is in the window."""
        found = self.page.evaluate(
            """([x, y]) => {
                const plan = document.querySelector("wall-plan");
                const box = plan.plan.getBoundingClientRect();
                return [box.left + x * plan.scale, box.top + y * plan.scale];
            }""",
            [x, y],
        )
        return found[0], found[1]

    def middle_of(self, area: str) -> Point:
        return self.at(*self.rect_of(area).center)

    def rect_of(self, area: str) -> Rect:
        return self.wall.client.identified.walls[0].area(area)

    def drag(self, start: Point, end: Point) -> None:
        """With the mouse, as people do: in some steps."""
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=8)
        self.page.mouse.up()

    def choose(self, tile_id: str) -> None:
        self.tile(tile_id).click()
        self.page.locator(f'[data-key="{tile_id}"][aria-pressed="true"]').wait_for()

    def wait_shown(self, tile_id: str, rect: Rect) -> None:
        """Until the miniature has the tile there."""
        x, y = self.at(rect.x, rect.y)
        right, bottom = self.at(rect.right, rect.bottom)
        wanted = x, y, right - x, bottom - y
        seen: list[tuple[float, ...]] = []

        def is_there() -> bool:
            box = self.tile(tile_id).bounding_box()
            found = (box["x"], box["y"], box["width"], box["height"]) if box else (0, 0, 0, 0)
            seen[:] = [found]
            return all(abs(a - b) < 1 for a, b in zip(found, wanted, strict=True))

        until(is_there, what=lambda: f"{tile_id} shown at {wanted}, not {seen}")

    def notice(self, text: str) -> Locator:
        return self.page.locator("notice-stack .notice", has_text=text)

    # -- the wall --------------------------------------------------------------------------------

    def tile_rect(self, tile_id: str) -> Rect | None:
        """What another client hears of it."""
        tile = self.wall.client.scene().tile(tile_id)
        return tile.rect if tile else None

    def wait_rect(self, tile_id: str, rect: Rect) -> None:
        until(
            lambda: self.tile_rect(tile_id) == rect,
            what=lambda: f"{tile_id} at {rect}, not {self.tile_rect(tile_id)}",
        )

    def wait_tile_moved(self, tile_id: str, before: Rect) -> None:
        until(lambda: self.tile_rect(tile_id) not in (None, before), what=f"{tile_id} moved")

    def wait_tiles(self, ids: set[str]) -> None:
        def here() -> set[str]:
            return {tile.id for tile in self.wall.client.scene().tiles}

        until(lambda: here() == ids, what=lambda: f"{ids ^ here()} differ")

    def _hear(self, message: ConsoleMessage) -> None:
        is_expected = any(reason in message.text for reason in (*CANNOT_REACH, *REFUSED))
        if message.type in ("error", "warning") and not is_expected:
            self._complaints.append(f"{message.type}: {message.text}")

    def _hear_error(self, error: Error) -> None:
        self._complaints.append(f"error: {error}")


def _token(wall: RunningWall, name: str | None, role: Role, area: str) -> str:
    if name is None:
        return (wall.data / "admin-token").read_text().strip()
    known = {token.name for token in wall.client.tokens()}
    if name in known:
        wall.client.revoke_token(name)
    walls = wall.client.identified.walls
    grants = None if area == "all" else [Grant(role=role, wall=walls[0].name, area=area)]
    return wall.client.add_token(name, role, grants=grants).token


def keep_picture(page: Page, name: str) -> None:
    """For people to look at, where CONSOLE_PICTURES names a folder."""
    if folder := os.environ.get("CONSOLE_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")
