"""The view of the kind `objectives`."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, Table
from wall.model.tiles import Tile
from wall.views.gliding import Gliding
from wall.views.panes import PanedView
from wall.views.running import Running
from wall.views.services import Services
from wall.views.typesetting import Align, Lettering, Paragraph, advance
from widgets.objectives.arranging import Arrangement, arranged
from widgets.objectives.goals import Goal, Standing, goals_of
from widgets.objectives.row import Row
from widgets.objectives.settings import ObjectivesSettings
from widgets.objectives.wording import WORDS, Words

LEAST_AXIS, LONGEST_AXIS = 1.25, 1.6
"""Where bars end, in shares of the target: beyond it there is room to be seen."""


class ObjectivesView(PanedView):
    """Bars of one length, with the target at one place in all of them."""

    empty: ClassVar[str] = "No objectives yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._goals: tuple[Goal, ...] = ()
        self._rows: list[Row] = []
        self._said: list[tuple[Paragraph, float, float]] = []
        self._large: list[tuple[Lettering, float, float]] = []
        self._page, self._pages = 0, 1
        self._is_seen = False
        self._running = Running()
        self._gliding = Gliding(services.clock, self._moved)

    @property
    def objectives_settings(self) -> ObjectivesSettings:
        return cast(ObjectivesSettings, self.settings)

    @property
    def goals(self) -> tuple[Goal, ...]:
        return self._goals

    @property
    def shown(self) -> tuple[str, ...]:
        """The names on this page."""
        return tuple(row.goal.name for row in self._rows)

    @property
    def is_moving(self) -> bool:
        return self._gliding.is_moving

    def has_content(self) -> bool:
        return bool(self._goals)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        old = self._goals
        self._read()
        if old != self._goals or not old:
            self.relay()
        self._gliding.go_to(self._shares())

    def configured(self) -> None:
        self._read()
        self._page = 0
        self._gliding.go_to(self._shares())
        if self._is_seen:
            self._turn_pages()

    def show_view(self) -> None:
        self._is_seen = True
        self._gliding.show()
        self._turn_pages()

    def hide_view(self) -> None:
        self._is_seen = False
        self._gliding.hide()
        self._running.stop_all()

    def close_view(self) -> None:
        self._gliding.hide()
        self._running.stop_all()
        super().close_view()

    # -- layout --------------------------------------------------------------------------

    def lay_out(self) -> None:
        settings, look, goals = self.objectives_settings, self.look, self._goals
        words = WORDS[settings.language]
        panes = self.panes
        place = arranged(panes, len(goals), look.unit_px)
        self._pages = place.pages
        self._page %= self._pages
        each = len(place.rows)
        shown = goals[self._page * each : (self._page + 1) * each]
        most = max((goal.share for goal in goals if goal.share is not None), default=1.0)
        axis = min(LONGEST_AXIS, max(LEAST_AXIS, most))
        self._rows = [
            Row(goal, box, look, place.scale, place.form, axis, words, settings.decimals)
            for goal, box in zip(shown, place.rows, strict=False)
        ]
        self._said, self._large = [], []
        self._say_heads(place, words)
        if place.spare is not None:
            self._say_large(place.spare, words)

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        for row in self._rows:
            if exposed.intersects(row.box.united(row.bar)):
                row.paint(painter, self._gliding.value(row.goal.name, _length(row.goal)))
        for paragraph, x, y in self._said:
            paragraph.paint(painter, x, y)
        for lettering, x, base in self._large:
            lettering.paint(painter, x, base)

    def _say_heads(self, place: Arrangement, words: Words) -> None:
        """Above each column what its mark is; before that, in the first, how many have it."""
        look = self.look
        heads = [head for head in place.heads if head.height() and self._row_below(head)]
        for at, head in enumerate(heads):
            row = self._row_below(head)
            if row is None:
                continue
            px = min(look.unit_px * place.scale, head.height() / 1.7)
            font = look.font_px(px, QFont.Weight.Medium)
            target = words["target"]
            wide = advance(target, font)
            x = min(row.mark_x - wide / 2, head.right() - wide)
            muted = look.color("text_muted")
            line = Paragraph(target, font, wide + px, muted, align=Align.LEFT, max_lines=1)
            if self._has_target(head):
                self._said.append((line, x, head.top()))
            if at or place.spare is not None:
                continue
            summary = words["summary"].format(many=self._count(), all=len(self._goals))
            if self._pages > 1:
                summary += f" · {self._page + 1}/{self._pages}"
            bold = look.font_px(px, QFont.Weight.DemiBold)
            if advance(summary, bold) < x - head.left() - px:
                ink = look.color("text")
                line = Paragraph(summary, bold, x - head.left(), ink, align=Align.LEFT, max_lines=1)
                self._said.append((line, head.left(), head.top()))

    def _say_large(self, pane: QRectF, words: Words) -> None:
        """On a screen of its own: how many of them have been reached."""
        look = self.look
        px = min(look.type["figure"] * look.unit_px * 1.6, pane.height() * 0.34)
        font = look.font_px(px, QFont.Weight.Bold)
        text = f"{self._count()}/{len(self._goals)}"
        px *= min(1.0, pane.width() / max(1.0, advance(text, font)))
        font = look.font_px(px, QFont.Weight.Bold)
        figure = Lettering(text, font, look.color("text"))
        small = look.font_px(px * 0.24, QFont.Weight.Medium)
        word = Lettering(words["large"], small, look.color("text_muted"))
        cap = QFontMetricsF(font).capHeight()
        tall = cap + px * 0.42
        base = pane.center().y() - tall / 2 + cap
        self._large.append((figure, pane.left() - figure.bearing, base))
        self._large.append((word, pane.left(), base + px * 0.42))

    def _row_below(self, head: QRectF) -> Row | None:
        return next(
            (
                row
                for row in self._rows
                if abs(row.box.left() - head.left()) < 2 and row.box.top() >= head.bottom() - 2
            ),
            None,
        )

    def _has_target(self, head: QRectF) -> bool:
        return any(
            row.goal.target is not None
            for row in self._rows
            if abs(row.box.left() - head.left()) < 2
        )

    def _count(self) -> int:
        return sum(goal.standing is Standing.REACHED for goal in self._goals)

    # -- pages and motion ----------------------------------------------------------------

    def _read(self) -> None:
        table = self.dataset
        self._goals = goals_of(table, self.objectives_settings) if isinstance(table, Table) else ()

    def _shares(self) -> dict[object, float]:
        return {goal.name: _length(goal) for goal in self._goals}

    def _moved(self) -> None:
        for row in self._rows:
            self.mark_dirty(row.bar)

    def _turn_pages(self) -> None:
        every = self.services.clock.every(self.objectives_settings.page_s, self._next_page)
        self._running.start("pages", every)

    def _next_page(self) -> None:
        if self._pages > 1:
            self._page += 1
            self.relay()


def _length(goal: Goal) -> float:
    """Of its bar, in shares of the target."""
    if goal.share is not None:
        return goal.share
    return 1.0 if goal.standing is Standing.REACHED else 0.0
