"""What goes on until it is ended."""

from __future__ import annotations

from collections.abc import Callable


class Ending:
    """A subscription that calls its owner back once, when it is ended. Qt thread."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end: Callable[[], None] | None = end

    @property
    def ended(self) -> bool:
        return self._end is None

    def end(self) -> None:
        end, self._end = self._end, None
        if end is not None:
            end()
