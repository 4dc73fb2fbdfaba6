"""A desk service without a link: what a test says comes from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from tests.widgets.services import Bench
from wall.views.services import DeskState, Frame
from wall.views.sound import Voice

BAR = QColor(0, 0, 0)


class OneDesk:
    """One share, shown as a real display shows it: whole, in the middle, with bars."""

    def __init__(self, picture: QImage | None = None) -> None:
        self.picture = picture
        self.opened: list[str] = []
        self.closed = 0
        self.size_px = QSize()
        self._on_frame: Callable[[], None] = _nothing
        self._on_state: Callable[[DeskState], None] = _no_state

    def open(
        self,
        share: str,
        size_px: QSize,
        on_frame: Callable[[], None],
        on_state: Callable[[DeskState], None],
    ) -> OneDesk:
        self.opened.append(share)
        self.size_px = size_px
        self._on_frame, self._on_state = on_frame, on_state
        return self

    # -- DeskPicture -------------------------------------------------------------------------

    @property
    def voice(self) -> Voice | None:
        return None

    def frame(self) -> Frame | None:
        return None

    def image(self) -> QImage | None:
        if self.picture is None:
            return None
        image = QImage(self.size_px, QImage.Format.Format_RGB32)
        image.fill(BAR)
        whole = self.picture.scaled(
            self.size_px,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter = QPainter(image)
        left = (image.width() - whole.width()) // 2
        painter.drawImage(left, (image.height() - whole.height()) // 2, whole)
        painter.end()
        return image

    def resize(self, size_px: QSize) -> None:
        self.size_px = size_px

    def close(self) -> None:
        self.closed += 1

    # -- what comes ----------------------------------------------------------------------------

    def show(self, picture: QImage) -> None:
        self.picture = picture
        self._on_frame()

    def tell(self, state: DeskState) -> None:
        self._on_state(state)


def share_one(bench: Bench, desk: OneDesk) -> None:
    """Give the bench's views this desk."""
    bench.services = replace(bench.services, desks=desk)


def _nothing() -> None:
    """Nobody shows it."""


def _no_state(state: DeskState) -> None:
    """Nobody shows it."""
