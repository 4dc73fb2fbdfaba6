"""The screens of workstations, as the display offers them to tile views. Qt thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from wall.errors import WallError

if TYPE_CHECKING:
    from wall.model.tiles import Tile


@dataclass(frozen=True)
class Entrance:
    """Where a workstation is, and how it is entered."""

    url: str
    user: str = ""
    secret: str | None = None
    """The name of the password's secret."""
    encryption: str = "wanted"
    fingerprint: str = ""


class Desktop(Protocol):
    """One workstation, shown at one size."""

    def image(self) -> QImage | None:
        """What its screen showed last, scaled; None before the first picture."""

    def screen_size(self) -> QSize:
        """Of the workstation's own screen; empty before the first picture."""

    def resize(self, size_px: QSize) -> None: ...
    def rest(self) -> None:
        """Nobody sees it."""

    def resume(self) -> None: ...
    def pointer(self, x: int, y: int, buttons: int) -> None:
        """In pixels of its own screen; buttons by their bits in RFB."""

    def key(self, keysym: int, *, down: bool) -> None: ...
    def type(self, keysyms: Sequence[int]) -> None: ...
    def close(self) -> None: ...


class DesktopService(Protocol):
    def open(
        self,
        tile: Tile,
        entrance: Entrance,
        size_px: QSize,
        *,
        keep_shape: bool,
        on_picture: Callable[[], None],
        on_trouble: Callable[[str], None],
    ) -> Desktop:
        """Connect, and again whenever it breaks. Never blocks.

        `on_trouble` tells why no picture comes.
        """


class NoDesktops:
    """Where no workstation can be reached."""

    def open(
        self,
        tile: Tile,
        entrance: Entrance,
        size_px: QSize,
        *,
        keep_shape: bool,
        on_picture: Callable[[], None],
        on_trouble: Callable[[str], None],
    ) -> Desktop:
        raise WallError("workstations cannot be reached from here")
