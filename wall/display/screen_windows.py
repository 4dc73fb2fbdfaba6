"""Windows on monitors: one frameless window per output, one view per screen in it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QCursor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QScreen,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from wall.display.binding import Place, ScreenKey
from wall.display.canvas import Canvas
from wall.display.monitors import Monitors
from wall.display.wall_views import WallView
from wall.model.geometry import Rect
from wall.model.screens import Screen

POINTER_SHOWN_MS = 4000


def screen_transform(screen: Screen, size: tuple[int, int]) -> QTransform:
    """From the canvas to the window of a screen, whose size is in window pixels."""
    upright = size if screen.rotation in (0, 180) else (size[1], size[0])
    transform = QTransform()
    transform.rotate(screen.rotation)
    transform.scale(upright[0] / screen.rect.width, upright[1] / screen.rect.height)
    return transform


class ScreenView(WallView):
    """Shows one screen's rectangle of the canvas, turned and scaled as the screen stands."""

    def follow(self, screen: Screen, geometry: QRect) -> None:
        """Take this place in the window; `geometry` is in window pixels."""
        self.setGeometry(geometry)
        transform = screen_transform(screen, (geometry.width(), geometry.height()))
        straight = screen.rotation == 0 and transform.isIdentity()
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not straight)
        self.setTransform(transform)
        self.setSceneRect(QRectF(*screen.rect))
        self.viewport().update()


class OutputWindow(QWidget):
    """The window of one monitor. Holds a view for each screen that the monitor shows."""

    def __init__(self, name: str, ground: QColor) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(f"Wall {name}")
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.ground = ground
        self.views: dict[ScreenKey, ScreenView] = {}
        self._handing_on = False

    def place(self, screen: QScreen) -> None:
        """Onto its monitor, all of it; right after a replug too (measured: all three calls)."""
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        if not self.isVisible():
            # Where there is a window manager, so that no panel lies over the wall.
            self.showFullScreen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no view has the focus for: any of them will do.

        Qt gives back here what that view and the page in it ignore: it ends here.
        """
        view = next(iter(self.views.values()), None)
        if view is not None and not self._handing_on:
            self._handing_on = True
            try:
                QCoreApplication.sendEvent(view, event)
            finally:
                self._handing_on = False
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        free = QRegion(self.rect())
        for view in self.views.values():
            free -= QRegion(view.geometry())
        painter = QPainter(self)
        painter.setClipRegion(free & event.region())
        painter.fillRect(self.rect(), self.ground)
        painter.end()


class ScreenWindows(QObject):
    """All windows of this machine. They follow the places that screens are bound to."""

    def __init__(self, monitors: Monitors, *, opengl: bool) -> None:
        super().__init__()
        self._monitors = monitors
        self._opengl = opengl
        self._windows: dict[str, OutputWindow] = {}
        self._canvases: dict[ScreenKey, Canvas] = {}
        self._pointer = _PointerHiding(self)

    def follow(
        self,
        canvases: dict[str, Canvas],
        screens: dict[ScreenKey, Screen],
        places: dict[ScreenKey, Place],
    ) -> None:
        """Bring windows and views into line; nothing that stays is touched needlessly."""
        wanted: dict[str, list[ScreenKey]] = {}
        for key, place in places.items():
            if self._monitors.screen(place.monitor) is not None:
                wanted.setdefault(place.monitor, []).append(key)
        for name in [name for name in self._windows if name not in wanted]:
            self._close(name)
        for name, keys in wanted.items():
            window = self._windows.get(name)
            if window is None:
                ground = canvases[keys[0].wall].ground
                window = self._windows[name] = OutputWindow(name, ground)
                window.setCursor(Qt.CursorShape.BlankCursor)
            for key in [key for key in window.views if key not in keys]:
                self._drop(window, key)
            for key in keys:
                self._place(window, key, canvases[key.wall], screens[key], places[key])
            screen = self._monitors.screen(name)
            assert screen is not None
            window.place(screen)

    def view(self, key: ScreenKey) -> ScreenView | None:
        """The view of a screen whose monitor is there."""
        for window in self._windows.values():
            if key in window.views:
                return window.views[key]
        return None

    def window_rect(self, key: ScreenKey) -> Rect | None:
        """Of the screen's picture on the desktop, in pixels."""
        view = self.view(key)
        if view is None:
            return None
        corner = view.mapToGlobal(QPoint(0, 0))
        return Rect(corner.x(), corner.y(), view.width(), view.height())

    def all_views(self) -> list[ScreenView]:
        return [view for window in self._windows.values() for view in window.views.values()]

    def close(self) -> None:
        self._pointer.stop()
        for name in list(self._windows):
            self._close(name)

    def _place(
        self, window: OutputWindow, key: ScreenKey, canvas: Canvas, screen: Screen, place: Place
    ) -> None:
        view = window.views.get(key)
        if view is not None and self._canvases[key] is not canvas:
            self._drop(window, key)
            view = None
        if view is None:
            view = window.views[key] = ScreenView(
                canvas.scene,
                window,
                opengl=self._opengl,
                pointer_moved=self._pointer.moved,
                gate=lambda: canvas.gate,
            )
            self._canvases[key] = canvas
            canvas.views.append(view)
            view.show()
        screen_now = self._monitors.screen(place.monitor)
        ratio = screen_now.devicePixelRatio() if screen_now is not None else 1.0
        geometry = QRect(*(round(value / ratio) for value in place.part))
        view.follow(screen, geometry)

    def _drop(self, window: OutputWindow, key: ScreenKey) -> None:
        view = window.views.pop(key)
        self._canvases.pop(key).views.remove(view)
        view.hide()
        view.deleteLater()

    def _close(self, name: str) -> None:
        window = self._windows.pop(name)
        for key in list(window.views):
            self._drop(window, key)
        window.close()
        window.deleteLater()


class _PointerHiding(QObject):
    """The pointer is seen while it moves, and for a few seconds after."""

    def __init__(self, windows: ScreenWindows) -> None:
        super().__init__()
        self._windows = windows
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(POINTER_SHOWN_MS)
        self._hiding.timeout.connect(self._hide)
        self._seen_at = QCursor.pos()
        self._shown = False

    def stop(self) -> None:
        self._hiding.stop()

    def moved(self) -> None:
        if QCursor.pos() == self._seen_at:
            return
        self._seen_at = QCursor.pos()
        self._hiding.start()
        if not self._shown:
            self._shown = True
            self._set(None)

    def _hide(self) -> None:
        self._shown = False
        self._set(Qt.CursorShape.BlankCursor)

    def _set(self, shape: Qt.CursorShape | None) -> None:
        for view in self._windows.all_views():
            for widget in (view.window(), view.viewport()):
                if shape is None:
                    widget.unsetCursor()
                else:
                    widget.setCursor(shape)
