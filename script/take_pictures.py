#!/usr/bin/env python3
"""Take the pictures of docs/operators.md and the README: the real console at the real wall.

    .venv/bin/python script/take_pictures.py [NAME ...]
    .venv/bin/python script/take_pictures.py --language fr --light --to FOLDER

Opens the built-in site on 18 simulated monitors, lets people in a browser do what the handbook
tells, and writes docs/pictures/wall.png and docs/pictures/console-NAME.png. With names, only these
are written; the others are gone through all the same. Takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from picture_posts import take_posts  # noqa: E402
from picture_studio import PHONE, Studio  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402
from simulated_monitors import SimulatedMonitors  # noqa: E402

from tests.console.desks import Desk  # noqa: E402
from tests.console.windows import Windows  # noqa: E402
from tests.live.running_wall import RunningWall, until  # noqa: E402

SITE = ROOT / "layouts" / "social-hub"
PICTURES = ROOT / "docs" / "pictures"
LANGUAGES = ROOT / "wall" / "console" / "languages"
CHROMIUM = "/usr/bin/chromium"
FIRST_DISPLAY = 190
WALL_WIDTH = 2400
POINTED_WITH, AROUND = 12, 24
STILL, BRIGHT = 4.0, 100.0


def take_all(studio: Studio) -> None:
    """In the order of a day; each leaves the wall as it found it.

    The wall itself comes last: by then all its figures have counted the recorded day."""
    anne = take_invitation(studio)
    ben = studio.enter(studio.invited("ben", "Ben Okoye", "operator"))
    take_overview(studio, anne, ben)
    take_pushing(studio, anne)
    take_announcing(studio, anne)
    take_claims(studio, anne, ben)
    take_pointing(studio, anne, ben)
    take_preparing(studio, anne)
    take_driving(studio, anne)
    take_past(studio, anne)
    take_panic(studio, anne)
    take_phone(studio)
    take_people(studio)
    take_posts(studio)
    take_wall(studio)


def take_wall(studio: Studio) -> None:
    studio.settle()
    if not studio.wanted or "wall" in studio.wanted:
        studio.keep(studio.wall.client.snapshot(max_width=WALL_WIDTH), "wall")


def take_invitation(studio: Studio) -> Desk:
    anne = studio.invited("anne", "Anne Roux", "operator")
    studio.shoot(anne, "invitation")
    return studio.enter(anne)


def take_overview(studio: Studio, anne: Desk, ben: Desk) -> None:
    """Two at work: what each has chosen, and where the other points."""
    ben.choose("shares")
    ben.page.mouse.move(*ben.middle_of("D2"))
    anne.choose("map")
    expect(anne.page.locator("plan-people .other-pointer")).to_have_count(1)
    studio.wait_alike(anne)
    studio.shoot(anne, "wall")
    ben.page.keyboard.press("Escape")
    ben.page.mouse.move(2, 2)
    anne.page.keyboard.press("Escape")


def take_pushing(studio: Studio, anne: Desk) -> None:
    """A photo over the four middle screens, and back."""
    panel = studio.panel(anne, "push.title")
    panel.locator("input[type=file]").set_input_files(SITE / "media" / "coast.jpg")
    studio.button(anne, "push.put").click()
    anne.page.mouse.move(*anne.middle_of("C1"))
    anne.page.mouse.down()
    anne.page.mouse.move(*anne.middle_of("D2"), steps=POINTED_WITH)
    studio.shoot(anne, "choosing")
    anne.page.mouse.up()
    undo = anne.page.locator("notice-stack").get_by_role("button", name=studio.word("action.undo"))
    undo.wait_for()
    studio.wait_alike(anne)
    studio.shoot(anne, "pushed")
    # By now what was said may have gone; the button in the bar does the same.
    banner = anne.page.get_by_role("banner")
    banner.get_by_role("button", name=studio.word("action.undo"), exact=True).click()
    studio.wait_alike(anne)
    studio.hush(anne)


def take_announcing(studio: Studio, anne: Desk) -> None:
    panel = studio.panel(anne, "announce.title")
    text = panel.get_by_label(studio.word("announce.text"))
    text.fill("Mobile data is disturbed in Iași and Rabat")
    panel.get_by_label(studio.word("level.warning")).check(force=True)
    panel.get_by_role("button", name=studio.word("announce.put"), exact=True).click()
    down = panel.get_by_role("button", name=studio.word("announce.down"))
    down.wait_for()
    text.fill("The tour of the newsroom starts at 16:00")
    # It comes in slowly; what is ready is not yet seen.
    until(lambda: float(studio.wall.look("A3")[-200:].mean()) > BRIGHT, 40.0, "the warning")
    studio.wait_alike(anne)
    studio.hush(anne)
    studio.shoot(anne, "announcing")
    text.fill("")
    down.click()
    studio.wait_alike(anne)
    studio.panel(anne, "push.title")


def take_claims(studio: Studio, anne: Desk, ben: Desk) -> None:
    studio.tool(anne, "lease.claim").click()
    panel = studio.panel(anne, "claims.title")
    panel.get_by_label(studio.word("area.label")).fill("A1:B3")
    panel.get_by_label(studio.word("lease.purpose")).fill("crisis desk")
    panel.get_by_role("button", name=studio.word("lease.claim"), exact=True).click()
    ben.page.locator("plan-leases .claim").wait_for()
    studio.hush(anne)
    studio.shoot(anne, "claim")
    ben.drag(ben.middle_of("A2"), ben.middle_of("C2"))
    ask = studio.button(ben, "lease.ask")
    ask.first.wait_for()
    studio.panel(ben, "claims.title")
    ben.page.mouse.move(2, 2)
    studio.wait_alike(ben)
    studio.shoot(ben, "refused")
    ben.page.locator("notice-stack").get_by_role("button", name=studio.word("lease.ask")).click()
    asked = anne.page.locator("notice-stack")
    asked.get_by_role("button", name=studio.word("lease.hand_over")).wait_for()
    studio.hush(anne, ben)
    panel.get_by_role("button", name=studio.word("lease.release")).click()
    ben.page.locator("plan-leases .claim").wait_for(state="detached")
    studio.hush(anne)


def take_pointing(studio: Studio, anne: Desk, ben: Desk) -> None:
    ben.page.keyboard.press("Escape")
    studio.tool(ben, "pointing.tool").click()
    studio.tool(anne, "pointing.tool").click()
    ben.page.mouse.move(*ben.middle_of("E1"), steps=POINTED_WITH)
    studio.button(anne, "pointing.draw").click()
    x, y, width, height = anne.rect_of("D2")
    turn = [math.tau * step / AROUND for step in range(AROUND + 1)]
    points = [
        anne.at(x + width * (0.3 + 0.25 * math.cos(at)), y + height * (0.5 + 0.35 * math.sin(at)))
        for at in turn
    ]
    anne.page.mouse.move(*points[0])
    anne.page.mouse.down()
    for point in points[1:]:
        anne.page.mouse.move(*point)
    anne.page.mouse.up()
    expect(anne.page.locator("plan-marks .laser")).to_have_count(1)
    studio.shoot(anne, "pointing")
    for desk in (anne, ben):
        desk.page.keyboard.press("Escape")
        expect(desk.page.locator("pointing-bar")).to_be_hidden()


def take_preparing(studio: Studio, anne: Desk) -> None:
    panel = studio.panel(anne, "layouts.title")
    edit = f"{studio.word('layouts.edit')}: Event"
    panel.get_by_role("button", name=edit).click()
    bar = anne.page.locator("preparing-bar")
    bar.get_by_text(studio.word("layouts.ready"), exact=True).wait_for()
    anne.choose("poster")
    until(lambda: _is_painted(anne), 40.0, "a picture of everything that is prepared")
    studio.shoot(anne, "preparing")
    bar.get_by_role("button", name=studio.word("preparing.take")).click()
    expect(bar).to_be_hidden()
    studio.wait_alike(anne)
    studio.hush(anne)


def take_driving(studio: Studio, anne: Desk) -> None:
    studio.wall.client.take("performance")
    anne.page.locator('wall-plan [data-key="pulse"]').wait_for()
    studio.wait_alike(anne)
    anne.choose("pulse")
    studio.panel(anne, "details.title")
    studio.button(anne, "drive.open").click()
    anne.page.wait_for_function("() => document.querySelector('drive-view canvas').width > 100")
    view = anne.page.locator("drive-view .drive-stage").bounding_box()
    assert view is not None
    anne.page.mouse.move(view["x"] + view["width"] / 3, view["y"] + view["height"] / 2, steps=8)
    studio.shoot(anne, "driving")
    anne.page.get_by_role("dialog").get_by_role("button", name=studio.word("drive.end")).click()
    anne.page.keyboard.press("Escape")


def take_past(studio: Studio, anne: Desk) -> None:
    studio.tool(anne, "past.tool").click()
    bar = anne.page.locator("past-bar")
    bar.wait_for()
    # Of some moments there are pictures: the last one but one of these.
    pictured = bar.locator("past-film li:has(img) button")
    expect(pictured.nth(1)).to_be_visible()
    pictured.nth(pictured.count() - 2).click()
    expect(anne.page.locator("plan-past img")).to_be_visible()
    anne.page.wait_for_load_state("networkidle")
    studio.shoot(anne, "past")
    bar.get_by_role("button", name=studio.word("past.leave")).click()
    studio.wall.client.take("listening", clear=True)
    studio.wait_alike(anne)


def take_panic(studio: Studio, anne: Desk) -> None:
    anne.page.keyboard.press("Control+Shift+Space")
    studio.button(anne, "panic.uncover_now").wait_for()
    studio.wait_alike(anne, STILL)
    studio.hush(anne)
    studio.shoot(anne, "panic")
    studio.wall.client.end_panic()
    studio.wait_alike(anne)


def take_phone(studio: Studio) -> None:
    phone = studio.enter(studio.invited("carla", "Carla Neri", "operator", PHONE))
    studio.hush(phone)
    studio.shoot(phone, "phone")


def take_people(studio: Studio) -> None:
    admin = studio.enter(studio.invited("dana", "Dana Weiss", "admin"))
    studio.button(admin, "access.title").click()
    admin.page.get_by_role("dialog").get_by_text("Carla Neri").wait_for()
    studio.shoot(admin, "people")
    studio.button(admin, "access.invite").click()
    form = admin.page.get_by_role("dialog")
    form.get_by_label(studio.word("access.shown_name"), exact=True).fill("Elif Kaya")
    form.get_by_label(studio.word("access.name"), exact=True).fill("elif")
    studio.shoot(admin, "inviting")


def _is_painted(desk: Desk) -> bool:
    """Whether each tile of the stage has its picture: an empty frame has one colour."""
    colours: list[int] = desk.page.evaluate(
        """() => {
            const { canvas } = document.querySelector("plan-stage");
            const context = canvas.getContext("2d");
            const { left, top } = canvas.getBoundingClientRect();
            return [...document.querySelectorAll("wall-plan .tile-box")].map((element) => {
                const box = element.getBoundingClientRect();
                const at = [box.left - left + 2, box.top - top + 2, box.width - 4, box.height - 4];
                const { data } = context.getImageData(...at);
                return new Set(new Uint32Array(data.buffer)).size;
            });
        }"""
    )
    desk.page.wait_for_timeout(100)
    return bool(colours) and min(colours) > 1


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Studio]:
    """The wall outlives the browser, whose event loop its client minds: it ends in a thread."""
    words = json.loads((LANGUAGES / f"{arguments.language}.json").read_text(encoding="utf-8"))
    with (
        TemporaryDirectory() as folder,
        SimulatedMonitors(first_display=FIRST_DISPLAY) as monitors,
        ThreadPoolExecutor(1) as elsewhere,
    ):
        site = Path(shutil.copytree(SITE, Path(folder, "social-hub")))
        Path(folder).chmod(0o755)
        wall = RunningWall(site, monitors.environment(), Path(folder, "data"))
        wall.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox"]
                )
                yield Studio(
                    wall=wall,
                    windows=Windows(browser),
                    folder=arguments.to,
                    wanted=frozenset(arguments.names),
                    words=words,
                    language=arguments.language,
                    light=arguments.light,
                )
                browser.close()
        finally:
            elsewhere.submit(wall.stop).result()
            wall.eyes.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the operators' handbook.")
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--language", default="en", choices=["en", "fr"])
    parser.add_argument("--light", action="store_true", help="instead of dark")
    parser.add_argument("--to", type=Path, default=PICTURES, metavar="FOLDER")
    arguments = parser.parse_args()
    arguments.to.mkdir(parents=True, exist_ok=True)
    with opened(arguments) as studio:
        try:
            take_all(studio)
        except BaseException:
            for number, desk in enumerate(studio.desks, start=1):
                desk.page.screenshot(path=arguments.to / f"failed-{number}.png")
            raise


if __name__ == "__main__":
    main()
