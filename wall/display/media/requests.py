"""What others ask of a source, between its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wall.display.media.source import MediaSource


class Stepping(Protocol):
    """Who steps a source."""

    def poke(self, source: MediaSource) -> None: ...


@dataclass(slots=True)
class Requests:
    """What was asked of a source from other threads and not yet done."""

    paused: bool
    seek_s: float | None = None
    closing: bool = False
