"""Small real implementations of the services of a view, for tests and pictures: a clock that
moves by hand, files from a folder, pictures decoded at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from wall.errors import WallError
from wall.model.tiles import Tile
from wall.views.base import TileView
from wall.views.services import (
    DeskPicture,
    DeskState,
    Playback,
    Services,
    Subscription,
    VideoState,
)
from wall.views.streams import StreamWishes
from wall.views.theme import Theme, load_theme

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

START = 1_795_600_000.0
"""Wednesday 2026-11-25 09:46:40 UTC."""


class Ending:
    """A subscription that runs something when it ends, once."""

    def __init__(self, end: Callable[[], None] = lambda: None) -> None:
        self._end: Callable[[], None] | None = end

    def end(self) -> None:
        end, self._end = self._end, None
        if end is not None:
            end()


class ManualClock:
    """The frame clock, moved by `advance`. `marks` holds what was marked since it was emptied."""

    TICK_S = 1 / 60

    def __init__(self, now: float = START) -> None:
        self._now = now
        self.marks: list[tuple[TileView, QRectF | None]] = []
        self._steps: dict[int, tuple[float, Callable[[float], None]]] = {}
        self._repeating: dict[int, tuple[float, Callable[[], None]]] = {}
        self._once: dict[int, tuple[float, Callable[[], None]]] = {}
        self._last = 0

    def now(self) -> float:
        return self._now

    def mark(self, view: TileView, rect: QRectF | None = None) -> None:
        self.marks.append((view, rect))
        if rect is None:
            view.update()
        else:
            view.update(rect)

    def animate(self, step: Callable[[float], None]) -> Subscription:
        key = self._key()
        self._steps[key] = (self._now, step)
        return Ending(lambda: self._forget(key))

    def every(self, seconds: float, call: Callable[[], None]) -> Subscription:
        key = self._key()
        self._repeating[key] = (seconds, call)
        return Ending(lambda: self._forget(key))

    def after(self, seconds: float, call: Callable[[], None]) -> Subscription:
        key = self._key()
        self._once[key] = (self._now + seconds, call)
        return Ending(lambda: self._forget(key))

    @property
    def is_idle(self) -> bool:
        return not self._steps

    @property
    def open(self) -> int:
        """How many subscriptions are still going on."""
        return len(self._steps) + len(self._repeating) + len(self._once)

    def advance(self, seconds: float) -> None:
        """Move time on in ticks of 1/60 s, calling what is due."""
        target = self._now + seconds
        while self._now < target - 1e-9:
            before = self._now
            self._now = min(target, self._now + self.TICK_S)
            for key, (due, call) in list(self._once.items()):
                if due <= self._now + 1e-9 and key in self._once:
                    self._forget(key)
                    call()
            for key, (period, call) in list(self._repeating.items()):
                if int(before / period) != int(self._now / period) and key in self._repeating:
                    call()
            for key, (began, step) in list(self._steps.items()):
                if key in self._steps:
                    step(self._now - began)

    def _key(self) -> int:
        self._last += 1
        return self._last

    def _forget(self, key: int) -> None:
        for table in (self._steps, self._repeating, self._once):
            table.pop(key, None)


class FolderFiles:
    """Addresses are paths below one folder. Answers wait until `deliver` is called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.trusted: list[bool] = []
        self._waiting: list[Callable[[], None]] = []
        self._listeners: dict[str, Callable[[Sequence[str]], None]] = {}

    def fetch(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Path], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        self.asked.append(address)
        self.trusted.append(tile.trusted)
        path = self.folder / address

        def answer() -> None:
            if path.is_file():
                done(path)
            else:
                failed(f"there is no file {address}")

        return self._later(answer)

    def list_folder(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Sequence[str]], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        self._listeners[address] = done

        def answer() -> None:
            path = self.folder / address
            if path.is_dir():
                done(self._names(address))
            else:
                failed(f"there is no folder {address}")

        return self._later(answer)

    def folder_changed(self, address: str) -> None:
        self._listeners[address](self._names(address))

    def deliver(self) -> None:
        """Answer everything that is asked, and what is asked meanwhile."""
        while self._waiting:
            self._waiting.pop(0)()

    def _names(self, address: str) -> list[str]:
        return sorted(f"{address}/{p.name}" for p in (self.folder / address).iterdir())

    def _later(self, answer: Callable[[], None]) -> Subscription:
        self._waiting.append(answer)

        def end() -> None:
            if answer in self._waiting:
                self._waiting.remove(answer)

        return Ending(end)


class DirectImages:
    """Decodes on the spot."""

    def __init__(self) -> None:
        self.sizes: list[QSize] = []
        self.foreign: list[bool] = []

    def load(
        self,
        path: Path,
        size_px: QSize,
        done: Callable[[QImage], None],
        failed: Callable[[str], None],
        *,
        cover: bool = False,
        foreign: bool = False,
    ) -> Subscription:
        self.sizes.append(size_px)
        self.foreign.append(foreign)
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            failed(f"{path.name}: {reader.errorString()}")
            return Ending()
        mode = Qt.AspectRatioMode
        done(
            image.scaled(
                size_px,
                mode.KeepAspectRatioByExpanding if cover else mode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            ).convertToFormat(QImage.Format.Format_RGB32)
        )
        return Ending()


class NoVideo:
    """These kinds play none."""

    def open(
        self,
        tile: Tile,
        addresses: Sequence[str],
        size_px: QSize,
        *,
        loop: bool,
        fit: str,
        on_frame: Callable[[], None],
        on_state: Callable[[VideoState], None],
        wishes: StreamWishes | None = None,
    ) -> Playback:
        raise WallError("no video in these tests")


class NoDesks:
    """Nobody shares one."""

    def open(
        self,
        share: str,
        size_px: QSize,
        on_frame: Callable[[], None],
        on_state: Callable[[DeskState], None],
    ) -> DeskPicture:
        raise WallError("no shared desks in these tests")


class NoWeb:
    """These kinds show no pages."""

    def profile(self, tile: Tile, name: str | None) -> QWebEngineProfile:
        raise WallError("no pages in these tests")

    def release(self, profile: QWebEngineProfile) -> None:
        raise WallError("no pages in these tests")

    def password(self, tile: Tile, secret: str) -> str | None:
        return None

    def load(self, page: QWebEnginePage, url: str) -> None:
        raise WallError("no pages in these tests")

    def page_url(self, tile: Tile, address: str) -> str:
        raise WallError("no pages in these tests")


class Bench:
    """The services of one test, with their controls."""

    def __init__(
        self, folder: Path, theme: str = "night", unit_px: float = 27.0, now: float = START
    ) -> None:
        self.clock = ManualClock(now)
        self.files = FolderFiles(folder)
        self.images = DirectImages()
        self.theme: Theme = load_theme(theme, unit_px)
        self.services = Services(
            theme=self.theme,
            clock=self.clock,
            files=self.files,
            images=self.images,
            video=NoVideo(),
            web=NoWeb(),
            desks=NoDesks(),
            pixels_per_mm=1.886,
        )
