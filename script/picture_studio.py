"""Where script/take_pictures.py takes them: a running wall, people at the console, and waiting."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.console.accounts import PASSWORD, link_for
from tests.console.desks import Desk
from tests.console.windows import Windows
from tests.live.running_wall import RunningWall, until
from wall.model.actors import Role

LOCALES = {"en": "en-GB", "fr": "fr-FR"}
DESK, PHONE = (1280, 800), (390, 844)
MOST_COLOURS, ROUNDS = 256, 3
PATIENCE_MS = 30_000
COARSE = 96, 27
ALIKE = 9.0
"""The mean difference of a channel between the miniature and the wall; films move meanwhile."""

MINIATURE = """() => {
    const canvas = document.querySelector("wall-plan canvas");
    return canvas.width ? canvas.toDataURL() : "";
}"""

DISMISS_ALL = """() => {
    for (const button of document.querySelectorAll("notice-stack .notice > button")) button.click();
}"""


def _coarse(png: bytes) -> NDArray[np.float32]:
    """What is left of a picture of the wall where its sharpness does not count."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return np.asarray(picture.resize(COARSE, Image.Resampling.BOX), np.float32)


def _worst_screen(seen: NDArray[np.float32], real: NDArray[np.float32]) -> float:
    """The mean difference where it is largest: pictures of screens come one after the other."""
    rows, columns = 3, 6
    height, width = seen.shape[0] // rows, seen.shape[1] // columns
    by_screen = np.abs(seen - real).reshape(rows, height, columns, width, 3)
    return float(by_screen.mean(axis=(1, 3, 4)).max())


@dataclass
class Studio:
    """The wall, the browser, and where the pictures go."""

    wall: RunningWall
    windows: Windows
    folder: Path
    wanted: frozenset[str]
    words: dict[str, str]
    language: str
    light: bool
    desks: list[Desk] = field(default_factory=list)

    def word(self, key: str, **values: str) -> str:
        """What the console calls it."""
        return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], self.words[key])

    def open(self, size: tuple[int, int] = DESK) -> Desk:
        desk = Desk(
            self.windows,
            self.wall,
            None,
            size=size,
            language=LOCALES[self.language],
            role=Role.ADMIN,
        )
        desk.page.set_default_timeout(PATIENCE_MS)
        desk.page.emulate_media(color_scheme="light" if self.light else "dark")
        self.desks.append(desk)
        return desk

    def invited(self, name: str, shown: str, role: str, size: tuple[int, int] = DESK) -> Desk:
        """Somebody who has just opened their link."""
        desk = self.open(size)
        desk.page.goto(link_for(self.wall, name, {"role": role}, display_name=shown))
        desk.page.get_by_label(self.word("invitation.password")).fill(PASSWORD)
        return desk

    def enter(self, desk: Desk) -> Desk:
        desk.page.get_by_role("button", name=self.word("invitation.enter")).click()
        self.wait_alike(desk)
        return desk

    def button(self, desk: Desk, key: str, **values: str) -> Locator:
        return desk.page.get_by_role("button", name=self.word(key, **values), exact=True)

    def tool(self, desk: Desk, key: str) -> Locator:
        toolbar = desk.page.get_by_role("toolbar")
        return toolbar.get_by_role("button", name=self.word(key), exact=True)

    def panel(self, desk: Desk, key: str) -> Locator:
        """In front, as after a click on its tab."""
        name = self.word(key)
        tab = desk.page.get_by_role("tab", name=name, exact=True)
        if tab.get_attribute("aria-selected") != "true":
            tab.click()
        return desk.page.get_by_role("tabpanel", name=name, exact=True)

    def settle(self) -> None:
        """Until everything is on the screens, and nothing of it loads."""
        self.wall.wait(
            lambda status: (
                status.ready and all(tile.health.state != "loading" for tile in status.tiles)
            ),
            60.0,
            "a wall that is complete",
        )

    def wait_alike(self, desk: Desk, limit: float = ALIKE) -> None:
        """Until the miniature shows what is on the screens."""
        desk.page.locator("wall-plan .tile-box").first.wait_for()
        self.settle()
        off: list[float] = []

        def is_alike() -> bool:
            url: str = desk.page.evaluate(MINIATURE)
            if not url:
                return False
            seen = _coarse(base64.b64decode(url.partition(",")[2]))
            real = _coarse(self.wall.client.snapshot(max_width=600))
            off[:] = [float(np.abs(seen - real).mean()), _worst_screen(seen, real)]
            desk.page.wait_for_timeout(100)
            return off[0] < limit and off[1] < 2 * limit

        until(is_alike, 40.0, lambda: f"a miniature that is the wall, which is {off} off")

    def hush(self, *desks: Desk) -> None:
        """Until what was said has gone."""
        for desk in desks:
            desk.page.evaluate(DISMISS_ALL)
            expect(desk.page.locator("notice-stack .notice")).to_have_count(0)

    def shoot(self, desk: Desk, name: str) -> None:
        if self.wanted and name not in self.wanted:
            return
        desk.page.evaluate("document.fonts.ready")
        self.keep(desk.page.screenshot(animations="disabled"), f"console-{name}")

    def keep(self, png: bytes, name: str) -> None:
        """With a palette, which makes it a third of the size."""
        picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(MOST_COLOURS, kmeans=ROUNDS)
        path = self.folder / f"{name}.png"
        picture.save(path, optimize=True)
        print(f"{path} {path.stat().st_size // 1024} KiB", flush=True)
