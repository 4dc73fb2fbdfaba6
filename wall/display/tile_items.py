"""TileItem: the frame around a view. Places, clips and captions it, and outlives its errors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsRectItem,
)

from wall.display.captions import Caption, header_height, words_of
from wall.display.guarding import Guard
from wall.display.safe_content import Cover, SafeContent
from wall.display.stills import Still
from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Health, HealthState, Label, Tile
from wall.views.base import TileView
from wall.views.placeholder import Placeholder, PlaceholderSettings
from wall.views.services import Services, Subscription

log = logging.getLogger(__name__)

MAX_STILL_PIXELS = 40_000_000
"""No last picture is kept of a tile larger than this: memory matters more."""


FRAME_FIELDS = ("rect", "layer", "z", "title", "label", "owner", "until", "locked")


class Life(Enum):
    """What stands in the frame."""

    PREPARING = auto()
    """The view loads, hidden."""
    READY = auto()
    """The view can be shown."""
    FAILED = auto()
    """It cannot: a placeholder says why. It may still recover by itself."""
    BROKEN = auto()
    """Its code raised; the view is gone, its last picture or a placeholder stands."""
    CLOSED = auto()


class TileItem(QGraphicsRectItem):
    """One tile on the canvas. Made hidden (opacity 0: measured, web pages load fully so).

    A Qt rectangle, whose bounds Qt reads without asking Python: each view asks each tile in
    each paint. It also paints the plate below the view.
    """

    def __init__(
        self,
        tile: Tile,
        services: Services,
        settled: Callable[[TileItem], None],
        changed: Callable[[TileItem], None],
    ) -> None:
        super().__init__(0, 0, tile.rect.width, tile.rect.height)
        self.tile = tile
        self.life = Life.PREPARING
        self.why = ""
        """Why it failed or broke."""
        self.data_at: float | None = None
        """When its source last delivered."""
        self._mark = ""
        self.guard = Guard(tile.id, self._broke)
        self.view: TileView | None = None
        self.then: Callable[[TileItem], None] = _nothing
        """Whoever waits for it."""
        self._services = services
        self._settled = settled
        self._changed = changed
        self._on_wall = False
        self.covered = self._driven = False
        self._refused = ""
        self._placeholder: Placeholder | None = None
        self._still: Still | None = None
        self.cover: Cover | None = None
        """Safe content, where what it shows may not be seen."""
        self._ages: Subscription | None = None
        self._plate = QBrush(services.theme.color("surface"))
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setBrush(self._plate)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape, True)
        self.setPos(QPointF(tile.rect.x, tile.rect.y))
        self.setOpacity(0.0)
        self._caption = Caption(self, services.theme)
        self._caption.setZValue(3)

    # -- building ----------------------------------------------------------------------------

    def hold(self, view: TileView) -> None:
        """Take the view in and let it prepare."""
        self.view = view
        view.setParentItem(self)
        view.setOpacity(0.0)
        view.ready.connect(self._view_ready)
        view.health_changed.connect(self._view_health)
        view.painting_failed.connect(self._view_cannot_paint)
        self._arrange()
        self.guard.run(view.prepare)

    def fail(self, why: str) -> None:
        """There is no view, and why."""
        self._settle(Life.FAILED, why)

    # -- what the stage calls ------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        return self.life is not Life.PREPARING

    @property
    def health(self) -> Health:
        if self.life is Life.BROKEN or (self.life is Life.FAILED and self.why):
            return Health(state=HealthState.FAILED, why=self.why)
        if self._refused:
            return Health(state=HealthState.FAILED, why=self._refused)
        if self.life is Life.PREPARING:
            return Health(state=HealthState.LOADING)
        return self.view.health if self.view is not None else Health()

    def show_tile(self) -> None:
        """On the wall from now on, with a placeholder while its view is not ready."""
        self._on_wall = True
        self.setOpacity(1.0)
        self._reveal()
        self._run_shown()

    @property
    def is_opaque(self) -> bool:
        """Whether nothing below shines through: it stands on its plate."""
        return self.brush().style() is not Qt.BrushStyle.NoBrush

    def set_covered(self, covered: bool) -> None:
        """Whether others hide it wholly. A view that is not seen stops what costs."""
        self._be_seen(covered, self._driven)

    def set_driven(self, driven: bool) -> None:
        """Whether somebody works it, and so needs it to go on though others hide it."""
        self._be_seen(self.covered, driven)

    def _be_seen(self, covered: bool, driven: bool) -> None:
        was_hidden = self._is_hidden
        self.covered, self._driven = covered, driven
        if self._is_hidden != was_hidden and self.view is not None and self.life is Life.READY:
            self.guard.run(self.view.hide_view if self._is_hidden else self.view.show_view)

    @property
    def _is_hidden(self) -> bool:
        return self.covered and not self._driven

    def apply(self, tile: Tile, settings: TileSettings | None) -> None:
        """The same tile with other fields; `settings` are None if they did not change."""
        before, self.tile = self.tile, tile
        if before.rect != tile.rect:
            self.setPos(QPointF(tile.rect.x, tile.rect.y))
            if before.rect.size != tile.rect.size:
                self.setRect(0, 0, tile.rect.width, tile.rect.height)
        if self.view is not None and settings is not None:
            self.guard.run(self.view.configure, tile, settings)
        elif self.view is not None:
            self.view.tile = tile
        self._arrange()
        self.update()

    def place(self, tile: Tile) -> None:
        """Follow all of a tile but what it shows."""
        frame = {name: getattr(tile, name) for name in FRAME_FIELDS}
        self.apply(self.tile.model_copy(update=frame), None)

    def give_up(self, why: str) -> None:
        """Do not wait for its view any longer."""
        if self.life is Life.PREPARING:
            self._settle(Life.FAILED, why)

    def refuse_update(self, why: str) -> None:
        """What should replace it cannot be shown: it keeps its last good picture and says so."""
        if why != self._refused:
            self._refused = why
            self.refresh_words()
            self._changed(self)

    def receive(self, dataset: Dataset, at: float, mark: str = "") -> None:
        self.data_at, self._mark = at, mark
        if self.view is not None:
            self.guard.run(self.view.receive, dataset)
        self.refresh_words()

    def receive_at_once(self, dataset: Dataset, at: float, mark: str = "") -> None:
        """As `receive`, and nothing of what was shown before is seen in the next frame."""
        view = self.view
        seen = self.life is Life.READY and self._on_wall and not self._is_hidden
        if seen and view is not None:
            self.guard.run(view.hide_view)
        self.receive(dataset, at, mark)
        if seen and self.view is view is not None:
            self.guard.run(view.show_view)
        if self._still is not None:
            self._still.end()
            self._still = None
            self._reveal()

    def withhold(self, content: SafeContent) -> None:
        """Stand behind safe content until `release`."""
        if self.cover is None and self.life is not Life.CLOSED:
            self.cover = content.cover(self)
            self._reveal()

    def release(self) -> None:
        cover, self.cover = self.cover, None
        if cover is not None:
            cover.end()
            self._reveal()

    def source_health(self, health: Health) -> None:
        if self.view is not None:
            self.guard.run(self.view.source_health, health)

    def close(self) -> None:
        """End the view and everything it owns. The caller takes the item off the scene."""
        if self.life is Life.CLOSED:
            return
        self.life = Life.CLOSED
        self.then = _nothing
        self._end_view()
        if self._ages is not None:
            self._ages.end()
        if self._placeholder is not None:
            self._placeholder.close_view()
        if self.cover is not None:
            self.cover.end()

    # -- what the view says ----------------------------------------------------------------------

    def _view_ready(self) -> None:
        if self.life in (Life.PREPARING, Life.FAILED):
            self._settle(Life.READY, "")

    def _view_health(self, health: Health) -> None:
        if health.state is HealthState.FAILED and self.life is Life.PREPARING:
            self._settle(Life.FAILED, health.why or "it cannot be shown")
        elif health.state is HealthState.FAILED and self.life is Life.FAILED:
            self.why = health.why
            self._reveal()
        self.refresh_words()
        self._changed(self)

    def _view_cannot_paint(self, error: Exception) -> None:
        # Not now: Qt is walking through the items.
        self._services.clock.after(0, lambda: self.guard.trip(error))

    def _broke(self, why: str) -> None:
        if self.life is Life.CLOSED:
            return
        seen = self.life is Life.READY and self._on_wall and self.cover is None
        still = self._picture() if seen else None
        self._end_view()
        if still is not None:
            self._still = Still(self, still)
            self._still.setPos(0, self._header())
        self._settle(Life.BROKEN, why)

    def _settle(self, life: Life, why: str) -> None:
        was_preparing = self.life is Life.PREPARING
        self.life, self.why = life, why
        if self._on_wall:
            self._reveal()
            self._run_shown()
        self._changed(self)
        if was_preparing or life is Life.READY:
            self._settled(self)

    def _run_shown(self) -> None:
        if self.view is not None and self.life is Life.READY and not self._is_hidden:
            self.guard.run(self.view.show_view)

    # -- the frame ---------------------------------------------------------------------------------

    def refresh_words(self) -> None:
        """Title, label and mark as they are now; ages follow by themselves."""
        health = self.health
        now = self._services.clock.now()
        if self._placeholder is not None:
            # The plate says which tile it is, and why it is not there.
            words = words_of(self.tile, Health(), None, now, title=self._header() > 0)
        else:
            ours = self.view is None or not self.view.paints_title
            if self.view is not None and self.view.tells_trouble and health == self.view.health:
                health = Health()
            words = words_of(self.tile, health, self.data_at, now, title=ours, mark=self._mark)
        over_picture = self.view is not None and self.view.frameless
        self._caption.follow(self.rect(), self._header(), words, over_picture=over_picture)
        ageing = health.state is HealthState.STALE or Label.AGE in self.tile.label
        if ageing and self._ages is None:
            self._ages = self._services.clock.every(1.0, self.refresh_words)
        elif not ageing and self._ages is not None:
            self._ages.end()
            self._ages = None

    def _header(self) -> int:
        frameless = self.view.frameless if self.view is not None else False
        paints = self.view.paints_title if self.view is not None else False
        return header_height(
            self.tile, self._services.theme, frameless=frameless, paints_title=paints
        )

    def _arrange(self) -> None:
        header = self._header()
        content = QSizeF(self.rect().width(), self.rect().height() - header)
        for view in (self.view, self._placeholder):
            if view is not None:
                view.setPos(0, header)
                self.guard.run(view.resize, content)
        if self._still is not None:
            self._still.fit(content)
        if self.cover is not None:
            self.cover.fit(self.rect())
        # A video fills its frame: painting the plate below it would be paid in every frame.
        covered = (self.life is Life.READY and self.view is not None and self.view.frameless) and (
            self._placeholder is None and self.cover is None
        )
        self.setBrush(QBrush() if covered else self._plate)
        self.refresh_words()

    def _reveal(self) -> None:
        """View, last picture or placeholder: whichever this life calls for."""
        showing_view = self.life is Life.READY and self.view is not None
        if self.view is not None:
            self.view.setOpacity(1.0 if showing_view and self.cover is None else 0.0)
        if showing_view or self._still is not None:
            self._drop_placeholder()
        else:
            state = "loading" if self.life is Life.PREPARING else "failed"
            said = PlaceholderSettings.model_validate({"state": state, "why": self.why})
            if self._placeholder is None:
                self._placeholder = Placeholder(self.tile, said, self._services)
                self._placeholder.setParentItem(self)
                self._placeholder.setZValue(1)
                self._placeholder.prepare()
            else:
                self._placeholder.say(said)
        self._arrange()

    def _drop_placeholder(self) -> None:
        placeholder, self._placeholder = self._placeholder, None
        if placeholder is not None:
            placeholder.close_view()
            _discard(placeholder)

    def _picture(self) -> QImage | None:
        """The view's last good picture, if it can still paint."""
        view = self.view
        if view is None or view.rect.width() * view.rect.height() > MAX_STILL_PIXELS:
            return None
        image = QImage(view.rect.size().toSize(), QImage.Format.Format_RGB32)
        image.fill(self._services.theme.color("surface"))
        painter = QPainter(image)
        try:
            view.paint_content(painter, view.rect)
        except Exception:
            log.debug("tile %s has no last picture", self.tile.id, exc_info=True)
            return None
        finally:
            painter.end()
        return image

    def _end_view(self) -> None:
        view, self.view = self.view, None
        if view is None:
            return
        view.ready.disconnect(self._view_ready)
        view.health_changed.disconnect(self._view_health)
        view.painting_failed.disconnect(self._view_cannot_paint)
        try:
            view.close_view()
        except Exception:
            # It is being thrown away; the log is all that is left to tell.
            log.exception("tile %s did not close cleanly", self.tile.id)
        self.guard.close()
        view.hide()
        _discard(view)


def _nothing(item: TileItem) -> None:
    """Nobody waits."""


def _discard(view: TileView) -> None:
    """Off the scene now, deleted when Qt has nothing more to say to it."""
    scene = view.scene()
    if scene is not None:
        scene.removeItem(view)
    view.deleteLater()
