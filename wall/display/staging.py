"""How a scene gets onto the wall: new tiles are built hidden, and each change appears whole.

The stage knows three things: the scene that is wanted (`target`), the items that are on the wall
(`shown`) and those that are prepared for it (`building`). A change that needs no new view is
done at once. One that does becomes a turn, and is done in one frame when all its new tiles are
settled, or at its deadline: then what is not ready stands as a loading plate, except where an
old picture of the same tile can stay.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Sequence

import shiboken6

from wall.display.building import TileBuilder
from wall.display.canvas import Canvas
from wall.display.covering import covered
from wall.display.crossfade import Crossfade
from wall.display.frame_clock import FrameClock
from wall.display.stage_events import StageEvents
from wall.display.staged_sets import Making, StagedSets
from wall.display.tile_items import Life, TileItem
from wall.display.turns import Turn, wait_s
from wall.errors import WallError
from wall.model.changes import Change, LayoutTaken
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import Tile
from wall.views.services import Subscription

log = logging.getLogger(__name__)

PUSH_PATIENCE_S = 0.4
"""A push shows that it loads after this long."""
FIRST_PATIENCE_S = 2.0
"""The first picture waits no longer than this for its slowest tiles, where the screen is black."""


class Stage:
    """One wall's tiles."""

    def __init__(
        self,
        canvas: Canvas,
        builder: TileBuilder,
        clock: FrameClock,
        events: StageEvents,
        layout_patience_s: Callable[[], float],
    ) -> None:
        self.target: Scene | None = None
        self.shown: dict[str, TileItem] = {}
        self.building: dict[str, TileItem] = {}
        self._canvas = canvas
        self._builder = builder
        self._clock = clock
        self._events = events
        self._layout_patience_s = layout_patience_s
        self._turns: list[Turn] = []
        self._waiting: Subscription | None = None
        self._fade: Crossfade | None = None
        self._closed: list[TileItem] = []
        self._unsettled: set[TileItem] = set()
        making = Making(self._build, self._close, builder.keeps, self._update)
        self.staged = StagedSets(making, clock)

    # -- what the controller says ---------------------------------------------------------------

    def set_scene(self, scene: Scene) -> None:
        """A snapshot: what is the same is kept."""
        before, self.target = self.target, scene
        first = before is None
        hurries = first and not self._events.picture_behind()
        patience = FIRST_PATIENCE_S if hurries else self._layout_patience_s()
        ids = _touched(before.tiles if before else (), scene.tiles)
        self._begin(Turn(scene.revision, ids, _later(patience), first=first))

    def change(
        self, scene: Scene, changes: Sequence[Change], *, fade_s: float, at: float | None
    ) -> None:
        """The scene after the changes of one revision."""
        before, self.target = self.target, scene
        takes = at is not None or any(isinstance(change, LayoutTaken) for change in changes)
        patience = self._layout_patience_s() if takes else PUSH_PATIENCE_S
        ids = _touched(before.tiles if before else (), scene.tiles)
        deadline = _later(patience)
        if at is not None:
            deadline = max(deadline, _later(at - self._clock.now()))
        self._begin(Turn(scene.revision, ids, deadline, at=at, fade_s=fade_s, takes=takes))

    def prepare(
        self,
        name: str,
        tiles: Iterable[Tile],
        deadline_s: float,
        answer: Callable[[dict[str, str]], None],
    ) -> None:
        """Stage tiles ahead of a take; those that the wall can show already are not built."""
        needed = [tile for tile in tiles if not self._will_show(tile)]
        self.staged.stage(name, needed, deadline_s, answer)

    def rebuild(self) -> None:
        """Every tile anew, beside what is shown: another theme."""
        if self.target is None:
            return
        for tile_id in list(self.building):
            self._close(self.building.pop(tile_id))
        for tile in self.target.tiles:
            self.building[tile.id] = self._build(tile, self._settled)
        ids = {tile.id for tile in self.target.tiles}
        self._wait_for(Turn(self.target.revision, ids, _later(self._layout_patience_s())))

    @property
    def shown_revision(self) -> int:
        """The revision that is completely on the wall."""
        if self.target is None:
            return 0
        waiting = min((turn.revision for turn in self._turns), default=None)
        return self.target.revision if waiting is None else waiting - 1

    def items(self) -> Iterable[TileItem]:
        yield from self.shown.values()
        yield from self.building.values()
        yield from self.staged.items()

    def close(self) -> None:
        """1. no more turns, 2. the fade, 3. every item."""
        if self._waiting is not None:
            self._waiting.end()
        self._turns.clear()
        if self._fade is not None:
            self._fade.finish()
        for item in list(self.items()):
            self._close(item)
        self.shown.clear()
        self.building.clear()
        self.staged.close()
        self._bury()

    # -- turns ------------------------------------------------------------------------------------

    def _begin(self, turn: Turn) -> None:
        builds = False
        for tile_id in turn.ids:
            tile = self._wanted(tile_id)
            if tile is None:
                self._abandon(tile_id)
            elif self._needs_view(tile):
                builds = self._prepare(tile) or builds
            else:
                self._abandon(tile_id)
        if builds or turn.at is not None:
            for earlier in [t for t in self._turns if t.ids & turn.ids]:
                turn.absorb(earlier)
                self._turns.remove(earlier)
            self._wait_for(turn)
            return
        # Nothing new to wait for. What an earlier turn waits for appears with that one.
        waiting = {i for other in self._turns for i in other.ids if i in self.building}
        now = turn.ids - waiting
        for other in self._turns:
            other.ids -= now
        self._commit(turn, now)
        self._look()

    def _wait_for(self, turn: Turn) -> None:
        self._turns.append(turn)
        self._events.changed()
        self._look()

    def _look(self) -> None:
        """Do the turns that are due, and wake up for the next one."""
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None
        for turn in list(self._turns):
            if turn in self._turns and self._wait_s(turn) <= 0:
                self._turns.remove(turn)
                self._commit(turn, turn.ids)
        if self._turns:
            soonest = min(self._wait_s(turn) for turn in self._turns)
            self._waiting = self._clock.after(soonest, self._look)

    def _wait_s(self, turn: Turn) -> float:
        ready = all(self.building[i].is_settled for i in turn.ids if i in self.building)
        return wait_s(turn, ready, time.monotonic(), self._clock.now())

    def _commit(self, turn: Turn, ids: Collection[str]) -> None:
        """Bring these tiles to what the target says, in one frame."""
        if self._fade is not None:
            self._fade.finish()
        rects = self._rects_of(ids)
        fades = turn.fade_s > 0 and not turn.first and self._events.may_fade()
        if fades:
            self._clock.settle()
        if turn.takes:
            self._events.taking()
        with self._canvas.one_frame(rects):
            for tile_id in ids:
                self._settle_tile(tile_id)
            self._restack()
            if fades:
                self._start_fade(rects, turn.fade_s)
        self._events.committed()
        self._events.changed()

    def _start_fade(self, rects: list[Rect], seconds: float) -> None:
        views = [view for view in self._canvas.views_over(rects) if view.keeps_pixels]
        fade = Crossfade(views, self._clock, seconds)
        self._fade = fade

        def finished() -> None:
            self._fade = None
            for view in views:
                if shiboken6.isValid(view):
                    view.crossfade = None
                    view.viewport().update()

        for view in views:
            view.crossfade = fade
        fade.run(finished)

    # -- tiles ------------------------------------------------------------------------------------

    def _wanted(self, tile_id: str) -> Tile | None:
        return self.target.tile(tile_id) if self.target is not None else None

    def _needs_view(self, tile: Tile) -> bool:
        """Whether no view that is on the wall can show it."""
        shown = self.shown.get(tile.id)
        if shown is None:
            return True
        if shown.life in (Life.FAILED, Life.BROKEN) and shown.tile.settings != tile.settings:
            return True
        return not self._builder.keeps(shown.tile, tile)

    def _will_show(self, tile: Tile) -> bool:
        """Whether the wall, when it is as it shall be now, shows it just so."""
        wanted = self._wanted(tile.id)
        if wanted is None or wanted.settings != tile.settings:
            return False  # a view that is kept takes other settings only with the take
        if not self._builder.keeps(wanted, tile):
            return False
        return tile.id in self.building or not self._needs_view(tile)

    def _prepare(self, tile: Tile) -> bool:
        """Have a view for it; whether that is another one than before."""
        prepared = self.building.get(tile.id)
        if prepared is not None and self._builder.keeps(prepared.tile, tile):
            self._update(prepared, tile)
            return False
        if prepared is not None:
            self._close(self.building.pop(tile.id))
        staged = self.staged.adopt(tile)
        if staged is not None:
            staged.then = self._settled
            self.building[tile.id] = staged
            self._update(staged, tile)
        else:
            self.building[tile.id] = self._build(tile, self._settled)
        return True

    def _abandon(self, tile_id: str) -> None:
        prepared = self.building.pop(tile_id, None)
        if prepared is not None:
            self._close(prepared)

    def _settle_tile(self, tile_id: str) -> None:
        tile = self._wanted(tile_id)
        old, new = self.shown.get(tile_id), self.building.get(tile_id)
        if tile is None:
            self._abandon(tile_id)
            if old is not None:
                self._close(self.shown.pop(tile_id))
            return
        if new is None:
            if old is not None:
                old.refuse_update("")
                self._update(old, tile)
            return
        stays = old is not None and old.tile.kind == tile.kind and new.life is not Life.READY
        if old is not None and stays and old.life is not Life.FAILED:
            # Keep the last good picture; the new view may still come.
            old.place(tile)
            if new.is_settled:
                old.refuse_update(new.why)
            return
        del self.building[tile_id]
        if old is not None:
            self._close(old)
        self.shown[tile_id] = new
        new.show_tile()

    def _update(self, item: TileItem, tile: Tile) -> None:
        if item.tile == tile:
            return
        if item.tile.settings == tile.settings and item.tile.title == tile.title:
            item.apply(tile, None)
            return
        try:
            settings = self._builder.settings(tile)
        except WallError as error:
            # A site file changed under us; the controller has said why, and the picture stays.
            log.warning("tile %s keeps its settings: %s", tile.id, error)
            item.refuse_update(str(error))
            return
        item.apply(tile, settings)

    def _build(self, tile: Tile, then: Callable[[TileItem], None]) -> TileItem:
        self._events.preparing(tile)

        def enter(item: TileItem) -> None:
            self._unsettled.add(item)
            self._canvas.scene.addItem(item)

        item = self._builder.build(tile, self._item_settled, self._item_changed, enter)
        item.then = then
        self._events.built(item)
        return item

    def _item_changed(self, item: TileItem) -> None:
        self._events.changed()

    def _item_settled(self, item: TileItem) -> None:
        self._told(item)
        item.then(item)

    def _told(self, item: TileItem) -> None:
        if item in self._unsettled:
            self._unsettled.discard(item)
            self._events.prepared(item.tile)

    def _settled(self, item: TileItem) -> None:
        if self.building.get(item.tile.id) is not item:
            return
        if any(item.tile.id in turn.ids for turn in self._turns):
            # In a turn of the event loop of its own: views call this while they are built.
            if self._waiting is not None:
                self._waiting.end()
            self._waiting = self._clock.after(0, self._look)
        elif item.life is Life.READY or item.tile.id in self.shown:
            late = Turn(self.target.revision if self.target else 0, {item.tile.id}, 0.0)
            self._clock.after(0, lambda: self._commit(late, late.ids))

    # -- order and ends ----------------------------------------------------------------------

    def _restack(self) -> None:
        """Items in stacking order; those that nobody can see stop what costs."""
        ordered = sorted(self.shown.values(), key=lambda item: item.tile.stacking)
        for index, item in enumerate(ordered):
            if item.zValue() != index:
                item.setZValue(index)
        hidden = covered((item.tile.id, item.tile.rect, item.is_opaque) for item in ordered)
        for item in ordered:
            item.set_covered(item.tile.id in hidden)

    def _rects_of(self, ids: Iterable[str]) -> list[Rect]:
        rects = []
        for tile_id in ids:
            tile = self._wanted(tile_id)
            shown = self.shown.get(tile_id)
            new = tile_id in self.building or tile is None
            if shown is not None and (new or shown.tile.rect != (tile and tile.rect)):
                rects.append(shown.tile.rect)
            if tile is not None and (new or shown is None or shown.tile.rect != tile.rect):
                rects.append(tile.rect)
        return rects

    def _close(self, item: TileItem) -> None:
        self._told(item)
        item.close()
        if item.scene() is not None:
            self._canvas.scene.removeItem(item)
        if not self._closed:
            self._clock.after(0, self._bury)
        self._closed.append(item)

    def _bury(self) -> None:
        """Free closed items on the Qt thread, when nothing of theirs is on the stack."""
        closed, self._closed = self._closed, []
        for item in closed:
            if shiboken6.isValid(item):
                shiboken6.delete(item)


def _later(seconds: float) -> float:
    return time.monotonic() + seconds


def _touched(before: Iterable[Tile], after: Iterable[Tile]) -> set[str]:
    """The ids whose tiles differ."""
    old = {tile.id: tile for tile in before}
    new = {tile.id: tile for tile in after}
    return {i for i in old.keys() | new.keys() if old.get(i) != new.get(i)}
