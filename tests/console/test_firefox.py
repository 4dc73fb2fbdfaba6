"""A real Firefox at the console: it shows the wall, and shares its real screen with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from simulated_monitors import SimulatedMonitors

from tests.console.accounts import PASSWORD, link_for
from tests.console.firefox import Firefox, Tab, firefox
from tests.live.frame_buffer import Color
from tests.live.running_wall import RunningWall, until
from tests.live.sites import color_of
from wall.protocol.share_words import ShareState

DESK_PX = (1280, 720)
OF_DESK = (500, 420)
AT = "B2"
GREEN, ORANGE = (20, 160, 60), (230, 140, 20)
WORK = "data:text/html,<title>Work</title><body style='background:rgb(20,160,60)'>"
SIZES = ((1440, 900), (390, 844))
TILES = "document.querySelectorAll('wall-plan .tile-box').length"
WIDER = "document.documentElement.scrollWidth - innerWidth"
SAID = "document.querySelector('notice-stack').innerText.includes({!r})"
NEVER = "() => Promise.reject(new DOMException('', 'NotAllowedError'))"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Firefox]:
    with (
        SimulatedMonitors(1, 1, DESK_PX) as desk,
        firefox(tmp_path, desk.environment(), DESK_PX) as running,
    ):
        yield running
        assert running.complaints == []


def named(words: str) -> str:
    """The button with these words."""
    is_it = f"b.checkVisibility() && b.innerText.trim() === {json.dumps(words)}"
    return f"[...document.querySelectorAll('button')].find((b) => {is_it})"


def share(tab: Tab) -> None:
    tab.do("browsingContext.activate")
    tab.click("document.getElementById('tab-share')")
    tab.write("document.querySelector('share-panel area-field input')", AT)
    tab.click(named("Share my desk"))


def states(wall: RunningWall) -> list[ShareState]:
    return [share.state for share in wall.client.shares()]


def is_left(wall: RunningWall) -> bool:
    return not states(wall) and all(tile.kind != "desk" for tile in wall.client.scene().tiles)


def test_the_console_in_firefox_shows_the_wall_and_shares_the_screen(
    browser: Firefox, wall: RunningWall
) -> None:
    rect = wall.screen(AT).monitor_rect
    assert rect is not None
    scale = rect.width / DESK_PX[0]
    there = round(rect.x + OF_DESK[0] * scale), round(rect.y + OF_DESK[1] * scale)

    def show(color: Color) -> None:
        work.run(f"document.body.style.background = 'rgb{color}'")
        work.do("browsingContext.activate")

    work = browser.open(WORK)
    console = browser.open(link_for(wall, "fiona"))
    console.write("document.querySelector('[autocomplete=new-password]')", PASSWORD)
    console.click(named("Set the password and sign in"))
    until(lambda: console.run(TILES) == len(wall.client.scene().tiles))
    for width, height in SIZES:
        console.do("browsingContext.setViewport", viewport={"width": width, "height": height})
        assert console.run(WIDER) == 0
    console.do("browsingContext.setViewport", viewport=None)

    share(console)
    until(lambda: ShareState.LIVE in states(wall))
    for color in (GREEN, ORANGE):
        show(color)
        wall.eyes.wait_color(*there, color)
    console.do("browsingContext.activate")
    console.click(named("Pause"))
    until(lambda: ShareState.PAUSED in states(wall))
    console.click(named("Go on"))
    show(GREEN)
    wall.eyes.wait_color(*there, GREEN)
    console.do("browsingContext.activate")
    console.click(named("Stop"))
    until(lambda: states(wall) == [ShareState.ENDED])

    console.run(f"navigator.mediaDevices.getDisplayMedia = {NEVER}")
    share(console)
    until(lambda: console.run(SAID.format("refuses without asking")))
    console.run("delete navigator.mediaDevices.getDisplayMedia")
    share(console)
    show(ORANGE)
    wall.eyes.wait_color(*there, ORANGE)
    # Whoever closes the tab has left: it says so, and the layout is there again.
    console.do("browsingContext.close")
    until(lambda: ShareState.LIVE not in states(wall))
    assert ShareState.AWAY not in states(wall)
    until(lambda: is_left(wall))
    wall.eyes.wait_color(*there, color_of(AT))
