"""The map as a picture, and the names on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPolygonF

from wall.views.countries import NameLanguage, country_name
from wall.views.numbers import format_number
from wall.views.painting import mixed, new_picture
from wall.views.panes import moved_into
from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, advance
from widgets.map.geography import Ground, shapes
from widgets.map.tally import Tally

BUBBLE_UNITS = 3.4
"""The radius of the largest bubble, in base units."""


class Atlas:
    """Countries of one ground as paths, made once for each size."""

    def __init__(self, ground: Ground, look: Theme) -> None:
        self._look = look
        self._ground = ground
        self.land = mixed(look.color("surface"), look.color("line"), 0.62)
        self._paths: dict[str, QPainterPath] = {}
        for code in shapes():
            path = QPainterPath()
            for ring in ground.rings(code):
                path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring.tolist()]))
            if not path.isEmpty():
                self._paths[code] = path

    def picture(self, size: QSize, tally: Tally, *, areas: bool) -> QImage:
        """All countries; those with posts in the accent, the stronger the more."""
        look = self._look
        image = new_picture(size, look.color("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = QPen(look.color("surface"), max(1.0, look.unit_px * 0.035))
        border.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(border)
        for code, path in self._paths.items():
            painter.setBrush(self.color(tally, code) if areas else self.land)
            painter.drawPath(path)
        if not areas:
            self._paint_bubbles(painter, tally)
        painter.end()
        return image

    def color(self, tally: Tally, code: str) -> QColor:
        most = max(tally.posts.values(), default=0.0)
        posts = tally.posts.get(code, 0.0)
        if not posts or not most:
            return self.land
        return mixed(self.land, self._look.color("accent"), 0.2 + 0.8 * math.sqrt(posts / most))

    def radius(self, tally: Tally, code: str) -> float:
        """Of a bubble, in pixels: areas tell numbers."""
        most = max(tally.posts.values(), default=1.0)
        area = self._ground.area
        largest = min(self._look.unit_px * BUBBLE_UNITS, area.width() * 0.07, area.height() * 0.12)
        least = largest * 0.1
        return max(least, largest * math.sqrt(tally.posts.get(code, 0.0) / most))

    def _paint_bubbles(self, painter: QPainter, tally: Tally) -> None:
        accent = self._look.color("accent")
        inside = QColor(accent)
        inside.setAlphaF(0.55)
        painter.setPen(QPen(accent, max(1.5, self._look.unit_px * 0.07)))
        painter.setBrush(inside)
        for code in tally.rank():
            if (place := self._ground.place(code)) is not None:
                radius = self.radius(tally, code)
                painter.drawEllipse(QPointF(*place), radius, radius)


@dataclass(frozen=True)
class MapLabel:
    """A name and its number, beside the middle of a country."""

    box: QRectF
    name: Paragraph
    number: Paragraph
    dot: QPointF
    code: str


def labels_of(
    tally: Tally,
    most: int,
    ground: Ground,
    look: Theme,
    panes: Sequence[QRectF],
    language: NameLanguage,
    taken: Sequence[QRectF],
) -> list[MapLabel]:
    """The first countries' names, where they neither touch each other nor cross a bezel."""
    font = look.font_px(look.unit_px * 1.08, QFont.Weight.Medium)
    bold = look.font_px(look.unit_px * 1.08, QFont.Weight.Bold)
    pad = round(look.unit_px * 0.35)
    found: list[MapLabel] = []
    blocked = list(taken)
    for code in tally.rank()[:most]:
        if (place := ground.place(code)) is None:
            continue
        name = country_name(code, language)
        number = format_number(tally.posts[code], compact=True)
        wide, digits = advance(name, font) + 2, advance(number, bold) + 2
        size = QSize(round(wide + digits + pad * 2.8), round(font.pixelSize() * 1.5))
        box = _free_place(QPointF(*place), size, round(look.unit_px * 0.6), panes, blocked)
        if box is None:
            continue
        blocked.append(box.adjusted(-pad, -pad / 2, pad, pad / 2))
        text = look.color("text")
        found.append(
            MapLabel(
                box,
                Paragraph(name, font, wide, text, align=Align.LEFT, max_lines=1, leading=1.5),
                Paragraph(number, bold, digits, text, align=Align.LEFT, max_lines=1, leading=1.5),
                QPointF(*place),
                code,
            )
        )
    return found


def paint_label(painter: QPainter, label: MapLabel, look: Theme) -> None:
    pad = look.unit_px * 0.35
    plate = QColor(look.color("surface"))
    plate.setAlphaF(0.86)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("text"))
    dot = look.unit_px * 0.2
    painter.drawEllipse(label.dot, dot, dot)
    painter.setBrush(plate)
    painter.drawRoundedRect(label.box, pad, pad)
    label.name.paint(painter, label.box.left() + pad, label.box.top())
    label.number.paint(painter, label.box.right() - pad - label.number.room, label.box.top())


def _free_place(
    at: QPointF, size: QSize, gap: int, panes: Sequence[QRectF], blocked: Sequence[QRectF]
) -> QRectF | None:
    wide, tall = size.width(), size.height()
    x, y = at.x(), at.y()
    wishes = (
        (x + gap, y - tall / 2),
        (x - gap - wide, y - tall / 2),
        (x - wide / 2, y + gap),
        (x - wide / 2, y - gap - tall),
        (x + gap, y + gap),
        (x + gap, y - gap - tall),
        (x - gap - wide, y + gap),
        (x - gap - wide, y - gap - tall),
    )
    for left, top in wishes:
        box = QRectF(round(left), round(top), wide, tall)
        moved = moved_into(box, panes)
        near = abs(moved.x() - box.x()) + abs(moved.y() - box.y()) < wide * 0.6
        if near and any(p.contains(moved) for p in panes) and not _touches(moved, blocked):
            return moved
    return None


def _touches(box: QRectF, others: Sequence[QRectF]) -> bool:
    return any(box.intersects(other) for other in others)
