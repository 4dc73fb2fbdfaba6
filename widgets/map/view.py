"""The view of the kind `map`."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import ClassVar, cast

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Tile
from wall.views.countries import country_name
from wall.views.fading import Fading
from wall.views.numbers import THIN, format_change, format_number
from wall.views.pacing import SLOW_S, Pace, in_steps
from wall.views.painting import draw_picture, eased, new_picture
from wall.views.panes import PanedView
from wall.views.running import Running
from wall.views.services import Services
from wall.views.typesetting import Align, Paragraph
from widgets.map.drawing import Atlas, MapLabel, labels_of, paint_label, veil, veiled
from widgets.map.geography import Ground
from widgets.map.settings import MapSettings
from widgets.map.tally import Tally, tally_of

PULSE_S, PACE_S, FADE_S = 1.4, 4.0, 0.9
MAX_PULSES = 12
MAY_COVER = 0.02
"""The share of posts whose countries words may stand on."""
WORDS = {
    "en": ("posts", "countries", "{share} elsewhere", "{share} from unknown countries"),
    "fr": ("posts", "pays", "{share} ailleurs", "{share} de pays inconnus"),
}


class MapView(PanedView):
    """A picture of the countries; what grew is ringed once."""

    empty: ClassVar[str] = "No posts yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._tally = Tally({}, {})
        self._seen = self._tally
        self._atlas: Atlas | None = None
        self._ground: Ground | None = None
        self._ground_for: tuple[object, ...] = ()
        self._picture: QImage | None = None
        self._labels: list[MapLabel] = []
        self._said: list[tuple[Paragraph, float, float]] = []
        self._block = QRectF()
        self._fades = False
        self._fading = Fading(services.clock, self.mark_dirty, FADE_S)
        self._corner_at: int | None = None
        self._grown: list[str] = []
        self._ring: tuple[float, QImage] | None = None
        self._share = 1.0
        self._is_seen = False
        self._running = Running()
        self._pace = Pace(services.clock, PACE_S, self._take)

    @property
    def map_settings(self) -> MapSettings:
        return cast(MapSettings, self.settings)

    @property
    def tally(self) -> Tally:
        return self._tally

    @property
    def missing(self) -> str:
        """What share of the posts is on no country of the map, in words."""
        _, _, elsewhere, unknown = WORDS[self.map_settings.language]
        whole = self._tally.total + self._tally.unknown
        told = (
            (elsewhere, self._tally.total - self._seen.total),
            (unknown, self._tally.unknown),
        )
        return ", ".join(
            words.format(share=_percent(many / whole)) for words, many in told if many > 0
        )

    @property
    def labelled(self) -> tuple[str, ...]:
        return tuple(label.code for label in self._labels)

    @property
    def pulsing(self) -> tuple[str, ...]:
        return tuple(self._grown) if "pulse" in self._running else ()

    def has_content(self) -> bool:
        return bool(self._tally.posts) or self._tally.unknown > 0

    def received(self, before: Dataset | None) -> None:
        if not self.has_content():
            self._pace.stop()
        self._pace.ask()

    def _take(self) -> None:
        old, self._tally = self._tally, tally_of(self.dataset, self.map_settings.countries)
        if old.posts and self._tally == old:
            return
        is_shown = self._is_seen and self._is_laid_out and self._note is None
        if not (is_shown and old.posts and self._picture is not None):
            self.relay()
            return
        self._take_over()
        posts = self._tally.posts
        grown = {c: many - old.posts.get(c, 0.0) for c, many in posts.items()}
        more = [code for code, by in sorted(grown.items(), key=lambda g: -g[1]) if by > 0]
        self._grown = more[:MAX_PULSES]
        self._share = 0.0
        step = in_steps(self._step, PULSE_S, SLOW_S)
        self._running.start("pulse", self.services.clock.animate(step))
        self._mark_pulses()

    def _take_over(self) -> None:
        """Lay out at once, and repaint no more than differs."""
        labels, said = self._labels, self._told
        self._is_laid_out = self._fades = False
        self.ensure_laid_out()
        if not self._fades:
            self.mark_dirty()
            return
        corner = QPointF(self.content.toRect().topLeft())
        for one, others in ((labels, self._labels), (self._labels, labels)):
            for label in one:
                if not any(label.looks_like(other) for other in others):
                    self.mark_dirty(label.reach.translated(corner))
        if said != self._told:
            for box in (said[0], self._told[0]):
                self.mark_dirty(veiled(box).translated(corner))

    @property
    def _told(self) -> tuple[QRectF, tuple[str, ...]]:
        """Where words stand, and which."""
        return QRectF(self._block), tuple(line.text for line, _, _ in self._said)

    def configured(self) -> None:
        self._tally = tally_of(self.dataset, self.map_settings.countries)
        self._rest()

    def show_view(self) -> None:
        self._is_seen = True
        self._pace.show()
        self._fading.show()

    def hide_view(self) -> None:
        self._is_seen = False
        self._pace.hide()
        self._fading.hide()
        self._rest()

    def close_view(self) -> None:
        self._pace.stop()
        self._fading.hide()
        self._running.stop_all()
        super().close_view()

    def lay_out(self) -> None:
        settings, area = self.map_settings, self.content
        place = QRectF(QPointF(0, 0), QRectF(area.toRect()).size())
        wanted = (place.getRect(), settings.region, settings.countries, self.look)
        if self._atlas is None or self._ground_for != wanted:
            self._ground_for = wanted
            self._corner_at = None
            self._ground = Ground(place, settings.region, settings.countries)
            self._atlas = Atlas(self._ground, self.look)
            self._rest()
            self._fading.cut()
        assert self._ground is not None
        size = place.size().toSize()
        ground = self._ground
        self._seen = self._tally.of([c for c in self._tally.posts if ground.place(c)])
        self._picture = self._atlas.picture(size, self._seen, areas=settings.style == "areas")
        origin = QPointF(area.toRect().topLeft())
        panes = [pane.translated(-origin) for pane in self.panes]
        before, self._block = self._block, self._say(panes)
        veil(self._picture, self._block, self.look.color("surface"))
        parts = self._atlas.changed
        if parts is not None and before != self._block:
            parts = [*parts, veiled(before), veiled(self._block)]
        self._fades = self._fading.turn_to(self._picture, area.toRect().topLeft(), parts)
        roomy = place.width() > self.look.unit_px * 36
        most = settings.labels if roomy else min(settings.labels, 2)
        self._labels = labels_of(
            self._seen,
            most,
            ground,
            self.look,
            panes,
            settings.language,
            [self._block],
            self._reach,
        )

    def _reach(self, code: str) -> float:
        if self.map_settings.style == "areas" or self._atlas is None:
            return 0.0
        return self._atlas.radius(self._seen, code)

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._picture is None:
            return
        self._fading.paint(painter)
        corner = self.content.toRect().topLeft()
        painter.translate(corner)
        part = exposed.translated(-corner)
        if self._share < 1.0:
            self._paint_pulses(painter, part)
        for label in self._labels:
            if part.intersects(label.reach):
                paint_label(painter, label, self.look)
        if part.intersects(self._block):
            for paragraph, x, y in self._said:
                paragraph.paint(painter, x, y)

    # -- words ---------------------------------------------------------------------------

    def _say(self, panes: list[QRectF]) -> QRectF:
        """The leader large, in a corner where hardly anything is covered; returns its box."""
        look, tally, self._said = self.look, self._seen, []
        pane = max(panes, key=lambda p: (round(p.bottom()), -round(p.left())))
        posts, countries, _, _ = WORDS[self.map_settings.language]
        is_tall = pane.height() > look.unit_px * 20 and pane.width() > look.unit_px * 30
        lines: list[Paragraph] = []
        rank = tally.rank()
        room = pane.width() * 0.42 if is_tall else pane.width()
        if is_tall and rank:
            first = rank[0]
            bold = look.font_px(look.unit_px * 2.6, QFont.Weight.Bold)
            name = country_name(first, self.map_settings.language)
            lines.append(self._line(name, bold, "text", room, 1.2))
            change = format_change(tally.posts[first], tally.before.get(first))
            words = f"{format_number(tally.posts[first], compact=True)}{THIN}{posts}"
            words += f"  {change}" if change else ""
            medium = look.font_px(look.unit_px * 1.5, QFont.Weight.Medium)
            lines.append(self._line(words, medium, "accent", room, 1.4))
        small = look.font("caption", QFont.Weight.Medium)
        total = (
            f"{format_number(tally.total, compact=True)}{THIN}{posts}"
            f" · {len(rank)}{THIN}{countries}"
        )
        missing = self.missing
        if is_tall:
            lines.append(self._line(total, small, "text_muted", room, 1.5))
            if missing:
                lines.append(self._line(missing, small, "text_muted", room, 1.4))
        elif pane.height() > look.unit_px * 6:
            lines.append(self._line(missing or total, small, "text_muted", room, 1.3))
        tall = sum(line.height for line in lines)
        box = self._corner(panes, max((line.width for line in lines), default=0.0), tall)
        y = box.top()
        for line in lines:
            self._said.append((line, box.left(), y))
            y += line.height
        return box

    def _corner(self, panes: list[QRectF], wide: float, tall: float) -> QRectF:
        """At the foot of the first screen of the lowest row, unless it covers countries that count
        and another corner covers less."""
        low = max(panes, key=lambda p: (round(p.bottom()), -round(p.left())))
        right = max(panes, key=lambda p: (round(p.right()), round(p.bottom())))
        high = max(panes, key=lambda p: (round(p.right()), -round(p.top())))
        first = min(panes, key=lambda p: (round(p.top()), round(p.left())))
        corners = (
            QRectF(low.left(), low.bottom() - tall, wide, tall),
            QRectF(right.right() - wide, right.bottom() - tall, wide, tall),
            QRectF(first.left(), first.top(), wide, tall),
            QRectF(high.right() - wide, high.top(), wide, tall),
        )
        covered = [self._covered(box) for box in corners]
        least = min(covered)
        # It does not wander for little.
        if self._corner_at is None or covered[self._corner_at] > max(least * 2, MAY_COVER):
            self._corner_at = 0 if covered[0] <= max(least * 2, MAY_COVER) else covered.index(least)
        return corners[self._corner_at]

    def _covered(self, box: QRectF) -> float:
        """The share of posts of countries whose middles or marks lie under a box."""
        assert self._ground is not None
        found = 0.0
        for code, posts in self._seen.posts.items():
            reach = self._reach(code)
            place = self._ground.place(code)
            if place and box.adjusted(-reach, -reach, reach, reach).contains(*place):
                found += posts
        return found / (self._seen.total or 1.0)

    def _line(self, text: str, font: QFont, color: str, room: float, leading: float) -> Paragraph:
        return Paragraph(
            text,
            font,
            room,
            self.look.color(color),
            align=Align.LEFT,
            max_lines=1,
            leading=leading,
        )

    # -- motion --------------------------------------------------------------------------

    def _paint_pulses(self, painter: QPainter, part: QRectF) -> None:
        """All rings of a step are alike: one is drawn."""
        for box in self._pulses():
            if part.intersects(box):
                if self._ring is None or self._ring[0] != self._share:
                    self._ring = (self._share, self._drawn_ring(box.width()))
                draw_picture(painter, box.left(), box.top(), self._ring[1])

    def _drawn_ring(self, wide: float) -> QImage:
        color, stroke = QColor(self.look.color("text")), self._stroke
        color.setAlphaF(0.9 * (1.0 - self._share))
        image = new_picture(QSize(ceil(wide), ceil(wide)))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, stroke))
        painter.drawEllipse(QRectF(stroke, stroke, wide - 2 * stroke, wide - 2 * stroke))
        painter.end()
        return image

    @property
    def _stroke(self) -> float:
        return max(2.0, self.look.unit_px * 0.14)

    def _pulses(self) -> Iterator[QRectF]:
        """Around each ring now, in pixels of the picture."""
        if self._ground is None:
            return
        far = min(self.look.unit_px * 3.2, self._ground.area.height() * 0.1)
        radius = far * (0.15 + 0.85 * eased(self._share)) + self._stroke
        for code in self._grown:
            if (place := self._ground.place(code)) is not None:
                x, y = place
                yield QRectF(x - radius, y - radius, 2 * radius, 2 * radius)

    def _step(self, elapsed_s: float) -> None:
        # What was painted in the step before is never larger.
        self._share = min(1.0, elapsed_s / PULSE_S)
        self._mark_pulses()
        if self._share >= 1.0:
            self._rest()

    def _mark_pulses(self) -> None:
        corner = QPointF(self.content.toRect().topLeft())
        for box in self._pulses():
            self.mark_dirty(box.translated(corner).adjusted(-2, -2, 2, 2))

    def _rest(self) -> None:
        self._running.stop("pulse")
        self._share, self._grown, self._ring = 1.0, [], None


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.01 else f"{format_number(share * 100, 0)}%"
