"""The map as a picture, and the names on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPolygonF

from wall.views.countries import NameLanguage, country_name
from wall.views.numbers import format_number
from wall.views.painting import mixed, new_picture
from wall.views.panes import moved_into
from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, advance
from widgets.map.geography import Ground, shapes
from widgets.map.tally import Tally

LEVELS = 24
"""Of colours: as many as can be told apart, so that most stay when figures change a little."""
MOST_DRAWN = 6
"""So often, on average, countries are drawn over themselves before the map begins anew: edges that
are drawn often become hard."""
MOST_BOXES = 4
"""A country of more parts is one."""
FARTHER = (1, 3, 6)
"""A name that finds no place beside its country stands farther away, with a line to it."""
BUBBLE_UNITS = 3.4
"""The radius of the largest bubble, in base units."""


class Atlas:
    """Countries of one ground as paths, made once for each size."""

    def __init__(self, ground: Ground, look: Theme) -> None:
        self._look = look
        self._ground = ground
        self.land = mixed(look.color("surface"), look.color("line"), 0.62)
        self._image = QImage()
        self._levels: dict[str, int] = {}
        self._drawn = 0
        self._changed: Sequence[QRectF] | None = None
        self._bubbles: dict[str, QRectF] = {}
        self._paths: dict[str, QPainterPath] = {}
        for code in shapes():
            path = QPainterPath()
            for ring in ground.rings(code):
                path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring.tolist()]))
            if not path.isEmpty():
                self._paths[code] = path

    def picture(self, size: QSize, tally: Tally, *, areas: bool) -> QImage:
        """All countries; those with posts in the accent, the stronger the more. What looks as in
        the last picture is taken from there: a large map takes long to draw."""
        levels = {code: self._level(tally, code) if areas else 0 for code in self._paths}
        is_anew = self._image.size() != size or self._drawn > MOST_DRAWN * len(self._paths)
        if is_anew:
            self._image = new_picture(size, self._look.color("surface"))
            self._levels, self._drawn = {}, 0
        others = [code for code in levels if self._levels.get(code) != levels[code]]
        self._draw(others, levels)
        self._levels = levels
        before = self._bubbles
        self._bubbles = {} if areas else self._circles(tally)
        moved: list[QRectF] = []
        if before != self._bubbles:
            moved = [
                box.adjusted(-4, -4, 4, 4) for box in (*before.values(), *self._bubbles.values())
            ]
        self._changed = None
        if not is_anew:
            boxes = [box for code in others for box in self._boxes(code)]
            self._changed = [*boxes, *moved]
        # What is painted on it from here on is not painted on the one that is kept.
        image = QImage(self._image)
        if not areas:
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_bubbles(painter, tally)
            painter.end()
        return image

    @property
    def changed(self) -> Sequence[QRectF] | None:
        """Where the last picture differs from the one before it; None: everywhere."""
        return self._changed

    def _boxes(self, code: str) -> Sequence[QRectF]:
        """Around a country: around its parts, where they are few."""
        path = self._paths[code]
        parts = [ring.boundingRect() for ring in path.toSubpathPolygons()]
        found = parts if len(parts) <= MOST_BOXES else [path.boundingRect()]
        return [box.adjusted(-4, -4, 4, 4) for box in found]

    def _draw(self, codes: Sequence[str], levels: Mapping[str, int]) -> None:
        if not codes:
            return
        look = self._look
        self._drawn += len(codes)
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = QPen(look.color("surface"), max(1.0, look.unit_px * 0.035))
        border.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(border)
        for code in codes:
            painter.setBrush(self._color(levels[code]))
            painter.drawPath(self._paths[code])
        painter.end()

    def _level(self, tally: Tally, code: str) -> int:
        """Of a country's colour: 0 without posts, LEVELS for the most."""
        most = max(tally.posts.values(), default=0.0)
        posts = tally.posts.get(code, 0.0)
        if not posts or not most:
            return 0
        return max(1, round(math.sqrt(posts / most) * LEVELS))

    def _color(self, level: int) -> QColor:
        if not level:
            return self.land
        return mixed(self.land, self._look.color("accent"), 0.2 + 0.8 * level / LEVELS)

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
            if (circle := self._bubbles.get(code)) is not None:
                painter.drawEllipse(circle)

    def _circles(self, tally: Tally) -> dict[str, QRectF]:
        places = {code: self._ground.place(code) for code in tally.posts}
        return {
            code: _around(QPointF(*place), self.radius(tally, code))
            for code, place in places.items()
            if place is not None
        }


@dataclass(frozen=True)
class MapLabel:
    """A name and its number, beside the middle of a country."""

    box: QRectF
    name: Paragraph
    number: Paragraph
    dot: QPointF
    code: str
    line_to: QPointF | None = None
    """Where a line from the dot ends, if the name stands away from it."""

    @property
    def reach(self) -> QRectF:
        """All that is painted."""
        return self.box.united(_around(self.dot, self.box.height() / 2)).adjusted(-2, -2, 2, 2)

    def looks_like(self, other: MapLabel) -> bool:
        said = (self.box, self.dot, self.line_to, self.number.text)
        return said == (other.box, other.dot, other.line_to, other.number.text)


def labels_of(
    tally: Tally,
    most: int,
    ground: Ground,
    look: Theme,
    panes: Sequence[QRectF],
    language: NameLanguage,
    taken: Sequence[QRectF],
    reach: Callable[[str], float],
) -> list[MapLabel]:
    """The first countries' names, where they neither touch each other nor cross a bezel.

    `reach`: how far from its middle the mark of a country goes, in pixels.
    """
    font = look.font_px(look.unit_px * 1.08, QFont.Weight.Medium)
    bold = look.font_px(look.unit_px * 1.08, QFont.Weight.Bold)
    pad = round(look.unit_px * 0.35)
    found: list[MapLabel] = []
    named = {code: QPointF(*place) for code in tally.rank()[:most] if (place := ground.place(code))}
    marks = [
        _around(QPointF(*place), max(look.unit_px * 0.3, reach(code) * 0.75))
        for code in tally.rank()
        if (code in named or reach(code)) and (place := ground.place(code))
    ]
    places = _Places(panes, [*taken, *marks])
    for code, dot in named.items():
        name = country_name(code, language)
        number = format_number(tally.posts[code], compact=True)
        wide, digits = advance(name, font) + 2, advance(number, bold) + 2
        size = QSize(round(wide + digits + pad * 2.8), round(font.pixelSize() * 1.5))
        gap = look.unit_px * 0.6 + reach(code)
        tries = ((places.free(dot, size, gap * far, pad), far > 1) for far in FARTHER)
        box, is_far = next((t for t in tries if t[0] is not None), (None, False))
        if box is None:
            continue
        text = look.color("text")
        found.append(
            MapLabel(
                box,
                Paragraph(name, font, wide, text, align=Align.LEFT, max_lines=1, leading=1.5),
                Paragraph(number, bold, digits, text, align=Align.LEFT, max_lines=1, leading=1.5),
                dot,
                code,
                _nearest(box, dot) if is_far else None,
            )
        )
    return found


def paint_label(painter: QPainter, label: MapLabel, look: Theme) -> None:
    pad = look.unit_px * 0.35
    plate = QColor(look.color("surface"))
    plate.setAlphaF(0.86)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if label.line_to is not None:
        painter.setPen(QPen(look.color("text"), max(1.5, look.unit_px * 0.06)))
        painter.drawLine(label.dot, label.line_to)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("text"))
    dot = look.unit_px * 0.2
    painter.drawEllipse(label.dot, dot, dot)
    painter.setBrush(plate)
    painter.drawRoundedRect(label.box, pad, pad)
    label.name.paint(painter, label.box.left() + pad, label.box.top())
    label.number.paint(painter, label.box.right() - pad - label.number.room, label.box.top())


def veiled(box: QRectF) -> QRectF:
    """How far the soft edge of a veil goes."""
    step = _softness(box)
    return box.adjusted(-2 * step, -2 * step, 2 * step, 2 * step) if box.height() else box


def _softness(box: QRectF) -> int:
    return max(8, round(box.height() / 12))


def veil(image: QImage, box: QRectF, color: QColor) -> None:
    """Quieten a part of a picture that words stand on, with a soft edge."""
    if box.isEmpty():
        return
    step = _softness(box)
    wide, tall = round(box.width() / step) + 4, round(box.height() / step) + 4
    soft = new_picture(QSize(wide, tall))
    shade = QColor(color)
    shade.setAlphaF(0.82)
    inner = QPainter(soft)
    inner.fillRect(1, 1, wide - 2, tall - 2, shade)
    inner.end()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(veiled(box), soft)
    painter.end()


class _Places:
    """Where boxes may still stand."""

    def __init__(self, panes: Sequence[QRectF], blocked: Sequence[QRectF]) -> None:
        self._panes = panes
        self._blocked = list(blocked)
        self._lines: list[tuple[QPointF, QPointF]] = []

    def free(self, dot: QPointF, size: QSize, gap: float, pad: int) -> QRectF | None:
        """Beside a dot, and then taken; lines to dots neither cross boxes nor each other."""
        others = [box for box in self._blocked if not box.contains(dot)]
        for box in _wishes(dot, size, gap):
            moved = moved_into(box, self._panes)
            if abs(moved.x() - box.x()) + abs(moved.y() - box.y()) > box.width() * 0.6:
                continue
            line = (dot, _nearest(moved, dot))
            is_free = (
                any(pane.contains(moved) for pane in self._panes)
                and not any(moved.intersects(other) or _cross(line, other) for other in others)
                and not any(_cross(other, moved) or _meet(other, line) for other in self._lines)
            )
            if is_free:
                self._blocked.append(moved.adjusted(-pad, -pad / 2, pad, pad / 2))
                self._lines.append(line)
                return moved
        return None


def _wishes(at: QPointF, size: QSize, gap: float) -> Iterator[QRectF]:
    wide, tall = size.width(), size.height()
    x, y = at.x(), at.y()
    for left, top in (
        (x + gap, y - tall / 2),
        (x - gap - wide, y - tall / 2),
        (x - wide / 2, y + gap),
        (x - wide / 2, y - gap - tall),
        (x + gap, y + gap),
        (x + gap, y - gap - tall),
        (x - gap - wide, y + gap),
        (x - gap - wide, y - gap - tall),
    ):
        yield QRectF(round(left), round(top), wide, tall)


def _around(dot: QPointF, radius: float) -> QRectF:
    return QRectF(dot.x() - radius, dot.y() - radius, 2 * radius, 2 * radius)


def _nearest(box: QRectF, dot: QPointF) -> QPointF:
    return QPointF(
        min(max(dot.x(), box.left()), box.right()), min(max(dot.y(), box.top()), box.bottom())
    )


def _cross(line: tuple[QPointF, QPointF], box: QRectF) -> bool:
    if box.contains(line[0]) or box.contains(line[1]):
        return True
    corners = (box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft())
    return any(
        _meet(line, (corner, following))
        for corner, following in zip(corners, (*corners[1:], corners[0]), strict=True)
    )


def _meet(one: tuple[QPointF, QPointF], other: tuple[QPointF, QPointF]) -> bool:
    kind, _ = QLineF(*one).intersects(QLineF(*other))
    return bool(kind == QLineF.IntersectionType.BoundedIntersection)
