"""The view of the kind `roster`."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, Table
from wall.model.tiles import HealthState, Tile
from wall.views.icons import paint_level
from wall.views.leaving import Leaving
from wall.views.panes import PanedView
from wall.views.running import Running
from wall.views.services import Services
from wall.views.typesetting import Align, Paragraph, largest_px
from widgets.roster.arranging import (
    CAPTION_UNITS,
    COLUMN_UNITS,
    NARROW_UNITS,
    NEXT_UNITS,
    ON_UNITS,
    Places,
    divided,
    placed,
)
from widgets.roster.rows import Coming, OnDuty, wanted_units
from widgets.roster.settings import RosterSettings
from widgets.roster.shifts import Duty, Shift, duty_at
from widgets.roster.wording import WORDS, Words, clock_words, coming_words, until_words

MINUTE_S = 60.0
FADE_S = 0.9


class RosterView(PanedView):
    """Looks at the clock once a minute; who changes is faded over."""

    empty: ClassVar[str] = "Nobody on the roster yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._duty = Duty()
        self._rows: list[OnDuty | Coming] = []
        self._said: list[tuple[Paragraph, float, float]] = []
        self._rules: list[QRectF] = []
        self._sign: QRectF | None = None
        self._leaving = Leaving(services.clock, self._faded, FADE_S)
        self._is_seen = False
        self._running = Running()

    @property
    def roster_settings(self) -> RosterSettings:
        return cast(RosterSettings, self.settings)

    @property
    def duty(self) -> Duty:
        return self._duty

    @property
    def is_moving(self) -> bool:
        return self._leaving.is_moving

    def has_content(self) -> bool:
        return isinstance(self.dataset, Table) and bool(self.dataset.rows)

    # -- life ----------------------------------------------------------------------------

    def prepare(self) -> None:
        self._read()
        super().prepare()

    def received(self, before: Dataset | None) -> None:
        self._follow()

    def configured(self) -> None:
        self._read()

    def show_view(self) -> None:
        self._is_seen = True
        self._running.start("minutes", self.services.clock.every(MINUTE_S, self._follow))
        self._read()
        self.relay()

    def hide_view(self) -> None:
        self._is_seen = False
        self._leaving.rest()
        self._running.stop_all()

    def resized(self) -> None:
        super().resized()
        self._leaving.rest()

    def close_view(self) -> None:
        self._leaving.rest()
        self._running.stop_all()
        super().close_view()

    def _read(self) -> None:
        table = self.dataset
        if isinstance(table, Table):
            now = self.services.clock.now()
            self._duty = duty_at(table, now, self.roster_settings.zone)

    def _follow(self) -> None:
        """A minute has begun, or the roster is new."""
        before = self._duty
        self._read()
        changes = [shift.name for shift in before.now] != [shift.name for shift in self._duty.now]
        if changes and self._is_seen and before.now + before.next and not self._note:
            self._begin_fade()
        self.relay()

    # -- layout --------------------------------------------------------------------------

    def lay_out(self) -> None:
        settings, look, duty = self.roster_settings, self.look, self._duty
        words = WORDS[settings.language]
        self._rows, self._said, self._rules, self._sign = [], [], [], None
        coming = duty.next[: settings.next]
        areas, others = divided(self.panes, len(duty.now), len(coming), look.unit_px)
        untils = [self._until(shift, words) for shift in duty.now]
        wanted = [
            wanted_units(shift, until, look) for shift, until in zip(duty.now, untils, strict=True)
        ]
        wide = min(COLUMN_UNITS, max([NARROW_UNITS, *wanted]))
        on = placed(areas, len(duty.now), ON_UNITS, look.unit_px, wide)
        if duty.now:
            parts = [words["on"], str(len(duty.now))]
            if duty.unread:
                parts.append(words["unread"].format(many=duty.unread))
            self._say_caption(on, " · ".join(parts))
            self._lay_on(on, untils, words)
        else:
            self._say_nobody(areas[0], words)
        if others:
            is_beside = others[0].top() == areas[0].top()
            places = placed(
                others, len(coming), NEXT_UNITS, look.unit_px, above=on if is_beside else None
            )
            self._say_caption(places, words["next"])
            self._lay_next(places, coming, words)

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        look = self.look
        for rule in self._rules:
            painter.fillRect(rule, look.color("line"))
        for row in self._rows:
            row.paint(painter)
        for paragraph, x, y in self._said:
            paragraph.paint(painter, x, y)
        if self._sign is not None:
            paint_level(
                painter, self._sign, "warning", look.color("warning"), look.color("on_signal")
            )
        self._leaving.paint(painter)

    def _until(self, shift: Shift, words: Words) -> str:
        settings, now = self.roster_settings, self.services.clock.now()
        return until_words(shift, now, settings.zone, settings.soon_min, words)

    def _lay_on(self, places: Places, untils: list[str], words: Words) -> None:
        zone, now = self.roster_settings.zone, self.services.clock.now()
        people, boxes = self._duty.now, places.rows
        shown, more = _shown(len(people), len(boxes))
        for shift, until, box in zip(people[:shown], untils, boxes, strict=False):
            time = clock_words(shift.stop, zone) if shift.stop is not None else ""
            self._rows.append(OnDuty(shift, box, self.look, places.scale, until, time, now))
        if more:
            self._say_more(boxes[-1], places.scale, words["more"].format(many=more))

    def _lay_next(self, places: Places, people: tuple[Shift, ...], words: Words) -> None:
        settings, now = self.roster_settings, self.services.clock.now()
        for shift, box in zip(people, places.rows, strict=False):
            start = shift.start if shift.start is not None else now
            self._rows.append(
                Coming(
                    shift,
                    box,
                    self.look,
                    places.scale,
                    clock_words(start, settings.zone),
                    coming_words(start, now, settings.zone, words),
                )
            )

    def _say_caption(self, places: Places, text: str) -> None:
        look, box = self.look, places.caption
        if not box.height():
            return
        px = box.height() / CAPTION_UNITS
        font = look.font_px(px, QFont.Weight.DemiBold)
        line = self._line(text, font, "text_muted", box.width())
        self._said.append((line, box.left(), box.top()))
        thick = max(1, round(look.unit_px * 0.07))
        y = round(box.top() + line.height + px * 0.25)
        self._rules.append(QRectF(box.left(), y, box.width(), thick))

    def _say_more(self, box: QRectF, scale: float, text: str) -> None:
        font = self.look.font_px(self.look.unit_px * scale * 1.15, QFont.Weight.Medium)
        line = self._line(text, font, "text_muted", box.width())
        self._said.append((line, box.left(), box.center().y() - line.height / 2))

    def _say_nobody(self, area: QRectF, words: Words) -> None:
        """It is seen from afar that nobody is there, and who comes."""
        look = self.look
        text = words["nobody"]
        most = round(min(look.unit_px * look.type["headline"] * 1.4, area.height() * 0.22))

        def fits(px: int) -> bool:
            font = look.font_px(px, QFont.Weight.DemiBold)
            return Paragraph(text, font, area.width() - px * 1.6, look.color("text")).lines <= 2

        px = largest_px(fits, round(look.unit_px), most)
        side = px * 1.05
        indent = side + px * 0.5
        bold = look.font_px(px, QFont.Weight.DemiBold)
        head = self._line(text, bold, "text", area.width() - indent, 2)
        lines = [head]
        if self._duty.next:
            first = self._duty.next[0]
            settings = self.roster_settings
            start = first.start if first.start is not None else self.services.clock.now()
            told = words["from"].format(name=first.name, time=clock_words(start, settings.zone))
            small = look.font_px(max(look.unit_px, px * 0.46), QFont.Weight.Medium)
            lines.append(self._line(told, small, "text_muted", area.width() - indent, 2))
        y = area.top() + max(0.0, (area.height() - sum(line.height for line in lines)) / 2)
        self._sign = QRectF(area.left(), round(y + (head.line_height - side) / 2), side, side)
        for line in lines:
            self._said.append((line, area.left() + indent, y))
            y += line.height + px * 0.25

    def _line(self, text: str, font: QFont, color: str, room: float, lines: int = 1) -> Paragraph:
        return Paragraph(
            text,
            font,
            max(1.0, room),
            self.look.color(color),
            align=Align.LEFT,
            max_lines=lines,
            leading=1.25,
        )

    # -- motion --------------------------------------------------------------------------

    def _begin_fade(self) -> None:
        if self.health.state is HealthState.LOADING or not self._rows + self._said:
            return
        self.ensure_laid_out()
        self._leaving.begin(self.content, self.look.color("surface"), self.paint_body)

    def _faded(self) -> None:
        self.mark_dirty(self.content)


def _shown(count: int, places: int) -> tuple[int, int]:
    """How many people stand in so many places, and how many are only counted."""
    if count <= places or places == 1:
        return min(count, places), 0
    return places - 1, count - places + 1
