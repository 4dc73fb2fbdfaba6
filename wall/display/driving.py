"""Remote driving: tiles that people work from their desks, and the frame that says who does.

What they type goes to the page and nowhere else: not into a log, not into a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from wall.display.delivering import Hands
from wall.display.identify_overlay import ABOVE_TILES
from wall.display.tile_items import TileItem
from wall.display.wall_show import WallShow
from wall.link.messages import DriveTile, ShowDrives
from wall.model.geometry import Rect
from wall.views.theme import Theme

LINE = 4
"""Canvas pixels of the frame."""
NAME_SHARE = 1 / 40
"""Height of the name's letters, as a share of a screen's shorter side."""


class DriveFrame(QGraphicsItem):
    """A line around the tile and, in its corner, who works it. Takes no events."""

    def __init__(self, driver: str, theme: Theme, letter_px: float) -> None:
        super().__init__()
        self.driver = driver
        self._theme = theme
        self._font = theme.font_px(letter_px, QFont.Weight.DemiBold)
        self._rect = QRectF()
        self.setZValue(ABOVE_TILES - 1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def surround(self, rect: Rect) -> None:
        if self._rect != QRectF(*rect):
            self.prepareGeometryChange()
            self._rect = QRectF(*rect)
            self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        accent = self._theme.color("accent")
        painter.setPen(QPen(accent, LINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = LINE / 2
        painter.drawRect(self._rect.adjusted(half, half, -half, -half))
        metrics = QFontMetricsF(self._font)
        pad = metrics.height() / 3
        room = max(0.0, self._rect.width() - 4 * pad)
        words = metrics.elidedText(self.driver, Qt.TextElideMode.ElideRight, room)
        plate = QRectF(
            self._rect.x(),
            self._rect.y(),
            metrics.horizontalAdvance(words) + 2 * pad,
            metrics.height() + pad,
        )
        ground = QColor(self._theme.color("ground"))
        ground.setAlpha(230)
        painter.fillRect(plate, ground)
        painter.fillRect(QRectF(plate.x(), plate.bottom() - LINE, plate.width(), LINE), accent)
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._font)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)


@dataclass
class _Driven:
    hands: Hands
    frame: DriveFrame


class RemoteDriving:
    """All driven tiles of a display. Qt thread; ended with `end_all`."""

    def __init__(self, shows: Mapping[str, WallShow]) -> None:
        self._shows = shows
        self._driven: dict[tuple[str, str], _Driven] = {}

    def show(self, message: ShowDrives, theme: Theme) -> None:
        """These of its wall and no others."""
        show = self._shows.get(message.wall)
        wanted = {} if show is None else {drive.tile: drive.driver for drive in message.drives}
        for wall, tile in tuple(self._driven):
            if wall == message.wall and wanted.get(tile) != self._driven[wall, tile].frame.driver:
                self._end(wall, tile)
        for tile, driver in wanted.items():
            if show is not None and (message.wall, tile) not in self._driven:
                frame = DriveFrame(driver, theme, _letter_px(show))
                show.canvas.scene.addItem(frame)
                self._driven[message.wall, tile] = _Driven(Hands(), frame)
        self.follow()

    def drive(self, message: DriveTile) -> None:
        """Pass it on to the page; nothing for a tile that nobody drives."""
        driven = self._driven.get((message.wall, message.tile))
        item = self._item(message.wall, message.tile)
        if driven is None or item is None or item.view is None or not item.view.interactive:
            return
        for one in message.inputs:
            driven.hands.deliver(item, one)

    def follow(self) -> None:
        """Tiles may have moved, come or gone."""
        for (wall, tile), driven in self._driven.items():
            item = self._item(wall, tile)
            driven.frame.setVisible(item is not None)
            if item is not None:
                item.set_driven(True)
                driven.frame.surround(item.tile.rect)

    def forget(self, wall: str) -> None:
        """Before the wall goes, and its canvas with it."""
        for of, tile in tuple(self._driven):
            if of == wall:
                self._end(of, tile)

    def end_all(self) -> None:
        for wall, tile in tuple(self._driven):
            self._end(wall, tile)

    def _end(self, wall: str, tile: str) -> None:
        driven = self._driven.pop((wall, tile))
        item = self._item(wall, tile)
        driven.hands.let_go(item)
        if item is not None:
            item.set_driven(False)
        scene = driven.frame.scene()
        if scene is not None:
            scene.removeItem(driven.frame)

    def _item(self, wall: str, tile: str) -> TileItem | None:
        show = self._shows.get(wall)
        return show.stage.shown.get(tile) if show is not None else None


def _letter_px(show: WallShow) -> float:
    shorter = min(min(screen.rect.width, screen.rect.height) for screen in show.wall.screens)
    return max(12.0, shorter * NAME_SHARE)
