"""The focus of the site, on disk: it outlives a restart."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import ValidationError

from wall.controller.keeping import write_private
from wall.model.focus import NO_FOCUS, Focus

log = logging.getLogger(__name__)


class FocusFile:
    """Blocking. A damaged file is told: there is no focus then."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Focus:
        try:
            return Focus.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return NO_FOCUS
        except (OSError, ValidationError) as error:
            log.error("%s is damaged, the wall has no focus: %.200s", self._path, error)
            return NO_FOCUS

    def write(self, focus: Focus) -> None:
        try:
            if focus.is_on:
                write_private(self._path, focus.model_dump_json().encode())
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            log.error("the focus cannot be kept: %s", error)
