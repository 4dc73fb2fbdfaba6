"""The view of the kind `milestone`."""

from __future__ import annotations

import math
from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, Figure
from wall.model.tiles import Tile
from wall.views.gliding import Gliding
from wall.views.painting import eased
from wall.views.panes import PanedView
from wall.views.running import Running
from wall.views.services import Services
from widgets.milestone.confetti import Confetti
from widgets.milestone.face import Face
from widgets.milestone.marks import Marks, Passing, Way
from widgets.milestone.settings import MilestoneSettings
from widgets.milestone.wording import Wording

ROLL_S = 0.95
"""Figures come at most once a second: each has arrived when the next one comes."""
PARTY_S = 14.0
"""From passing a mark to the way to the next."""
FADE_S = 1.0


class MilestoneView(PanedView):
    """A figure that rolls, and a bar to the next mark; passing one is celebrated once."""

    empty: ClassVar[str] = "No value yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._passing = Passing()
        self._face: Face | None = None
        self._shown: float | None = None
        self._reached: float | None = None
        """The mark that is being celebrated."""
        self._party_s = 0.0
        self._confetti: Confetti | None = None
        self._rolls = 0
        self._moves = self._is_seen = False
        self._bar_px = 0.0
        self._rolling = Gliding(services.clock, self._step_digits, ROLL_S)
        self._filling = Gliding(services.clock, self._step_bar, ROLL_S)
        self._running = Running()

    @property
    def milestone_settings(self) -> MilestoneSettings:
        return cast(MilestoneSettings, self.settings)

    @property
    def figure(self) -> Figure:
        return cast(Figure, self.dataset)

    @property
    def marks(self) -> Marks:
        settings = self.milestone_settings
        return Marks.of(settings.marks, self.figure.target, beyond=settings.beyond)

    @property
    def way(self) -> Way:
        """The one that the bar shows: while a mark is celebrated, the one that led there."""
        if self._reached is not None:
            return Way(0.0, self._reached, is_over=True)
        return self.marks.way(self.figure.value)

    @property
    def celebrates(self) -> float | None:
        """The mark that is being celebrated."""
        return self._reached

    @property
    def is_moving(self) -> bool:
        return self._rolling.is_moving or self._filling.is_moving or "party" in self._running

    def has_content(self) -> bool:
        return isinstance(self.dataset, Figure) and math.isfinite(self.dataset.value)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        if before is not None and self.dataset == before:
            return
        if self.has_content():
            passed = self._look_at(self.figure.value)
            if passed is not None and self._is_seen and self.milestone_settings.celebrate:
                self._celebrate(passed)
            self._moves = self._is_seen and self._shown is not None
        super().received(before)

    def configured(self) -> None:
        self._end_party()
        self._passing.forget()
        if self.has_content():
            self._look_at(self.figure.value)
        self._moves = False

    def resized(self) -> None:
        super().resized()
        self._moves = False

    def show_view(self) -> None:
        self._is_seen = True
        self._rolling.show()
        self._filling.show()

    def hide_view(self) -> None:
        self._is_seen = False
        self._end_party()
        self._rolling.hide()
        self._filling.hide()

    def close_view(self) -> None:
        self.hide_view()
        super().close_view()

    def _look_at(self, value: float) -> float | None:
        """The mark that a value has just passed."""
        return self._passing.see(value, self.marks, self.services.clock.now())

    # -- layout --------------------------------------------------------------------------

    def lay_out(self) -> None:
        value, way, before = self.figure.value, self.way, self._face
        wording = Wording(self.milestone_settings, self.figure.unit)
        self._face = Face(value, way, wording, self.look, self.panes)
        if self._reached is not None and self._confetti is None:
            self._confetti = Confetti(self.rect, self.look)
        moves, self._moves = self._moves, False
        if before is not None and before.digits.text != self._face.digits.text:
            rises = self._shown is None or value >= self._shown
            self._face.digits.roll_from(before.digits, rises=rises)
            self._rolls += 1
        elif before is not None and before.digits.cells == self._face.digits.cells:
            # The same digits in the middle of their movement: they go on.
            self._face.digits = before.digits
        self._shown = value
        self._rolling.go_to({self._rolls: 1.0}, new_from=0.0)
        self._filling.go_to({way.end: self._face.bar.width() * way.share(value)}, new_from=0.0)
        if not moves:
            self._rolling.rest()
            self._filling.rest()

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        face = self._face
        if face is None:
            return
        if self._confetti is not None:
            self._confetti.paint(painter, self._party_s)
        share, look = self._rolling.value(self._rolls, 1.0), self.look
        face.paint_figure(painter, look.color("text"), share)
        if self._reached is not None:
            opacity = painter.opacity()
            near = min(self._party_s, PARTY_S - self._party_s) / FADE_S
            painter.setOpacity(opacity * eased(near))
            face.paint_figure(painter, look.color("accent"), share)
            painter.setOpacity(opacity)
        if face.has_bar:
            face.paint_bar(painter, self._filling.value(self.way.end))
            face.paint_words(painter)

    # -- motion --------------------------------------------------------------------------

    def _celebrate(self, mark: float) -> None:
        self._reached = mark
        if "party" not in self._running:
            self._party_s = 0.0
            self._running.start("party", self.services.clock.animate(self._step_party))

    def _step_party(self, elapsed_s: float) -> None:
        self._party_s = elapsed_s
        if elapsed_s >= PARTY_S:
            self._end_party()
            self._moves = True
            self.relay()
            return
        self.mark_dirty()

    def _end_party(self) -> None:
        if self._reached is not None:
            self._is_laid_out = False
        self._running.stop("party")
        self._reached, self._confetti, self._party_s = None, None, 0.0

    def _step_digits(self) -> None:
        if self._face is not None:
            self.mark_dirty(self._face.digits.moving)

    def _step_bar(self) -> None:
        if self._face is None:
            return
        bar, now = self._face.bar, self._filling.value(self.way.end)
        low, high = sorted((now, self._bar_px))
        self._bar_px = now
        part = QRectF(bar.left() + low, bar.top(), high - low, bar.height())
        self.mark_dirty(part.adjusted(-bar.height(), -1, bar.height(), 1))
