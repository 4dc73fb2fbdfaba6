"""What edit mode draws over the canvas: frames, handles, buttons, guides, words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from wall.model.geometry import Rect
from wall.model.screens import Wall
from wall.model.snapping import Edge
from wall.views.theme import Theme

ABOVE_ALL = 1e9
HANDLE = 32
"""Canvas pixels around an edge that take hold of it."""
BUTTON = 120
BUTTONS = ("front", "back", "lock", "close")
_SIGNS = {"front": "▲", "back": "▼", "lock": "⚿", "close": "✕"}


@dataclass(frozen=True)
class Picture:
    """All that the overlay shows at one moment."""

    words: str = ""
    hovered: Rect | None = None
    selected: Rect | None = None
    locked: bool = False
    ghost: Rect | None = None
    guide_xs: tuple[int, ...] = ()
    guide_ys: tuple[int, ...] = ()
    driven: Rect | None = None


class _Part(NamedTuple):
    """Something that is painted, and where: equal ones need not be painted again."""

    x: int
    y: int
    width: int
    height: int
    what: str


def edges_at(rect: Rect, x: float, y: float) -> Edge:
    """Which edges a press there takes hold of; all of them inside."""
    edges = Edge(0)
    if abs(x - rect.x) <= HANDLE:
        edges |= Edge.LEFT
    elif abs(x - rect.right) <= HANDLE:
        edges |= Edge.RIGHT
    if abs(y - rect.y) <= HANDLE:
        edges |= Edge.TOP
    elif abs(y - rect.bottom) <= HANDLE:
        edges |= Edge.BOTTOM
    return edges or Edge.ALL


def button_rects(rect: Rect) -> dict[str, QRectF]:
    """The buttons of the selected tile, in its upper right corner."""
    size = min(BUTTON, rect.width // (len(BUTTONS) + 1), rect.height // 2)
    right = rect.right - HANDLE - size * len(BUTTONS)
    top = rect.y + HANDLE
    return {name: QRectF(right + i * size, top, size, size) for i, name in enumerate(BUTTONS)}


class EditOverlay(QGraphicsItem):
    """One per canvas, above everything. Takes no events: the input reads the canvas itself."""

    def __init__(self, wall: Wall, theme: Theme) -> None:
        super().__init__()
        self._wall = wall
        self._theme = theme
        self._picture = Picture()
        self.setZValue(ABOVE_ALL)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_picture(self, picture: Picture) -> None:
        before, self._picture = self._picture, picture
        if bool(picture.words) != bool(before.words):
            self.update()  # every screen's frame comes or goes
            return
        # The whole canvas is 18 screens: a drag repaints only what it touches.
        for part in _parts(self._wall, before) ^ _parts(self._wall, picture):
            self.update(QRectF(part.x, part.y, part.width, part.height))

    def boundingRect(self) -> QRectF:
        return QRectF(*self._wall.canvas)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        picture, accent = self._picture, self._theme.color("accent")
        if picture.driven is not None:
            self._frame(painter, picture.driven, accent, 4)
        if picture.words:
            self._screens(painter)
        if picture.hovered is not None:
            self._frame(painter, picture.hovered, self._theme.color("text_muted"), 4)
        if picture.selected is not None:
            self._selection(painter, picture.selected, picture.locked)
        if picture.ghost is not None:
            self._ghost(painter, picture.ghost)
        self._guides(painter)
        if picture.words:
            self._words(painter, picture.words)

    def _screens(self, painter: QPainter) -> None:
        line = QColor(self._theme.color("text_muted"))
        line.setAlpha(120)
        painter.setPen(QPen(line, 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for screen in self._wall.screens:
            painter.drawRect(QRectF(*screen.rect).adjusted(1, 1, -1, -1))

    def _frame(self, painter: QPainter, rect: Rect, color: QColor, width: int) -> None:
        painter.setPen(QPen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRect(QRectF(*rect).adjusted(half, half, -half, -half))

    def _selection(self, painter: QPainter, rect: Rect, locked: bool) -> None:
        accent = self._theme.color("accent")
        self._frame(painter, rect, accent, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        cx, cy = rect.center
        for x in (rect.x, cx, rect.right):
            for y in (rect.y, cy, rect.bottom):
                if (x, y) != (cx, cy):
                    painter.drawRect(QRectF(x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE))
        for name, place in button_rects(rect).items():
            on = name == "lock" and locked
            painter.fillRect(place.adjusted(3, 3, -3, -3), accent if on else self._ground(235))
            painter.setPen(self._theme.color("ground" if on else "text"))
            painter.setFont(self._theme.font_px(place.height() * 0.45))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _SIGNS[name])
            painter.setPen(Qt.PenStyle.NoPen)

    def _ghost(self, painter: QPainter, rect: Rect) -> None:
        fill = QColor(self._theme.color("accent"))
        fill.setAlpha(50)
        painter.fillRect(QRectF(*rect), fill)
        self._frame(painter, rect, self._theme.color("accent"), 6)
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._theme.font_px(72, QFont.Weight.DemiBold))
        size = f"{rect.width} × {rect.height}"
        painter.drawText(QRectF(*rect), Qt.AlignmentFlag.AlignCenter, size)

    def _guides(self, painter: QPainter) -> None:
        canvas = self._wall.canvas
        painter.setPen(QPen(self._theme.color("warning"), 4))
        for x in self._picture.guide_xs:
            painter.drawLine(QPointF(x, canvas.y), QPointF(x, canvas.bottom))
        for y in self._picture.guide_ys:
            painter.drawLine(QPointF(canvas.x, y), QPointF(canvas.right, y))

    def _words(self, painter: QPainter, words: str) -> None:
        """A band at the foot of the middle screen of the lowest row."""
        lowest = max(screen.rect.bottom for screen in self._wall.screens)
        row = [screen.rect for screen in self._wall.screens if screen.rect.bottom == lowest]
        rect = sorted(row)[(len(row) - 1) // 2]
        band = QRectF(rect.x, rect.bottom - 120, rect.width, 120)
        painter.fillRect(band, self._ground(235))
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._theme.font_px(38))
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, words)

    def _ground(self, alpha: int) -> QColor:
        color = QColor(self._theme.color("ground"))
        color.setAlpha(alpha)
        return color


def _band(wall: Wall) -> Rect:
    """For words: at the foot of the middle screen of the lowest row."""
    lowest = max(screen.rect.bottom for screen in wall.screens)
    row = [screen.rect for screen in wall.screens if screen.rect.bottom == lowest]
    rect = sorted(row)[(len(row) - 1) // 2]
    return Rect(rect.x, rect.bottom - 96, rect.width, 96)


def _parts(wall: Wall, picture: Picture) -> set[_Part]:
    """What a picture paints, each part with all that it depends on and where it is."""
    canvas = wall.canvas
    parts: set[_Part] = set()
    if picture.words:
        parts.add(_Part(*_band(wall), picture.words))
    if picture.selected is not None:
        sort = "locked" if picture.locked else "selected"
        parts.add(_Part(*_around(picture.selected, HANDLE), sort))
    for rect, sort in ((picture.hovered, "hovered"), (picture.driven, "driven")):
        if rect is not None:
            parts.add(_Part(*_around(rect, 4), sort))
    if picture.ghost is not None:
        parts.add(_Part(*_around(picture.ghost, 6), "ghost"))
    parts |= {_Part(x - 4, canvas.y, 8, canvas.height, "guide") for x in picture.guide_xs}
    parts |= {_Part(canvas.x, y - 4, canvas.width, 8, "guide") for y in picture.guide_ys}
    return parts


def _around(rect: Rect, margin: int) -> Rect:
    return Rect(rect.x - margin, rect.y - margin, rect.width + 2 * margin, rect.height + 2 * margin)
