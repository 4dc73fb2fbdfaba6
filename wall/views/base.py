"""TileView: what shows one tile.

Life: `prepare` (hidden, loads, never blocks) → `ready` → `shown` ⇄ `hidden` → `closed`.
A view paints inside `QRectF(0, 0, width, height)` in canvas pixels; the display frames it,
clips it, stacks it, and shows labels and ages. A view that fails says so with `set_health`;
the display keeps its last picture or puts a placeholder in its place.
"""

from __future__ import annotations

import logging
from typing import ClassVar

from PySide6.QtCore import QRectF, QSizeF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Health, HealthState, Tile
from wall.views.services import Frame, Services, Subscription
from wall.views.theme import Theme

log = logging.getLogger(__name__)


class TileView(QGraphicsObject):
    """Base of all views. Subclasses override `prepare`, `paint_content` and what they need."""

    ready = Signal()
    """Painted (or paintable) at the target size: it may be shown. Emitted once."""
    health_changed = Signal(object)
    """A new Health."""
    painting_failed = Signal(object)
    """The exception that painting raised; the display puts a placeholder in its place."""

    frameless: ClassVar[bool] = False
    """Whether the display draws no surface behind it (video, images, web)."""
    interactive: ClassVar[bool] = False
    """Whether it takes mouse and keyboard while somebody drives it."""
    fills_rect: ClassVar[bool] = False
    """Whether it always paints every pixel of its rectangle, and the display need paint nothing
    below it. Such a view leaves the painter's state as it was."""
    shows_frames: ClassVar[bool] = False
    """Whether `newest_frame` may have something."""
    paints_title: ClassVar[bool] = False
    """Whether it paints the tile's title itself; else the display may."""

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption, True)
        self.tile = tile
        self.settings = settings
        self.services = services
        self.dataset: Dataset | None = None
        self.health = Health(state=HealthState.LOADING)
        self._size = QSizeF(tile.rect.width, tile.rect.height)
        # Qt asks for the bounds several times in each paint.
        self._bounds = QRectF(0, 0, tile.rect.width, tile.rect.height)
        self._is_ready = False
        self._subscriptions: list[Subscription] = []

    # -- what the display calls -------------------------------------------------------

    def prepare(self) -> None:
        """Begin to load. Must return at once. The default is ready immediately."""
        self.set_health(HealthState.OK)
        self.set_ready()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        """Settings, title or source label changed while shown. The default repaints."""
        self.tile = tile
        self.settings = settings
        self.mark_dirty()

    def resize(self, size: QSizeF) -> None:
        """The tile has a new size in canvas pixels. Override `resized`."""
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
            self._bounds = QRectF(0, 0, size.width(), size.height())
            self.resized()
            self.mark_dirty()

    def receive(self, dataset: Dataset) -> None:
        """Data of the tile's source. Override `received`. What is as before costs nothing."""
        before = self.dataset
        if before is None or dataset != before:
            self.dataset = dataset
            self.received(before)

    def source_health(self, health: Health) -> None:
        """The source's own health; a stale source makes the tile stale, with its age."""
        if health.state is not HealthState.LOADING or self.dataset is None:
            self.set_health(health.state, health.why, since=health.since)

    def show_view(self) -> None:
        """It is on the wall from now on. Override for what should only run while seen."""

    def hide_view(self) -> None:
        """It is not seen for a while: stop what costs. What it receives meanwhile is shown later
        without any movement from what was there before."""

    def let_go(self) -> None:
        """Nobody works it with mouse and keyboard any more."""

    def close_view(self) -> None:
        """End everything the view owns. Subclasses call super."""
        for subscription in self._subscriptions:
            subscription.end()
        self._subscriptions.clear()

    # -- what subclasses use ----------------------------------------------------------

    @property
    def theme(self) -> Theme:
        return self.services.theme

    @property
    def size(self) -> QSizeF:
        return self._size

    @property
    def rect(self) -> QRectF:
        return QRectF(0, 0, self._size.width(), self._size.height())

    @property
    def tells_trouble(self) -> bool:
        """Whether it says in its own content why it failed, so that the frame need not."""
        return False

    @property
    def is_ready(self) -> bool:
        return self._is_ready

    def own(self, subscription: Subscription) -> Subscription:
        """End it when the view closes."""
        self._subscriptions.append(subscription)
        return subscription

    def set_ready(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            self.ready.emit()

    def set_health(self, state: HealthState, why: str = "", since: float | None = None) -> None:
        health = Health(state=state, why=why, since=since)
        if health != self.health:
            self.health = health
            self.health_changed.emit(health)

    def mark_dirty(self, rect: QRectF | None = None) -> None:
        """Repaint at the next tick of the frame clock."""
        self.services.clock.mark(self, rect)

    def resized(self) -> None:
        """The size changed; `size` has the new one."""

    def received(self, before: Dataset | None) -> None:
        """`dataset` is another one than `before`, which was shown so far. The default repaints;
        who overrides this marks what looks different."""
        self.mark_dirty()

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        """Paint; `exposed` is the part that needs it, in the view's pixels."""

    def newest_frame(self) -> Frame | None:
        """What painting would copy, unchanged, to the whole rectangle; None if it does more."""
        return None

    # -- Qt ---------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self.fills_rect:
            self.paint_guarded(painter, option.exposedRect)
            return
        painter.save()
        try:
            self.paint_guarded(painter, option.exposedRect)
        finally:
            painter.restore()

    def paint_guarded(self, painter: QPainter, exposed: QRectF) -> None:
        """`paint_content`, whose errors go to `painting_failed`."""
        try:
            self.paint_content(painter, exposed)
        except Exception as error:
            # Inside Qt's painting nobody could catch it, and the other tiles must not notice.
            log.exception("tile %s cannot paint", self.tile.id)
            self.painting_failed.emit(error)
