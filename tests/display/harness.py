"""A display in this process, or in one on a real X server, that tests talk to as the link does."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWidgets import QApplication

from tests.display.kinds import registry
from wall.display.display import Display, DisplayParts
from wall.display.equipment import DisplayWeb, Equipment
from wall.display.files import FileMissing, SiteFiles
from wall.display.frame_clock import FrameClock
from wall.display.memory import Memory
from wall.display.monitors import Monitors
from wall.display.outputs import MonitorOutputs, Outputs, PreviewOutputs
from wall.display.staging import Stage
from wall.kinds.registry import KindRegistry
from wall.link.messages import (
    DisplaySettings,
    Identified,
    SceneChanged,
    SceneSnapshot,
    ToController,
)
from wall.model.changes import Change
from wall.model.geometry import Rect, Size
from wall.model.scene import Scene
from wall.model.screens import OutputBinding, RectMm, Rotation, Screen, Wall, column_name
from wall.model.tiles import Layer, Tile

TIMEOUT_S = 20.0
Message = TypeVar("Message")


def make_screen(
    address: str,
    rect: tuple[int, int, int, int],
    *,
    rotation: Rotation = 0,
    binding: OutputBinding | None = None,
    pixels: tuple[int, int] | None = None,
) -> Screen:
    x, y, w, h = rect
    upright = (w, h) if rotation in (0, 180) else (h, w)
    return Screen(
        address=address,
        rect=Rect(*rect),
        pixels=Size(*(pixels or upright)),
        rotation=rotation,
        rect_mm=RectMm(x / 4, y / 4, w / 4, h / 4),
        binding=binding or OutputBinding(),
    )


def grid_wall(columns: int, rows: int, size: tuple[int, int], gap: int = 0) -> Wall:
    w, h = size
    screens = tuple(
        make_screen(f"{column_name(c)}{r + 1}", (c * (w + gap), r * (h + gap), w, h))
        for r in range(rows)
        for c in range(columns)
    )
    return Wall(name="hub", title="Hub", screens=screens)


def plain(
    tile_id: str,
    rect: tuple[int, int, int, int],
    color: str,
    *,
    kind: str = "plain",
    layer: Layer = Layer.BASE,
    z: int = 0,
    source: str | None = None,
    title: str | None = None,
    **settings: object,
) -> Tile:
    return Tile.model_validate(
        {
            "id": tile_id,
            "kind": kind,
            "rect": Rect(*rect),
            "layer": layer,
            "z": z,
            "source": source,
            "title": title,
            "settings": {"color": color, **settings},
        }
    )


class NoWeb:
    """These tests show no pages."""

    def profile(self, tile: Tile, name: str | None) -> QWebEngineProfile:
        raise NotImplementedError

    def release(self, profile: QWebEngineProfile) -> None:
        raise NotImplementedError

    def password(self, tile: Tile, secret: str) -> str | None:
        return None

    def load(self, page: QWebEnginePage, url: str) -> None:
        raise NotImplementedError

    def page_url(self, tile: Tile, address: str) -> str:
        return address

    def configure(self, settings: DisplaySettings) -> None:
        pass

    def stop(self) -> None:
        pass


def no_fetch(tile: Tile, address: str) -> Path:
    raise FileMissing(address, "this test has no network")


def no_check(address: str) -> None:
    pass


class DisplayHarness:
    """A whole display, fed by hand."""

    def __init__(
        self,
        application: QApplication,
        *,
        preview: bool = False,
        cache_folder: Path | None = None,
        machine: str = "here",
        kinds: KindRegistry | None = None,
        web: Callable[[SiteFiles], DisplayWeb] = lambda _: NoWeb(),
    ) -> None:
        self.sent: list[ToController | bytes] = []
        self.clock = FrameClock()
        self.outputs: Outputs = (
            PreviewOutputs()
            if preview
            else MonitorOutputs(Monitors(application), machine, opengl=False)
        )
        self.memory = Memory(cache_folder, self.clock)
        self.equipment = Equipment.new(no_fetch, no_check, web)
        parts = DisplayParts(
            kinds or registry(), self.equipment, self.clock, self.outputs, self.memory, None
        )
        self.display = Display(parts, self.sent.append)
        self.scene = Scene(wall="hub")

    def identify(self, wall: Wall, **settings: object) -> None:
        told = DisplaySettings.model_validate({"site": "test", **settings})
        self.display.handle(Identified(now=time.time(), settings=told, walls=(wall,)))

    def show(self, *tiles: Tile) -> None:
        """A snapshot with these tiles, and wait until it is on the wall."""
        self.scene = Scene(wall="hub", revision=self.scene.revision + 1).with_tiles(tiles)
        self.display.handle(SceneSnapshot(scene=self.scene))
        self.wait(lambda: self.stage.shown_revision == self.scene.revision)

    def change(self, *changes: Change, fade_ms: int = 0, at: float | None = None) -> None:
        revision = self.scene.revision + 1
        self.scene = self.scene.model_copy(update={"revision": revision})
        self.display.handle(
            SceneChanged(wall="hub", revision=revision, changes=changes, fade_ms=fade_ms, at=at)
        )

    @property
    def stage(self) -> Stage:
        return self.display.shows["hub"].stage

    def heard(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.sent if isinstance(message, kind)]

    def wait(self, condition: Callable[[], bool], timeout_s: float = TIMEOUT_S) -> None:
        wait_until(condition, timeout_s)

    def settle(self) -> None:
        """Until everything that is marked is painted."""
        self.wait(lambda: self.clock.is_idle)
        for _ in range(3):
            turn()

    def stop(self) -> None:
        self.display.stop()
        self.clock.stop()
        self.equipment.stop()
        for _ in range(3):
            turn()


def wait_until(condition: Callable[[], object], timeout_s: float = TIMEOUT_S) -> None:
    """Run the event loop until the condition holds."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        turn()


def turn(milliseconds: int = 10) -> None:
    """One turn of the event loop, at most this long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
