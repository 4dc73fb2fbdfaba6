"""The last scenes in a cache folder, so that a display without its controller shows them."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from pydantic import ValidationError

from wall.display.background import Background
from wall.display.frame_clock import FrameClock
from wall.link.messages import DisplaySettings
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.values import Value
from wall.views.services import Subscription

log = logging.getLogger(__name__)

FILE = "last-scene.json"
FORMAT = 1
"""Rises when an older program would misread the file; another number is ignored."""
SETTLE_S = 1.0


class Remembered(Value):
    """All that a display needs to show what it showed."""

    format: int = FORMAT
    settings: DisplaySettings
    walls: tuple[Wall, ...]
    scenes: tuple[Scene, ...]


class Memory:
    """Writes a while after the last change, off the Qt thread, and at the orderly end."""

    def __init__(self, folder: Path | None, clock: FrameClock) -> None:
        self._folder = folder
        self._clock = clock
        self._background = Background("memory", 1)
        self._newest: Remembered | None = None
        self._waiting: Subscription | None = None

    def recall(self) -> Remembered | None:
        """What was on last time; None without a readable memory."""
        if self._folder is None:
            return None
        path = self._folder / FILE
        try:
            remembered = Remembered.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            log.warning("%s is not used: %s", path, error)
            return None
        return remembered if remembered.format == FORMAT else None

    def keep(self, newest: Remembered) -> None:
        self._newest = newest
        if self._folder is not None and self._waiting is None:
            self._waiting = self._clock.after(SETTLE_S, self._write_soon)

    def stop(self) -> None:
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None
            if self._newest is not None:
                self._write(self._newest)
        self._background.stop()

    def _write_soon(self) -> None:
        self._waiting = None
        newest = self._newest
        if newest is not None:
            self._background.run(lambda: self._write(newest), lambda _: None, _tell)

    def _write(self, remembered: Remembered) -> None:
        """Whole or not at all, whenever the power fails."""
        assert self._folder is not None
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{FILE}.new"
        with fresh.open("w", encoding="utf-8") as file:
            file.write(remembered.model_dump_json(exclude={"settings": {"secrets"}}))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._folder / FILE)


def _tell(why: str) -> None:
    log.warning("the last scene is not kept: %s", why)
