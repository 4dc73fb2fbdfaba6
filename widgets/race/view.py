"""The view of the kind `race`."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Tile
from wall.views.gliding import Gliding
from wall.views.panes import PanedView
from wall.views.running import Running
from wall.views.services import Services
from widgets.race.columns import Columns
from widgets.race.picture import Moment, Picture
from widgets.race.settings import RaceSettings
from widgets.race.tug import Tug
from widgets.race.votes import Side, Votes, votes_of
from widgets.race.wording import Wording

SIDE_UNITS = 3.4
"""The least width of a column, in base units."""
SWEEP_S = 2.6
TOLD_S, CALM_S = 8.0, 20.0
"""How long a new leader is greeted in words; the least between two greetings, where sides change
places all the time."""


class RaceView(PanedView):
    """Fields that grow with their votes. A new leader is greeted once, calmly."""

    empty: ClassVar[str] = "No sides yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._votes = Votes()
        self._shown = self._votes
        """Those that the tile has room for."""
        self._leader: str | None = None
        """Who led last: while sides are level nobody else does."""
        self._picture: Picture | None = None
        self._sides: tuple[str, ...] = ()
        self._sweep = 1.0
        self._moves = self._is_seen = False
        self._painted: dict[str, float] = {}
        self._gliding = Gliding(services.clock, self._step)
        self._lighting = Gliding(services.clock, self._relight, SWEEP_S)
        self._running = Running()

    @property
    def race_settings(self) -> RaceSettings:
        return cast(RaceSettings, self.settings)

    @property
    def votes(self) -> Votes:
        return self._votes

    @property
    def is_greeting(self) -> bool:
        """Whether somebody has just taken the lead."""
        return "told" in self._running

    @property
    def is_moving(self) -> bool:
        return self._gliding.is_moving or self._lighting.is_moving or "sweep" in self._running

    def place(self, name: str) -> float:
        """Of what moves, now, in pixels; the names are those of the picture."""
        return self._gliding.value(name)

    def has_content(self) -> bool:
        return bool(self._votes.sides)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        old, self._votes = self._votes, votes_of(self.dataset, self.race_settings.most)
        if old.sides and self._votes == old:
            return
        self._moves = self._is_seen and bool(old.sides)
        leader = self._votes.leader
        if leader is not None:
            took = self._leader is not None and leader.name != self._leader
            self._leader = leader.name
            if took and self._moves and "calm" not in self._running:
                self._greet()
        if not self._votes.total:
            self._leader = None
        super().received(before)

    def configured(self) -> None:
        self._votes = votes_of(self.dataset, self.race_settings.most)
        self._moves = False

    def resized(self) -> None:
        super().resized()
        self._moves = False

    def show_view(self) -> None:
        self._is_seen = True
        self._gliding.show()
        self._lighting.show()

    def hide_view(self) -> None:
        self._is_seen = False
        self._rest()

    def close_view(self) -> None:
        self._rest()
        super().close_view()

    def _rest(self) -> None:
        if self.is_greeting:
            self._is_laid_out = False
        self._running.stop_all()
        self._gliding.hide()
        self._lighting.hide()
        self._sweep = 1.0

    # -- drawing -------------------------------------------------------------------------

    def lay_out(self) -> None:
        votes, panes = self._votes, self.panes
        if len(votes.sides) > 2:
            votes = votes.first(
                max(1, int(self.content.width() / (self.look.unit_px * SIDE_UNITS)))
            )
        self._shown = votes
        wording = Wording(votes, self.race_settings)
        took = self.is_greeting
        if len(self._votes.sides) == 2:
            self._picture = Tug(votes, wording, self.look, (self.content, panes), took=took)
        else:
            self._picture = Columns(votes, wording, self.look, panes, took=took)
        names = tuple(side.name for side in votes.sides)
        moves, self._moves = self._moves and names == self._sides, False
        self._sides = names
        places: dict[Hashable, float] = {}
        places.update(self._picture.ends())
        self._gliding.go_to(places)
        self._lighting.go_to(self._lights())
        if not moves:
            self._gliding.rest()
            self._lighting.rest()

    def _lights(self) -> dict[Hashable, float]:
        leader = self._shown.leader

        def light(side: Side) -> float:
            if leader is None:
                return 0.5 if self._shown.total else 0.0
            return 1.0 if side == leader else 0.0

        return {at: light(side) for at, side in enumerate(self._shown.sides)}

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._picture is not None:
            self._picture.paint(painter, exposed, self._moment())

    def _moment(self) -> Moment:
        return Moment(self._gliding.value, self._lighting.value, self._sweep)

    # -- motion --------------------------------------------------------------------------

    def _greet(self) -> None:
        self._sweep = 0.0
        clock = self.services.clock
        self._running.start("sweep", clock.animate(self._step_sweep))
        self._running.start("told", clock.after(TOLD_S, self._told))
        self._running.start("calm", clock.after(CALM_S, partial(self._running.stop, "calm")))

    def _told(self) -> None:
        self._running.stop("told")
        self._moves = True
        self.relay()

    def _step_sweep(self, elapsed_s: float) -> None:
        self._sweep = min(1.0, elapsed_s / SWEEP_S)
        if self._sweep >= 1.0:
            self._running.stop("sweep")
        self.mark_dirty(self.content)

    def _relight(self) -> None:
        self.mark_dirty(self.content)

    def _step(self) -> None:
        if self._picture is None:
            return
        dirty = QRectF()
        for name in self._picture.ends():
            before, now = self._painted.get(name), self._gliding.value(name)
            self._painted[name] = now
            if before != now:
                dirty = dirty.united(
                    self._picture.moved(name, now if before is None else before, now)
                )
        if not dirty.isEmpty():
            self.mark_dirty(dirty)
