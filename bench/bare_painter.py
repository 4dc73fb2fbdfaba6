"""Painting alone: 18 plain Qt windows that do nothing else, to measure the wall against.

It runs as a child process (`BarePainter`) and obeys lines on its standard input:
`fill R G B` paints every window whole, `patch X Y WIDTH HEIGHT R G B` a rectangle of the desktop,
`frames WIDTH HEIGHT FPS` paints prepared numbered frames in the middle of every window from then
on. When all windows have been painted once it says `ready`.
"""

from __future__ import annotations

import subprocess
import sys
from types import TracebackType
from typing import Self

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from simulated_monitors import SimulatedMonitors

from bench.clips import paint_counter

FRAMES_EACH = 2
"""Enough that each paint is another picture; all together far more than any cache holds."""


class BarePainter:
    """Owns the child from `with` to its end."""

    def __init__(self, monitors: SimulatedMonitors, first_fill: tuple[int, int, int]) -> None:
        self._monitors = monitors
        self._first = ",".join(map(str, first_fill))
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        self.wait_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Returns at once."""
        code = f"import bench.bare_painter; bench.bare_painter.paint(({self._first}))"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=self._monitors.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_ready(self) -> None:
        """Until every window was painted; raises RuntimeError where the child ended."""
        assert self._process is not None
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("the bare painter ended before it painted")

    def stop(self) -> None:
        """Idempotent."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.communicate()

    @property
    def pid(self) -> int:
        """Of the child."""
        assert self._process is not None
        return self._process.pid

    def fill(self, color: tuple[int, int, int]) -> None:
        """Every pixel of every window."""
        self._say("fill", *color)

    def patch(self, x: int, y: int, width: int, height: int, color: tuple[int, int, int]) -> None:
        """A rectangle of the desktop, within one window."""
        self._say("patch", x, y, width, height, *color)

    def frames(self, width: int, height: int, fps: int) -> None:
        """Paint frames from now on."""
        self._say("frames", width, height, fps)

    def _say(self, *words: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()


class BareWindow(QWidget):
    """One monitor."""

    def __init__(self, rect: QRect, color: QColor) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setGeometry(rect)
        self.color = color
        self.paints = 0
        self._frames: list[QImage] = []
        self._next = 0

    def prepare(self, width: int, height: int, number: int) -> None:
        """Make this window's own frames."""
        random = np.random.default_rng(number)
        for frame in range(FRAMES_EACH):
            pixels = random.integers(0, 255, (height, width, 4), np.uint8)
            paint_counter(pixels, number * FRAMES_EACH + frame)
            image = QImage(pixels.data, width, height, QImage.Format.Format_RGB32).copy()
            self._frames.append(image)

    def step(self) -> None:
        """Show the next frame."""
        self._next = (self._next + 1) % len(self._frames)
        self.update(QRect(self._corner(), self._frames[0].size()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._frames and self.paints:
            painter.drawImage(self._corner(), self._frames[self._next])
        else:
            painter.fillRect(event.rect(), self.color)
        painter.end()
        self.paints += 1

    def _corner(self) -> QPoint:
        size = self._frames[0].size()
        return QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2)


class Painting:
    """The child's side: windows on all monitors that obey standard input."""

    def __init__(self, color: QColor) -> None:
        self._windows = [BareWindow(s.geometry(), color) for s in QGuiApplication.screens()]
        self._ticks = QTimer(timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._input.activated.connect(self._obey)
        self._waiting = QTimer(interval=1)
        self._waiting.timeout.connect(self._tell_ready)
        for window in self._windows:
            window.show()
        self._waiting.start()

    def _tell_ready(self) -> None:
        if all(window.paints for window in self._windows):
            self._waiting.stop()
            print("ready", flush=True)

    def _tick(self) -> None:
        for window in self._windows:
            window.step()

    def _obey(self) -> None:
        words = sys.stdin.readline().split()
        if not words:
            QGuiApplication.quit()
            return
        numbers = [int(word) for word in words[1:]]
        if words[0] == "frames":
            width, height, fps = numbers
            for number, window in enumerate(self._windows):
                window.prepare(width, height, number)
            self._ticks.start(round(1000 / fps))
            return
        color = QColor(*numbers[-3:])
        for window in self._windows:
            window.color = color
            if words[0] == "fill":
                window.update()
            elif window.geometry().contains(*numbers[:2]):
                window.update(QRect(*numbers[:4]).translated(-window.pos()))


def paint(color: tuple[int, int, int]) -> None:
    """The child's program."""
    application = QApplication([])
    painting = Painting(QColor(*color))
    application.exec()
    del painting
