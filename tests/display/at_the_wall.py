"""Somebody at the wall: mouse and keys on the windows of a display in this process."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from tests.display.harness import DisplayHarness, grid_wall
from wall.display.edit_overlay import EditOverlay, Picture
from wall.display.local_input import LocalInputs
from wall.display.wall_views import WallView
from wall.link.messages import (
    DisplaySettings,
    LocalCommand,
    LocalDrive,
    LocalInput,
    LocalTake,
    LocalUndo,
)
from wall.model.screens import Wall
from wall.model.tiles import Tile

Message = TypeVar("Message")
W, H, GAP = 480, 270, 20
Buttons = Qt.MouseButton
NONE = Qt.KeyboardModifier.NoModifier


def bezelled_wall() -> Wall:
    """18 screens of 480 × 270, twenty canvas pixels of bezel between them."""
    return grid_wall(6, 3, (W, H), GAP)


class AtTheWall:
    """Hands on the wall. Points are given in canvas pixels. End with `stop`."""

    def __init__(self, harness: DisplayHarness, *tiles: Tile, **settings: object) -> None:
        self.harness = harness
        harness.identify(bezelled_wall())
        harness.show(*tiles)
        self.inputs = LocalInputs(harness.sent.append, harness.clock)
        self.configure(**settings)
        harness.sent.clear()

    def configure(self, **settings: object) -> None:
        local = LocalInput.model_validate(settings)
        shows = self.harness.display.shows
        self.inputs.follow(shows, DisplaySettings(site="test", local_input=local))

    def stop(self) -> None:
        self.inputs.stop()

    def heard(self, kind: type[Message]) -> list[Message]:
        return self.harness.heard(kind)

    def asked(self) -> list[object]:
        """Everything that hands at the wall asked of the controller; not what displays report."""
        asks = LocalCommand | LocalTake | LocalUndo | LocalDrive
        return [message for message in self.harness.sent if isinstance(message, asks)]

    # -- hands ---------------------------------------------------------------------------------

    def press(self, x: float, y: float) -> None:
        self._mouse(QEvent.Type.MouseButtonPress, x, y, Buttons.LeftButton, Buttons.LeftButton)

    def move(self, x: float, y: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
        pressed = Buttons.LeftButton
        self._mouse(QEvent.Type.MouseMove, x, y, Buttons.NoButton, pressed, modifiers)

    def release(self, x: float, y: float) -> None:
        self._mouse(QEvent.Type.MouseButtonRelease, x, y, Buttons.LeftButton, Buttons.NoButton)

    def click(self, x: float, y: float) -> None:
        self.press(x, y)
        self.release(x, y)

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        modifiers: Qt.KeyboardModifier = NONE,
    ) -> None:
        self.press(*start)
        for part in (0.3, 0.6, 1.0):
            x, y = (a + (b - a) * part for a, b in zip(start, end, strict=True))
            self.move(x, y, modifiers)
        self.release(*end)

    def key(self, key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier = NONE) -> bool:
        """To the window, as where no window manager gives a view the focus; whether it was
        taken by somebody."""
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)
        return bool(QApplication.sendEvent(self.view(0, 0).window(), event))

    def _mouse(
        self,
        kind: QEvent.Type,
        x: float,
        y: float,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        modifiers: Qt.KeyboardModifier = NONE,
    ) -> None:
        view = self.view(x, y)
        viewport = view.viewport()
        inside = QPointF(view.mapFromScene(QPointF(x, y)))
        desktop = QPointF(viewport.mapToGlobal(inside.toPoint()))
        event = QMouseEvent(kind, inside, desktop, button, buttons, modifiers)
        QApplication.sendEvent(viewport, event)

    # -- eyes ------------------------------------------------------------------------------------

    def view(self, x: float, y: float) -> WallView:
        """The one that shows this point of the canvas."""
        point = QPointF(x, y)
        for view in self.harness.display.shows["hub"].canvas.views:
            if view.viewport().rect().contains(view.mapFromScene(point)):
                return view
        raise AssertionError(f"no view shows {x}, {y}")

    def desktop(self, x: float, y: float) -> QPoint:
        view = self.view(x, y)
        return view.viewport().mapToGlobal(view.mapFromScene(QPointF(x, y)))

    def pictures(self) -> list[Picture]:
        """What the overlays on the canvas show."""
        scene = self.harness.display.shows["hub"].canvas.scene
        return [item._picture for item in scene.items() if isinstance(item, EditOverlay)]

    def words(self) -> str:
        return " ".join(picture.words for picture in self.pictures())
