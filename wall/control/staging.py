"""Staging: a layout that displays prepare, hidden, and when it is ready to be taken."""

from __future__ import annotations

from collections.abc import Iterable

from wall.model.scene import TakenLayout

NO_ANSWER = "the display did not answer in time"


class Stage:
    """One layout prepared for one wall. Complete when each awaited display has answered, has
    gone, or is too late. Times in seconds of any one clock."""

    def __init__(
        self, name: str, wall: str, layout: TakenLayout, displays: Iterable[str], deadline: float
    ) -> None:
        self.name = name
        self.wall = wall
        self.layout = layout
        self.deadline = deadline
        self.failed: dict[str, str] = {}
        """Tile id → why it will be a placeholder."""
        self.late: tuple[str, ...] = ()
        """Displays that did not answer before the deadline."""
        self._awaited = set(displays)

    @property
    def is_complete(self) -> bool:
        return not self._awaited

    def answered(self, display: str, failed: dict[str, str]) -> None:
        """The display is ready, with placeholders for the failed tiles.

        An answer after the deadline still tells what failed.
        """
        known = {tile.id for tile in self.layout.tiles}
        self.failed.update({tile: why for tile, why in failed.items() if tile in known})
        self.late = tuple(name for name in self.late if name != display)
        self._awaited.discard(display)

    def gone(self, display: str) -> None:
        """Nobody waits for a display that left; it prepares everything when it is back."""
        self._awaited.discard(display)

    def passed(self, now: float) -> None:
        """Give up on displays that did not answer in time."""
        if now >= self.deadline and self._awaited:
            self.late = tuple(sorted(self._awaited))
            self._awaited.clear()
