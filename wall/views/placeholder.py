"""What stands in a frame while its tile loads, and when it cannot be shown: with the reason."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import Health, HealthState, Tile
from wall.views.base import TileView
from wall.views.services import Services

LINE_HEIGHT = 1.35


class PlaceholderSettings(TileSettings):
    """What it says."""

    state: Literal["loading", "failed"] = "failed"
    why: str = ""


class Placeholder(TileView):
    """A quiet plate: what the tile is, and one sentence."""

    def __init__(self, tile: Tile, settings: PlaceholderSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._said = settings

    def prepare(self) -> None:
        state = HealthState.LOADING if self._said.state == "loading" else HealthState.FAILED
        self.health = Health(state=state, why=self._said.why)
        self.set_ready()

    def say(self, settings: PlaceholderSettings) -> None:
        self._said = settings
        self.mark_dirty()

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        theme = self.theme
        painter.fillRect(exposed, theme.color("surface"))
        margin = min(theme.px("margin"), self.rect.width() / 8, self.rect.height() / 8)
        inner = self.rect.adjusted(margin, margin, -margin, -margin)
        name = self.tile.title or self.tile.id
        sentence = (
            f"Loading {name} …" if self._said.state == "loading" else _sentence(self._said.why)
        )
        heading = theme.font("body", QFont.Weight.DemiBold)
        text = theme.font("caption", QFont.Weight.Medium)
        smallest = theme.type["caption"] * theme.unit_px
        if inner.height() < 2 * smallest or inner.width() < 4 * smallest:
            self._paint_mark(painter)
            return
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        if self._said.state == "loading":
            painter.setFont(text)
            painter.setPen(theme.color("text_muted"))
            painter.drawText(inner, flags, sentence)
            return
        heading_height = QFontMetricsF(heading).height() * LINE_HEIGHT
        metrics = QFontMetricsF(text)
        wanted = metrics.boundingRect(inner, flags, sentence).height()
        body_height = min(wanted, max(0.0, inner.height() - heading_height))
        top = inner.center().y() - (heading_height + body_height) / 2
        painter.setFont(heading)
        painter.setPen(theme.color("text"))
        upper = QRectF(inner.x(), top, inner.width(), heading_height)
        shown = QFontMetricsF(heading).elidedText(
            name, Qt.TextElideMode.ElideRight, int(inner.width())
        )
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.setFont(text)
        painter.setPen(theme.color("text_muted"))
        below = QRectF(inner.x(), top + heading_height, inner.width(), body_height)
        painter.drawText(below, flags, sentence)

    def _paint_mark(self, painter: QPainter) -> None:
        """Too small for words: a short line, muted."""
        painter.setPen(self.theme.color("text_muted"))
        middle = self.rect.center()
        half = min(self.rect.width(), self.rect.height()) / 6
        painter.drawLine(
            round(middle.x() - half),
            round(middle.y()),
            round(middle.x() + half),
            round(middle.y()),
        )


def _sentence(why: str) -> str:
    """With a capital, unless it begins with an address or a name in it."""
    first = why.split(" ", 1)[0]
    return why[:1].upper() + why[1:] if first.isalpha() and first.islower() else why
