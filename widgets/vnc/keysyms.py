"""Keys as X and RFB number them (X11/keysymdef.h), from what Qt and text say."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

UNICODE = 0x01000000
LONGEST_LATIN_1 = 0xFF
MODIFIERS = {
    Qt.KeyboardModifier.ShiftModifier: 0xFFE1,
    Qt.KeyboardModifier.ControlModifier: 0xFFE3,
    Qt.KeyboardModifier.AltModifier: 0xFFE9,
    Qt.KeyboardModifier.MetaModifier: 0xFFEB,
}
_NAMED = {
    Qt.Key.Key_Shift: 0xFFE1,
    Qt.Key.Key_Control: 0xFFE3,
    Qt.Key.Key_Alt: 0xFFE9,
    Qt.Key.Key_AltGr: 0xFE03,
    Qt.Key.Key_Meta: 0xFFEB,
    Qt.Key.Key_Return: 0xFF0D,
    Qt.Key.Key_Enter: 0xFF8D,
    Qt.Key.Key_Tab: 0xFF09,
    Qt.Key.Key_Backtab: 0xFF09,
    Qt.Key.Key_Backspace: 0xFF08,
    Qt.Key.Key_Delete: 0xFFFF,
    Qt.Key.Key_Insert: 0xFF63,
    Qt.Key.Key_Escape: 0xFF1B,
    Qt.Key.Key_Home: 0xFF50,
    Qt.Key.Key_Left: 0xFF51,
    Qt.Key.Key_Up: 0xFF52,
    Qt.Key.Key_Right: 0xFF53,
    Qt.Key.Key_Down: 0xFF54,
    Qt.Key.Key_PageUp: 0xFF55,
    Qt.Key.Key_PageDown: 0xFF56,
    Qt.Key.Key_End: 0xFF57,
    Qt.Key.Key_Menu: 0xFF67,
    Qt.Key.Key_Print: 0xFF61,
    Qt.Key.Key_Pause: 0xFF13,
    Qt.Key.Key_CapsLock: 0xFFE5,
    **{Qt.Key(Qt.Key.Key_F1 + number): 0xFFBE + number for number in range(12)},
}
_CONTROLS = {"\n": 0xFF0D, "\r": 0xFF0D, "\t": 0xFF09, "\b": 0xFF08}


def keysym_of(character: str) -> int:
    """Of one character as it is typed."""
    if character in _CONTROLS:
        return _CONTROLS[character]
    number = ord(character)
    return number if number <= LONGEST_LATIN_1 else UNICODE | number


def keysyms_of(text: str) -> list[int]:
    return [keysym_of(one) for one in text if one in _CONTROLS or one.isprintable()]


def keysym_of_event(event: QKeyEvent) -> int | None:
    """None for a key that has none."""
    key = event.key()
    named = _NAMED.get(Qt.Key(key)) if key in _KNOWN else None
    if named is not None:
        return named
    text = event.text()
    if len(text) == 1 and text.isprintable():
        return keysym_of(text)
    if 0x20 <= key < UNICODE:
        # With Control held no text comes.
        character = chr(key)
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            character = character.lower()
        return keysym_of(character[:1])
    return None


_KNOWN = frozenset(int(key) for key in _NAMED)
