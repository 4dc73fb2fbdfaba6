"""A real Chromium at the console of a real wall, on 18 real X monitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright
from simulated_monitors import SimulatedMonitors

from tests.console.desks import Desk
from tests.console.moderated_wall import ModeratedWall, Moderator
from tests.console.windows import Windows
from tests.live.conftest import LEFT_BY_WALLS
from tests.live.running_wall import RunningWall
from tests.live.sites import make_site
from wall.console import FOLDER
from wall.model.actors import Role
from wall.model.commands import CloseTile

CHROMIUM = "/usr/bin/chromium"
TYPES = {".js": "text/javascript", ".json": "application/json"}
ALLOWED = "127.0.0.1"
"""A host that tests may push from; loopback is refused otherwise."""
expect.set_options(timeout=20_000)
OpenDesk = Callable[..., Desk]
OpenModerator = Callable[..., Moderator]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The wall and the browser are shared; their fixtures end them."""
    names = (*LEFT_BY_WALLS, "node", "chromium", "cat", "chrome_crashpad")
    mark = pytest.mark.leaves_processes(*names, reason="wall and browser are shared")
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(mark)


@pytest.fixture(scope="session")
def console_wall(
    wall_x: SimulatedMonitors, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningWall]:
    folder = tmp_path_factory.mktemp("console")
    site = make_site(folder / "site", allow=ALLOWED)
    with RunningWall(site, wall_x.environment(), folder / "data") as running:
        yield running
        # Playwright leaves its event loop running in this thread, which the client minds.
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(running.stop).result()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def modules_page(browser: Browser) -> Iterator[Page]:
    """An empty page that can import the console's modules; no wall runs."""

    def serve(route: Route) -> None:
        path = FOLDER / route.request.url.partition("/console/")[2]
        if path.is_file():
            route.fulfill(body=path.read_bytes(), content_type=TYPES.get(path.suffix, "text/plain"))
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page = browser.new_page()
    page.route("http://console.test/**", serve)
    page.goto("http://console.test/")
    yield page
    page.close()


@pytest.fixture
def wall(console_wall: RunningWall) -> RunningWall:
    """The shared wall with the layout `colours`, nothing else on it and nothing prepared."""
    client = console_wall.client
    for stage in client.stages():
        client.drop_stage(stage=stage.stage)
    client.take("colours", clear=True)
    if alerts := [tile.id for tile in client.scene().tiles if tile.layer == "alert"]:
        client.submit(*(CloseTile(id=tile) for tile in alerts))
    console_wall.settle()
    return console_wall


@pytest.fixture
def open_desk(windows: Windows, wall: RunningWall) -> Iterator[OpenDesk]:
    """Opens the console in a browser window of its own; what the browser complains of fails."""
    desks: list[Desk] = []

    def open_one(
        name: str | None = None,
        *,
        size: tuple[int, int] = (1440, 900),
        signed_in: bool = True,
        language: str = "en-GB",
        role: str = "operator",
        area: str = "all",
    ) -> Desk:
        desk = Desk(windows, wall, name, size=size, language=language, role=Role(role), area=area)
        desks.append(desk)
        desk.open(signed_in=signed_in)
        return desk

    yield open_one
    complaints = [complaint for desk in desks for complaint in desk.close()]
    assert complaints == []


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """One administrator at the console."""
    return open_desk()


@pytest.fixture(scope="session")
def moderated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModeratedWall]:
    wall = ModeratedWall(tmp_path_factory.mktemp("moderated"))
    wall.start()
    yield wall
    wall.stop()


@pytest.fixture
def open_moderator(windows: Windows, moderated: ModeratedWall) -> Iterator[OpenModerator]:
    opened: list[Moderator] = []

    def open_one(name: str = "anne", **how: object) -> Moderator:
        one = Moderator(windows, moderated, name, **how)  # type: ignore[arg-type]
        opened.append(one)
        return one

    yield open_one
    for one in opened:
        one.close()
    assert [complaint for one in opened for complaint in one.complaints] == []
