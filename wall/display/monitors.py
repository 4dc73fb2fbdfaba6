"""The monitors of this machine as they come, go and move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from wall.display.binding import Monitor, is_phantom
from wall.model.geometry import Rect

SETTLE_MS = 40
"""A replugged monitor is told in several steps (added, moved, resized); we follow the last."""


class Monitors(QObject):
    """Follows Qt's screens. Remembers those that are unplugged, so that they keep their place."""

    changed = Signal()

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__()
        self._application = application
        self._known: dict[str, Monitor] = {}
        self._screens: dict[str, QScreen] = {}
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self._settle)
        application.screenAdded.connect(self._added)
        application.screenRemoved.connect(self._removed)
        for screen in application.screens():
            self._follow(screen)
        self._read()

    @property
    def known(self) -> Sequence[Monitor]:
        """All that were ever there, with the place they have or had."""
        return tuple(self._known.values())

    def screen(self, name: str) -> QScreen | None:
        """The Qt screen of a monitor that is plugged in."""
        return self._screens.get(name)

    def monitor(self, name: str) -> Monitor:
        return self._known[name]

    def stop(self) -> None:
        self._settling.stop()
        self._application.screenAdded.disconnect(self._added)
        self._application.screenRemoved.disconnect(self._removed)

    def _follow(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._settling.start)

    def _added(self, screen: QScreen) -> None:
        self._follow(screen)
        self._settling.start()

    def _removed(self, screen: QScreen) -> None:
        # At once: the Qt object must not be touched after this turn.
        self._screens = {n: s for n, s in self._screens.items() if s is not screen}
        self._settling.start()

    def _settle(self) -> None:
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        present = {screen.name(): screen for screen in self._application.screens()}
        # Those that are known first: their new places tell which others are makeshifts.
        for name in [n for n in present if n in self._known]:
            self._known[name] = _monitor(present[name])
        self._screens = {}
        for name, screen in present.items():
            monitor = _monitor(screen)
            if name not in self._known and is_phantom(monitor.rect, name, self._known.values()):
                continue
            self._known[name] = monitor
            self._screens[name] = screen


def _monitor(screen: QScreen) -> Monitor:
    geometry = screen.geometry()
    ratio = screen.devicePixelRatio()
    rect = Rect(
        geometry.x(),
        geometry.y(),
        round(geometry.width() * ratio),
        round(geometry.height() * ratio),
    )
    identity = (screen.manufacturer(), screen.model(), screen.serialNumber())
    edid = "-".join(part for part in identity if part)
    return Monitor(screen.name(), rect, edid)
