"""Recordings as files, beside what is known of each.

```
recordings/ID.mp4    the film, in fragments: complete up to where it was written
recordings/ID.json   what it is (RecordingInfo)
```
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from wall.controller.keeping import write_private
from wall.protocol.record_requests import RecordingInfo

log = logging.getLogger(__name__)

MOST_WAITING = 64 * 1024 * 1024
"""Bytes that wait for the disk."""


@dataclass
class GrowingFile:
    """One that is written. Any error is kept and told once, by `trouble`."""

    path: Path
    file: BinaryIO
    size: int = 0
    waiting: int = 0
    trouble: str = ""


class KeptRecordings:
    """The store. On the loop; bytes are written on a thread of its own. Closed once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._writing = ThreadPoolExecutor(1, "recordings")

    def close(self) -> None:
        self._writing.shutdown(wait=True)

    def path(self, recording: str) -> Path:
        return self.folder / f"{recording}.mp4"

    def create(self, info: RecordingInfo) -> GrowingFile:
        """Raises OSError."""
        self.keep(info)
        path = self.path(info.id)
        path.touch(0o600)
        return GrowingFile(path, path.open("wb"))

    def keep(self, info: RecordingInfo) -> None:
        write_private(self.folder / f"{info.id}.json", info.model_dump_json().encode())

    def add(self, growing: GrowingFile, data: bytes) -> None:
        """Returns at once."""
        growing.size += len(data)
        growing.waiting += len(data)
        if growing.waiting > MOST_WAITING:
            growing.trouble = growing.trouble or "the disk is too slow"
            return
        self._writing.submit(_write, growing, data)

    async def finish(self, growing: GrowingFile) -> None:
        """Everything that was added is on disk, as far as there was room."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writing, _close, growing)

    def find(self, recording: str) -> RecordingInfo | None:
        path = self.folder / f"{recording}.json"
        try:
            info = RecordingInfo.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            log.warning("%s cannot be read: %s", path, error)
            return None
        return info

    def all(self) -> list[RecordingInfo]:
        """Newest first."""
        found = [self.find(path.stem) for path in self.folder.glob("*.json")]
        known = [info for info in found if info is not None]
        return sorted(known, key=lambda info: info.since, reverse=True)

    def remove(self, recording: str) -> None:
        for path in (self.path(recording), self.folder / f"{recording}.json"):
            path.unlink(missing_ok=True)

    def used_bytes(self) -> int:
        """Any thread."""
        used = 0
        for path in self.folder.glob("*.mp4"):
            with suppress(FileNotFoundError):
                used += path.stat().st_size
        return used

    def free_bytes(self) -> int:
        return shutil.disk_usage(self.folder).free


def _write(growing: GrowingFile, data: bytes) -> None:
    try:
        if not growing.trouble:
            growing.file.write(data)
            growing.file.flush()
    except OSError as error:
        growing.trouble = error.strerror or str(error)
    finally:
        growing.waiting -= len(data)


def _close(growing: GrowingFile) -> None:
    try:
        growing.file.close()
    except OSError as error:
        growing.trouble = growing.trouble or error.strerror or str(error)
    growing.size = growing.path.stat().st_size
