"""A window that writes down what mouse and keyboard tell it: python -m … FILE."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget


class Listening(QWidget):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("a", buffering=1)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.X11BypassWindowManagerHint)
        self.setMouseTracking(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        told: dict[str, object] = {}
        if watched is self and isinstance(event, QKeyEvent):
            told = {"text": event.text(), "key": event.key()}
            told["control"] = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        elif watched is self and isinstance(event, QWheelEvent):
            told = {"by": event.angleDelta().y()}
        elif watched is self and isinstance(event, QMouseEvent):
            at = event.globalPosition().toPoint()
            told = {"at": [at.x(), at.y()], "button": event.button().name}
        elif watched is self and event.type() is QEvent.Type.WindowActivate:
            self.setFocus()
        if told or event.type() is QEvent.Type.Paint:
            self._file.write(json.dumps({"type": event.type().name, **told}) + "\n")
        return False


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = Listening(Path(sys.argv[1]))
    app.installEventFilter(window)
    window.setGeometry(app.primaryScreen().geometry())
    window.show()
    window.activateWindow()
    window.grabKeyboard()
    sys.exit(app.exec())
