"""Delivering a driver's mouse and keyboard to one tile's page, as Qt delivers those at the wall.

Through the canvas item of the page, never through its windows: what lies over the tile is none of
the driver's business. Qt thread.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsItem,
    QGraphicsProxyWidget,
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QGraphicsSceneWheelEvent,
    QWidget,
)

from wall.display.tile_items import Life, TileItem
from wall.protocol.drive_requests import (
    Input,
    KeyInput,
    Modifiers,
    PointerInput,
    TextInput,
    TilePoint,
    WheelInput,
)

ANGLE_PER_PX = 2
"""A notch of a wheel is 120 units, and moves a page by 60 CSS pixels."""
_BUTTONS = {"left": Qt.MouseButton.LeftButton, "right": Qt.MouseButton.RightButton}
_MODIFIERS = {
    "shift": Qt.KeyboardModifier.ShiftModifier,
    "control": Qt.KeyboardModifier.ControlModifier,
    "alt": Qt.KeyboardModifier.AltModifier,
    "meta": Qt.KeyboardModifier.MetaModifier,
}
_KEYS = {
    "ArrowLeft": Qt.Key.Key_Left,
    "ArrowUp": Qt.Key.Key_Up,
    "ArrowRight": Qt.Key.Key_Right,
    "ArrowDown": Qt.Key.Key_Down,
    "Enter": Qt.Key.Key_Return,
}
"""Those whose name in Qt is another one."""
_TYPES = {"Enter": "\r", "Tab": "\t", "Backspace": "\b"}
_NO_TEXT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


class Hands:
    """One driver's mouse and keyboard on one tile. Ended with `let_go`."""

    def __init__(self) -> None:
        self._buttons = Qt.MouseButton.NoButton
        self._keys: dict[str, KeyInput] = {}
        """Those that are down."""
        self._at: TilePoint = (0.0, 0.0)

    def deliver(self, item: TileItem, one: Input) -> None:
        """What cannot be worked now is passed over."""
        if item.view is None or item.life is not Life.READY or item.scene() is None:
            return
        match one:
            case PointerInput():
                self._pointer(item, one)
            case WheelInput():
                self._wheel(item, one)
            case KeyInput():
                self._key(item, one)
            case TextInput(text=text):
                self._text(item, text)

    def let_go(self, item: TileItem | None) -> None:
        """Nothing stays pressed, hovered or focused. None: the tile has gone."""
        if item is not None:
            for key in tuple(self._keys.values()):
                self.deliver(item, key.model_copy(update={"action": "release"}))
            for name, button in _BUTTONS.items():
                if self._buttons & button:
                    up = {"action": "release", "at": self._at, "button": name}
                    self.deliver(item, PointerInput.model_validate(up))
            self._leave(item)
        self._keys.clear()
        self._buttons = Qt.MouseButton.NoButton

    # -- mouse -----------------------------------------------------------------------------

    def _pointer(self, item: TileItem, one: PointerInput) -> None:
        target, at = _target(item, one.at)
        self._at = one.at
        button = Qt.MouseButton.NoButton
        kind = QEvent.Type.GraphicsSceneMouseMove
        if one.action != "move":
            button = _BUTTONS[one.button]
        if one.action == "press":
            kind = QEvent.Type.GraphicsSceneMousePress
            self._buttons |= button
        elif one.action == "release":
            kind = QEvent.Type.GraphicsSceneMouseRelease
            self._buttons &= ~button
        event = QGraphicsSceneMouseEvent(kind)
        event.setPos(at)
        event.setScenePos(target.mapToScene(at))
        event.setScreenPos(QPoint(round(at.x()), round(at.y())))
        event.setButton(button)
        event.setButtons(self._buttons)
        event.setModifiers(_modifiers(one.modifiers))
        # Without a time of its own each press would be taken for one of a double click.
        event.setTimestamp(round(time.monotonic() * 1000))
        item.scene().sendEvent(target, event)

    def _wheel(self, item: TileItem, one: WheelInput) -> None:
        target, at = _target(item, one.at)
        receiver = _receiver(target)
        if receiver is None:
            self._wheel_view(item, target, at, one)
            return
        angle = QPoint(round(-one.by[0] * ANGLE_PER_PX), round(-one.by[1] * ANGLE_PER_PX))
        event = QWheelEvent(
            at,
            at,
            QPoint(),
            angle,
            self._buttons,
            _modifiers(one.modifiers),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        event.setTimestamp(round(time.monotonic() * 1000))
        QApplication.sendEvent(receiver, event)

    def _wheel_view(
        self, item: TileItem, target: QGraphicsItem, at: QPointF, one: WheelInput
    ) -> None:
        across, down = one.by
        for by, way in ((across, Qt.Orientation.Horizontal), (down, Qt.Orientation.Vertical)):
            if by:
                event = QGraphicsSceneWheelEvent(QEvent.Type.GraphicsSceneWheel)
                event.setPos(at)
                event.setDelta(round(-by * ANGLE_PER_PX))
                event.setOrientation(way)
                event.setModifiers(_modifiers(one.modifiers))
                item.scene().sendEvent(target, event)

    def _leave(self, item: TileItem) -> None:
        target, at = _target(item, self._at)
        if isinstance(target, QGraphicsProxyWidget):
            event = QGraphicsSceneHoverEvent(QEvent.Type.GraphicsSceneHoverLeave)
            event.setPos(at)
            item.scene().sendEvent(target, event)
        if item.view is not None:
            item.view.let_go()

    # -- keyboard --------------------------------------------------------------------------

    def _key(self, item: TileItem, one: KeyInput) -> None:
        modifiers = _modifiers(one.modifiers)
        if one.action == "press":
            self._keys[one.key] = one
            kind = QEvent.Type.KeyPress
        else:
            self._keys.pop(one.key, None)
            kind = QEvent.Type.KeyRelease
        text = "" if modifiers & _NO_TEXT else _text_of(one.key)
        self._send(item, QKeyEvent(kind, _qt_key(one.key), modifiers, text))

    def _text(self, item: TileItem, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        self._send(item, event)

    def _send(self, item: TileItem, event: QEvent) -> None:
        """To the page's widget, or to a view that is worked itself."""
        target, _ = _target(item, self._at)
        receiver = _receiver(target)
        if receiver is not None:
            QApplication.sendEvent(receiver, event)
        else:
            item.scene().sendEvent(target, event)


def _target(item: TileItem, at: TilePoint) -> tuple[QGraphicsItem, QPointF]:
    """The page, a list that it has opened, or the view where no page is seen; and the place
    in it, which a drag may have led out of the tile."""
    place = QPointF(*at)
    inner = item.boundingRect().adjusted(0, 0, -1, -1)
    near = QPointF(
        min(max(place.x(), inner.left()), inner.right()),
        min(max(place.y(), inner.top()), inner.bottom()),
    )
    found: QGraphicsItem = item.view if item.view is not None else item
    while True:
        # As what they are: what Qt has made itself, a list of the page, PySide knows as items only.
        children = (child.toGraphicsObject() or child for child in found.childItems())
        inside = [child for child in children if _takes(child, item, near)]
        if not inside:
            return found, found.mapFromItem(item, place)
        found = max(inside, key=lambda child: child.zValue())


def _takes(child: QGraphicsItem, item: TileItem, place: QPointF) -> bool:
    if not isinstance(child, QGraphicsProxyWidget) or not child.isVisible():
        return False
    return child.opacity() > 0 and child.contains(child.mapFromItem(item, place))


def _receiver(target: QGraphicsItem) -> QWidget | None:
    """The widget that takes keys: of a browser, an inner one."""
    widget = target.widget() if isinstance(target, QGraphicsProxyWidget) else None
    return widget.focusProxy() or widget if widget is not None else None


def _modifiers(names: Modifiers) -> Qt.KeyboardModifier:
    held = Qt.KeyboardModifier.NoModifier
    for name in names:
        held |= _MODIFIERS[name]
    return held


def _text_of(key: str) -> str:
    return key if len(key) == 1 else _TYPES.get(key, "")


def _qt_key(key: str) -> int:
    if len(key) == 1:
        return ord(key.upper()[:1])
    found = _KEYS.get(key)
    return int(found if found is not None else Qt.Key[f"Key_{key}"])
