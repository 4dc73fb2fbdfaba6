"""Films that anybody may have made, as the display offers them to tile views. Qt thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from wall.model.tiles import Tile
    from wall.views.services import Subscription


@dataclass(frozen=True)
class FilmLook:
    """What was found out about a film without decoding anything of it here."""

    poster: QImage
    """One of its first pictures; small."""
    plays: bool
    """Whether it is played; else its poster is all that is shown."""
    why: str = ""
    """It is not played."""


class FilmService(Protocol):
    def look(
        self,
        tile: Tile,
        address: str,
        done: Callable[[FilmLook], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        """Bring the film here and look into it in a limited child. Answers later, also where it
        is known already; `failed` where there is not even a poster."""


class NoFilms:
    """Where none can be looked into, none is shown."""

    def look(
        self,
        tile: Tile,
        address: str,
        done: Callable[[FilmLook], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        failed("films of posts cannot be looked into here")
        return _Nothing()


class _Nothing:
    def end(self) -> None:
        """Nothing goes on."""
