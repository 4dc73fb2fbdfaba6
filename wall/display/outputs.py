"""Where walls are seen: on this machine's monitors, or in preview windows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from wall.display.binding import Place, ScreenKey, bind, here
from wall.display.canvas import Canvas
from wall.display.monitors import Monitors
from wall.display.preview import PreviewWindow
from wall.display.reports import frames_per_second
from wall.display.screen_windows import ScreenWindows
from wall.link.messages import ScreenReport
from wall.model.geometry import Rect
from wall.model.screens import Wall


class Outputs(QObject):
    """What both sorts have in common. A wall's windows open at its first picture, so that
    nobody sees an empty one."""

    changed = Signal()
    """Monitors came, went or moved: `follow` again."""
    arranged = Signal()
    """Views came, went or moved."""
    machine: str | None = None
    """Whose screens are shown; None: all."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: set[str] = set()
        self._canvases: dict[str, Canvas] = {}

    def shows(self, wall: Wall) -> bool:
        """Whether any screen of the wall may be shown here."""
        return any(self.machine is None or here(s, self.machine) for s in wall.screens)

    def follow(self, canvases: Mapping[str, Canvas]) -> None:
        """Bring the windows into line with walls and monitors."""
        self._canvases = dict(canvases)
        self._arrange_all()

    def open(self, wall: str) -> None:
        """There is something to see of this wall."""
        if wall not in self._opened:
            self._opened.add(wall)
            self._arrange_all()

    def forget(self, wall: str) -> None:
        self._opened.discard(wall)
        if self._canvases.pop(wall, None) is not None:
            self._arrange_all()

    def report(self) -> list[ScreenReport]:
        raise NotImplementedError

    def notes(self, wall: str) -> dict[str, str]:
        """Screen address → what shows it, for people who identify screens."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def _open_canvases(self) -> dict[str, Canvas]:
        return {n: canvas for n, canvas in self._canvases.items() if n in self._opened}

    def _arrange_all(self) -> None:
        self._arrange()
        self.arranged.emit()

    def _arrange(self) -> None:
        raise NotImplementedError


class MonitorOutputs(Outputs):
    """One window per monitor."""

    def __init__(self, monitors: Monitors, machine: str, *, opengl: bool) -> None:
        super().__init__()
        self.machine = machine
        self.monitors = monitors
        self.windows = ScreenWindows(monitors, opengl=opengl)
        self.places: dict[ScreenKey, Place] = {}
        monitors.changed.connect(self.changed)

    def report(self) -> list[ScreenReport]:
        return [self._screen_report(key) for key in self._screens()]

    def notes(self, wall: str) -> dict[str, str]:
        return {
            key.address: place.monitor for key, place in self.places.items() if key.wall == wall
        }

    def close(self) -> None:
        self.monitors.changed.disconnect(self.changed)
        self.windows.close()
        self.monitors.stop()

    def _screens(self) -> list[ScreenKey]:
        return [
            ScreenKey(name, screen.address)
            for name, canvas in self._canvases.items()
            for screen in canvas.wall.screens
            if self.machine is None or here(screen, self.machine)
        ]

    def _arrange(self) -> None:
        walls = [canvas.wall for canvas in self._canvases.values()]
        self.places = bind(walls, self.monitors.known, self.machine or "", self.places)
        seen = self._open_canvases()
        screens = {
            ScreenKey(name, screen.address): screen
            for name, canvas in seen.items()
            for screen in canvas.wall.screens
        }
        places = {key: place for key, place in self.places.items() if key in screens}
        self.windows.follow(seen, screens, places)

    def _screen_report(self, key: ScreenKey) -> ScreenReport:
        place = self.places.get(key)
        view = self.windows.view(key)
        return ScreenReport(
            wall=key.wall,
            address=key.address,
            monitor=place.monitor if place is not None else None,
            present=place is not None and self.monitors.screen(place.monitor) is not None,
            rect=self.windows.window_rect(key),
            fps=frames_per_second(view) if view is not None else 0.0,
        )


class PreviewOutputs(Outputs):
    """One window per wall, to scale."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: dict[str, PreviewWindow] = {}

    def report(self) -> list[ScreenReport]:
        return [
            ScreenReport(
                wall=name,
                address=screen.address,
                monitor="preview",
                present=name in self.windows,
                rect=self._rect(name, screen.rect),
                fps=frames_per_second(self.windows[name]) if name in self.windows else 0.0,
            )
            for name, canvas in self._canvases.items()
            for screen in canvas.wall.screens
        ]

    def notes(self, wall: str) -> dict[str, str]:
        return {screen.address: "preview" for screen in self._canvases[wall].wall.screens}

    def close(self) -> None:
        for window in self.windows.values():
            window.end()
        self.windows.clear()

    def _arrange(self) -> None:
        seen = self._open_canvases()
        for name in self.windows.keys() - seen.keys():
            self.windows.pop(name).end()
        for name, canvas in seen.items():
            if name not in self.windows:
                self.windows[name] = PreviewWindow(canvas)
                self.windows[name].open()
            self.windows[name].follow()

    def _rect(self, name: str, rect: Rect) -> Rect | None:
        window = self.windows.get(name)
        if window is None:
            return None
        corner = window.viewport().mapToGlobal(window.mapFromScene(rect.x, rect.y))
        scale = window.transform().m11()
        return Rect(corner.x(), corner.y(), round(rect.width * scale), round(rect.height * scale))
