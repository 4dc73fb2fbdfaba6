"""What people do with mouse and keyboard, told to a workstation; nothing stays pressed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from wall.views.desktops import Desktop
from widgets.vnc.keysyms import MODIFIERS

LEFT, MIDDLE, RIGHT = 1, 2, 4
UP, DOWN, LEFTWARDS, RIGHTWARDS = 8, 16, 32, 64
NOTCH = 120
MOST_NOTCHES = 20
BUTTONS = {
    Qt.MouseButton.LeftButton: LEFT,
    Qt.MouseButton.MiddleButton: MIDDLE,
    Qt.MouseButton.RightButton: RIGHT,
}


class Hands:
    """Of one tile. Places are pixels of the workstation's screen."""

    def __init__(self) -> None:
        self._buttons = 0
        self._at = (0, 0)
        self._keys: list[int] = []
        self._implied: list[int] = []
        """Modifiers that are held because an event said so, and no key of theirs."""
        self._turned = [0, 0]

    def move(self, desktop: Desktop, x: int, y: int) -> None:
        self._at = (x, y)
        desktop.pointer(x, y, self._buttons)

    def press(
        self, desktop: Desktop, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier
    ) -> None:
        self._hold(desktop, modifiers)
        self._buttons |= BUTTONS.get(button, 0)
        desktop.pointer(*self._at, self._buttons)

    def release(self, desktop: Desktop, button: Qt.MouseButton) -> None:
        self._buttons &= ~BUTTONS.get(button, 0)
        desktop.pointer(*self._at, self._buttons)
        self._let_modifiers_go(desktop)

    def turn(self, desktop: Desktop, across: int, down: int) -> None:
        """The wheel, in eighths of a degree as in Qt: up and left are positive."""
        for axis, (by, ahead, back) in enumerate(
            ((across, LEFTWARDS, RIGHTWARDS), (down, UP, DOWN))
        ):
            self._turned[axis] += by
            notches = int(self._turned[axis] / NOTCH)
            self._turned[axis] -= notches * NOTCH
            for _ in range(min(abs(notches), MOST_NOTCHES)):
                bit = ahead if notches > 0 else back
                desktop.pointer(*self._at, self._buttons | bit)
                desktop.pointer(*self._at, self._buttons)

    def key_down(self, desktop: Desktop, keysym: int, modifiers: Qt.KeyboardModifier) -> None:
        if keysym not in MODIFIERS.values():
            self._hold(desktop, modifiers)
        if keysym in self._implied:
            self._implied.remove(keysym)
        if keysym not in self._keys:
            self._keys.append(keysym)
        desktop.key(keysym, down=True)

    def key_up(self, desktop: Desktop, keysym: int) -> None:
        if keysym in self._keys:
            self._keys.remove(keysym)
            desktop.key(keysym, down=False)
        self._let_modifiers_go(desktop)

    def let_go(self, desktop: Desktop) -> None:
        for keysym in reversed(self._keys):
            desktop.key(keysym, down=False)
        self._keys.clear()
        self._let_modifiers_go(desktop)
        if self._buttons:
            self._buttons = 0
            desktop.pointer(*self._at, 0)

    def _hold(self, desktop: Desktop, modifiers: Qt.KeyboardModifier) -> None:
        for modifier, keysym in MODIFIERS.items():
            if modifiers & modifier and keysym not in (*self._keys, *self._implied):
                self._implied.append(keysym)
                desktop.key(keysym, down=True)

    def _let_modifiers_go(self, desktop: Desktop) -> None:
        for keysym in reversed(self._implied):
            desktop.key(keysym, down=False)
        self._implied.clear()
