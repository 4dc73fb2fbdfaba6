"""The view of the kind `vnc`: a workstation's newest picture, and hands that reach it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QGraphicsSceneWheelEvent,
)

from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.desktops import Desktop, Entrance
from wall.views.services import Services
from widgets.vnc.hands import Hands
from widgets.vnc.keysyms import keysym_of_event, keysyms_of
from widgets.vnc.settings import VncSettings


class VncView(TileView):
    """Keeps the last picture while the workstation is away, and says so by its health."""

    frameless = True
    fills_rect = True
    interactive = True
    settings: VncSettings

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._desktop: Desktop | None = None
        self._hands = Hands()
        self._pictured_at: float | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsFocusable, True)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemAcceptsInputMethod, True)
        self.setAcceptHoverEvents(True)
        self.setAcceptedMouseButtons(Qt.MouseButton.AllButtons)

    # -- life ------------------------------------------------------------------------------

    def prepare(self) -> None:
        self._open()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        before = self.settings
        super().configure(tile, settings)
        if self.settings.view_only and self._desktop is not None:
            self._hands.let_go(self._desktop)
        same = {"view_only"}
        if self.settings.model_dump(exclude=same) != before.model_dump(exclude=same):
            self._close()
            self._open()

    def resized(self) -> None:
        if self._desktop is not None:
            self._desktop.resize(self._size_px())

    def show_view(self) -> None:
        if self._desktop is not None:
            self._desktop.resume()

    def hide_view(self) -> None:
        if self._desktop is not None and self.is_ready:
            self._desktop.rest()

    def let_go(self) -> None:
        if self._desktop is not None:
            self._hands.let_go(self._desktop)

    def close_view(self) -> None:
        self._close()
        super().close_view()

    def _open(self) -> None:
        told = self.settings
        self._desktop = self.services.desktops.open(
            self.tile,
            Entrance(
                url=told.url,
                user=told.user,
                secret=told.password.secret if told.password is not None else None,
                encryption=told.encryption,
                fingerprint=told.fingerprint,
            ),
            self._size_px(),
            keep_shape=told.fit == "contain",
            on_picture=self._pictured,
            on_trouble=self._troubled,
        )

    def _close(self) -> None:
        desktop, self._desktop = self._desktop, None
        if desktop is not None:
            self._hands.let_go(desktop)
            desktop.close()

    def _pictured(self) -> None:
        self._pictured_at = self.services.clock.now()
        self.set_health(HealthState.OK)
        self.set_ready()
        self.mark_dirty()

    def _troubled(self, why: str) -> None:
        health = HealthState.STALE if self.is_ready else HealthState.FAILED
        self.set_health(health, why, since=self._pictured_at)

    # -- painting --------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        image = self._desktop.image() if self._desktop is not None else None
        place = self._place()
        if image is None or QRectF(self.rect) != place:
            painter.fillRect(exposed, self.theme.color("ground"))
        if image is None:
            return
        if image.size() == place.size().toSize():
            painter.drawImage(place.topLeft(), image)
        else:
            # Until it is scaled to the new size.
            painter.drawImage(place, image)

    def _place(self) -> QRectF:
        """Where the picture is in the tile."""
        size = self._desktop.screen_size() if self._desktop is not None else QSize()
        room = self._size_px()
        if size.isEmpty() or self.settings.fit == "fill":
            return QRectF(self.rect)
        size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
        return QRectF(left, top, size.width(), size.height())

    def _size_px(self) -> QSize:
        return QSize(max(1, round(self.size.width())), max(1, round(self.size.height())))

    # -- hands -----------------------------------------------------------------------------

    @property
    def _worked(self) -> Desktop | None:
        return None if self.settings.view_only else self._desktop

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        desktop = self._worked
        if desktop is None:
            event.ignore()
            return
        self.setFocus()
        self._move(desktop, event.pos())
        self._hands.press(desktop, event.button(), event.modifiers())

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        # The workstation counts clicks by itself.
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        if self._worked is not None:
            self._move(self._worked, event.pos())

    def hoverMoveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        if self._worked is not None and self.hasFocus():
            self._move(self._worked, event.pos())

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        if self._worked is not None:
            self._move(self._worked, event.pos())
            self._hands.release(self._worked, event.button())

    def wheelEvent(self, event: QGraphicsSceneWheelEvent) -> None:
        if self._worked is None:
            return
        self._move(self._worked, event.pos())
        across = event.orientation() is Qt.Orientation.Horizontal
        by = event.delta()
        self._hands.turn(self._worked, by if across else 0, 0 if across else by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keysym = keysym_of_event(event)
        if self._worked is not None and keysym is not None:
            self._hands.key_down(self._worked, keysym, event.modifiers())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        keysym = keysym_of_event(event)
        if self._worked is not None and keysym is not None and not event.isAutoRepeat():
            self._hands.key_up(self._worked, keysym)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if self._worked is not None and event.commitString():
            self._worked.type(keysyms_of(event.commitString()))

    def _move(self, desktop: Desktop, at: QPointF) -> None:
        place, size = self._place(), desktop.screen_size()
        if size.isEmpty() or place.isEmpty():
            return
        x = (at.x() - place.x()) * size.width() / place.width()
        y = (at.y() - place.y()) * size.height() / place.height()
        self._hands.move(desktop, int(x), int(y))
