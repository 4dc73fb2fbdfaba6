"""One process for one journal."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from wall.errors import JournalUnavailable

JOURNAL = "journal/journal.sqlite"
"""Of a wall, in its data folder."""


class JournalLock:
    """A lock on a file beside the database, which the kernel releases however its holder ends."""

    def __init__(self, journal: Path, what: str = "journal") -> None:
        self._file = os.open(_lock_path(journal), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._file, 20, 0).decode(errors="replace").strip()
            os.close(self._file)
            raise JournalUnavailable(
                f"another Wall (process {holder or 'unknown'}) writes the {what} {journal}; "
                "stop it, or give this one another data folder"
            ) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        os.close(self._file)


def _lock_path(journal: Path) -> Path:
    return journal.with_name(journal.name + ".lock")
