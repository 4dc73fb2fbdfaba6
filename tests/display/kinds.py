"""Tiny kinds for the display's own tests: plain colours, slow ones, and ones that fail."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from wall.kinds.addresses import MediaAddress
from wall.kinds.kind import TileKind, TileSettings
from wall.kinds.registry import KindRegistry
from wall.model.datasets import Dataset, Posts
from wall.model.tiles import HealthState
from wall.views.base import TileView


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
FRAMED = TileKind(
    "framed", "Framed", PlainSettings, "tests.display.kinds:FramedView", frozenset({"posts"})
)


def registry() -> KindRegistry:
    return KindRegistry([PLAIN, FRAMED])
