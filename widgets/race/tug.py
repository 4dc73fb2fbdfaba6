"""Two sides as one tug-of-war over the whole tile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPolygonF

from wall.views.theme import Theme
from wall.views.typesetting import Align, advance, largest_px
from widgets.race.block import Block, Sizes, Words
from widgets.race.picture import Moment, paint_sweep
from widgets.race.shading import Shade
from widgets.race.votes import Votes
from widgets.race.wording import Wording

LEAST_SHARE = 0.012
"""Of the field of a side that has few votes: it is still there."""
TOO_NARROW = 0.5
"""A field that holds less than this share of its words' width has them beside it."""
NARROW = 0.8
"""A tile narrower than this share of its height is pulled up and down."""


class Tug:
    """The line between two fields goes where the votes are."""

    def __init__(
        self,
        votes: Votes,
        wording: Wording,
        look: Theme,
        room: tuple[QRectF, Sequence[QRectF]],
        *,
        took: bool,
    ) -> None:
        area, panes = room
        self._votes = votes
        self._look = look
        self._area = QRectF(area.toRect())
        self._is_wide = area.width() >= area.height() * NARROW
        self._gap = max(4.0, round(look.unit_px * 0.24))
        self._shades = [Shade(side, look) for side in votes.sides]
        self._corners = _outside(self._area, look.px("radius") * 1.0)
        boxes = [self._boxes(panes, at) for at in range(2)]
        sizes = self._sizes(wording, boxes)
        self._blocks: list[Block] = []
        leader = votes.leader
        level = 0.5 if leader is None and votes.total else 0.0
        lit = [1.0 if side == leader else level for side in votes.sides]
        inks = [shade.ink(at) for shade, at in zip(self._shades, lit, strict=True)]
        for at, side in enumerate(votes.sides):
            align = Align.RIGHT if at == 1 and self._is_wide else Align.LEFT
            words = Words(
                side.name,
                wording.large(side),
                wording.small(side),
                wording.standing(side, took=took) or wording.common(),
            )
            self._blocks.append(Block(words, boxes[at], sizes, look, align, inks))

        if self._is_wide:
            self._dodge(panes)

    def _dodge(self, panes: Sequence[QRectF]) -> None:
        """Words that the line would cut stand beside a field that is too narrow for them, where
        there is room on the same screen."""
        edge = self.ends()["edge"]
        pad = self._look.unit_px
        for at, wide in enumerate((edge, self._length - edge)):
            block = self._blocks[at]
            box = block.box
            if not 0 < wide < pad + box.width() * TOO_NARROW:
                continue
            across = wide if at == 0 else -wide
            there = box.translated(across, 0)
            if there.intersects(self._blocks[1 - at].box.adjusted(-pad, 0, pad, 0)):
                continue
            if any(pane.left() <= there.left() and there.right() <= pane.right() for pane in panes):
                block.move(across)

    # -- moving --------------------------------------------------------------------------

    def ends(self) -> Mapping[str, float]:
        # Of the votes of these two: others may have been left out.
        first, second = (side.votes for side in self._votes.sides)
        share = first / (first + second) if first + second else 0.5
        if 0 < share < 1:
            share = min(1 - LEAST_SHARE, max(LEAST_SHARE, share))
        return {"edge": float(round(self._length * share))}

    def moved(self, name: str, one: float, other: float) -> QRectF:
        low, high = min(one, other) - self._gap - 1, max(one, other) + self._gap + 1
        area = self._area
        if self._is_wide:
            return QRectF(area.left() + low, area.top(), high - low, area.height())
        return QRectF(area.left(), area.top() + low, area.width(), high - low)

    @property
    def _length(self) -> float:
        return self._area.width() if self._is_wide else self._area.height()

    # -- painting ------------------------------------------------------------------------

    def paint(self, painter: QPainter, exposed: QRectF, moment: Moment) -> None:
        edge = moment.at("edge")
        fields = self._fields(edge)
        for at, field in enumerate(fields):
            painter.fillRect(field, self._shades[at].field(moment.lit(at)))
        leader = self._votes.leader
        if leader is not None and moment.sweep < 1.0:
            at = self._votes.sides.index(leader)
            self._paint_sweep(painter, fields[at], at, moment.sweep)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_half(painter)
        painter.fillPath(self._corners, self._look.color("surface"))
        for at, field in enumerate(fields):
            # Words that reach into the other field change their ink there.
            painter.save()
            painter.setClipRect(field, Qt.ClipOperation.IntersectClip)
            for block in self._blocks:
                if block.box.intersects(field):
                    block.paint(painter, at)
            painter.restore()

    def _fields(self, edge: float) -> list[QRectF]:
        """Half of the gap belongs to each, unless one side has everything."""
        area, half = self._area, self._gap / 2
        if edge <= 0 or edge >= self._length:
            half = 0.0
        first, second = QRectF(area), QRectF(area)
        if self._is_wide:
            first.setRight(round(area.left() + edge - half))
            second.setLeft(round(area.left() + edge + half))
        else:
            first.setBottom(round(area.top() + edge - half))
            second.setTop(round(area.top() + edge + half))
        return [first, second]

    def _paint_sweep(self, painter: QPainter, field: QRectF, at: int, far: float) -> None:
        begin, end = QPointF(field.topLeft()), QPointF(field.bottomRight())
        if self._is_wide:
            end.setY(begin.y())
        else:
            end.setX(begin.x())
        if at == 0:
            begin, end = end, begin
        paint_sweep(painter, field, begin, end, far)

    def _paint_half(self, painter: QPainter) -> None:
        """Two small marks: beyond them is more than half."""
        area, side = self._area, round(self._look.unit_px * 0.5)
        middle = area.center()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("text"))
        for sign, low in ((1, area.top()), (-1, area.bottom())):
            corners = [(-side, 0), (side, 0), (0, side * sign)]
            if not self._is_wide:
                low = area.left() if sign > 0 else area.right()
                corners = [(0, -side), (0, side), (side * sign, 0)]
                points = [QPointF(low + x, middle.y() + y) for x, y in corners]
            else:
                points = [QPointF(middle.x() + x, low + y) for x, y in corners]
            painter.drawPolygon(QPolygonF(points))

    # -- words ---------------------------------------------------------------------------

    def _boxes(self, panes: Sequence[QRectF], at: int) -> list[QRectF]:
        """Where the words of a side stand: one part of the tile, or two on two screens."""
        pad = self._look.unit_px * 1.1
        if self._is_wide:
            x = (min if at == 0 else max)(pane.left() for pane in panes)
            mine = [QRectF(pane) for pane in panes if pane.left() == x]
            if len({pane.left() for pane in panes}) == 1:
                for box in mine:
                    box.setWidth(box.width() / 2)
                    box.translate(box.width() * at, 0)
        else:
            y = (min if at == 0 else max)(pane.top() for pane in panes)
            mine = [QRectF(pane) for pane in panes if pane.top() == y][:1]
            if len({pane.top() for pane in panes}) == 1:
                mine[0].setHeight(mine[0].height() / 2)
                mine[0].translate(0, mine[0].height() * at)
        boxes = [box.adjusted(pad, pad, -pad, -pad) for box in mine]
        return boxes[:2]

    def _sizes(self, wording: Wording, boxes: list[list[QRectF]]) -> Sizes:
        look, unit, sides = self._look, self._look.unit_px, self._votes.sides
        wide = min(box.width() for some in boxes for box in some)
        tall = min(box.height() for some in boxes for box in some)
        is_split = all(len(some) > 1 for some in boxes)
        least = round(unit * 0.9)

        def fit(texts: Sequence[str], px: int, weight: QFont.Weight) -> bool:
            return all(advance(text, look.font_px(px, weight)) <= wide for text in texts)

        def large_fits(px: int) -> bool:
            cap = QFontMetricsF(look.font_px(px, QFont.Weight.Bold)).capHeight()
            is_low = cap <= tall * (0.5 if is_split else 0.34)
            return is_low and fit([wording.largest()], px, QFont.Weight.Bold)

        names = [side.name for side in sides]
        small = [wording.small(side) for side in sides]
        small += [wording.standing(side, took=took) for side in sides for took in (False, True)]
        roomy = max(least, round(min(unit * look.type["headline"] * 1.6, tall * 0.15)))
        most = max(unit, min(unit * look.type["headline"], tall * (0.11 if is_split else 0.08)))
        bold = QFont.Weight.DemiBold
        return Sizes(
            largest_px(lambda px: fit(names, px, bold), max(least, round(roomy * 0.5)), roomy),
            largest_px(large_fits, least, round(unit * look.type["figure"] * 4)),
            largest_px(lambda px: fit(small, px, bold), round(unit * 0.8), round(most)),
        )


def _outside(area: QRectF, radius: float) -> QPainterPath:
    """What rounding takes from the corners."""
    path = QPainterPath()
    path.addRect(area.adjusted(-1, -1, 1, 1))
    path.addRoundedRect(area, radius, radius)
    return path
