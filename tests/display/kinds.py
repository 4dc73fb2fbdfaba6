"""Tiny kinds for the display's own tests: plain colours, slow ones, and ones that fail."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from wall.display.media import Slot
from wall.kinds.addresses import MediaAddress
from wall.kinds.kind import TileKind, TileSettings
from wall.kinds.registry import KindRegistry
from wall.model.datasets import Dataset, Posts
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.services import Frame, Subscription


class PlainSettings(TileSettings):
    color: str = "#ff0000"
    url: MediaAddress = "none"
    ready_after_s: float = 0.0
    never: bool = False
    fails: str = ""


class PlainView(TileView):
    """One colour. Counts how often such views are made, shown and closed, by tile."""

    frameless = True
    made: ClassVar[list[str]] = []
    closed: ClassVar[list[str]] = []
    seen: ClassVar[dict[str, bool]] = {}
    received_posts: ClassVar[dict[str, list[int]]] = {}

    settings: PlainSettings

    def prepare(self) -> None:
        PlainView.made.append(self.tile.id)
        if self.settings.fails == "prepare":
            raise ValueError("no such colour")
        if self.settings.fails == "health":
            self.set_health(HealthState.FAILED, "the paint is dry")
        elif self.settings.never:
            pass
        elif self.settings.ready_after_s:
            self.own(self.services.clock.after(self.settings.ready_after_s, self._done))
        else:
            self._done()

    def _done(self) -> None:
        self.set_health(HealthState.OK)
        self.set_ready()

    def received(self, before: Dataset | None) -> None:
        if self.settings.fails == "receive":
            raise ValueError("cannot read this")
        if isinstance(self.dataset, Posts):
            self.received_posts.setdefault(self.tile.id, []).append(len(self.dataset.posts))

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        if self.settings.fails == "paint":
            raise ValueError("the brush is gone")
        painter.fillRect(exposed, QColor(self.settings.color))

    def show_view(self) -> None:
        PlainView.seen[self.tile.id] = True

    def hide_view(self) -> None:
        PlainView.seen[self.tile.id] = False

    def close_view(self) -> None:
        PlainView.closed.append(self.tile.id)
        super().close_view()


class FramedView(PlainView):
    frameless = False
    says_it_itself = False

    @property
    def tells_trouble(self) -> bool:
        return self.says_it_itself


PLAIN = TileKind(
    "plain", "Plain", PlainSettings, "tests.display.kinds:PlainView", frozenset({"posts"})
)
FRAMES = TileKind(
    "frames", "Frames", PlainSettings, "tests.display.kinds:FramesView", frozenset({"posts"})
)
FRAMED = TileKind(
    "framed", "Framed", PlainSettings, "tests.display.kinds:FramedView", frozenset({"posts"})
)


class FramesView(PlainView):
    """Its frames are blue, with a red upper left quarter; Qt paints it blue before the first one,
    and in its colour later. So one can see which way its pixels went, and when."""

    fills_rect = True
    shows_frames = True

    def prepare(self) -> None:
        self._slot: Slot | None = None
        self._moving: Subscription | None = None
        super().prepare()

    def show_view(self) -> None:
        super().show_view()
        if self._moving is None:
            self._moving = self.services.clock.animate(lambda _: self.mark_dirty())

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        """With the title `still` no more frames."""
        super().configure(tile, settings)
        if tile.title == "still" and self._moving is not None:
            self._moving.end()

    def close_view(self) -> None:
        if self._moving is not None:
            self._moving.end()
        super().close_view()

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        painter.fillRect(exposed, QColor(self.settings.color if self._slot else "#0000ff"))

    def newest_frame(self) -> Frame | None:
        size = (round(self.size.width()), round(self.size.height()))
        if self._slot is None or (self._slot.width, self._slot.height) != size:
            self._slot = Slot(size, 0, 0)
            self._slot.buffer[:] = (255, 0, 0, 255)
            self._slot.buffer[: size[1] // 2, : size[0] // 2] = (0, 0, 255, 255)
        return self._slot


def registry() -> KindRegistry:
    return KindRegistry([PLAIN, FRAMED, FRAMES])
