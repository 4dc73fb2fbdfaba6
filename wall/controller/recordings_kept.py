"""Recordings as files, beside what is known of each.

```
recordings/ID.mp4        the film, in fragments: complete up to where it was written
recordings/ID.json       what it is (RecordingInfo)
recordings/ID.partN.mp4  what further displays filmed of it, until it is joined
recordings/ID.places     where on the film each of them films: lines of JSON
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
from wall.link.recording import RecordPlaced
from wall.model.values import Value
from wall.protocol.record_requests import RecordingInfo

log = logging.getLogger(__name__)

MOST_WAITING = 64 * 1024 * 1024
"""Bytes that wait for the disk."""
MOST_PLACES = 16 * 1024 * 1024
"""Bytes of what displays say of where they film."""


class _PlaceLine(Value):
    """Of `ID.places`."""

    part: int
    placed: RecordPlaced


@dataclass(frozen=True)
class KeptPart:
    """What one display filmed, as it is on disk."""

    path: Path
    placed: tuple[RecordPlaced, ...]


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

    def part_path(self, recording: str, part: int) -> Path:
        """Number 0 is the film itself, until others are joined with it."""
        if part == 0:
            return self.path(recording)
        return self.folder / f"{recording}.part{part}.mp4"

    def create(self, info: RecordingInfo) -> GrowingFile:
        """Raises OSError."""
        self.keep(info)
        return self.create_film(self.path(info.id))

    def create_film(self, path: Path) -> GrowingFile:
        """Raises OSError."""
        path.touch(0o600)
        return GrowingFile(path, path.open("wb"))

    def note_place(self, recording: str, part: int, placed: RecordPlaced) -> None:
        """Returns at once. What cannot be written is left out: its film stays one of its own."""
        line = _PlaceLine(part=part, placed=placed).model_dump_json() + "\n"
        self._writing.submit(_append, self.folder / f"{recording}.places", line.encode())

    def parts(self, recording: str) -> list[KeptPart]:
        """Those that can be joined, the first one first. Blocks."""
        placed: dict[int, list[RecordPlaced]] = {}
        path = self.folder / f"{recording}.places"
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                known = _PlaceLine.model_validate_json(line)
            except ValidationError:
                continue  # the last one may be cut
            placed.setdefault(known.part, []).append(known.placed)
        return [
            KeptPart(film, tuple(told))
            for part, told in sorted(placed.items())
            if (film := self.part_path(recording, part)).exists() and film.stat().st_size
        ]

    def joined_path(self, recording: str) -> Path:
        """Where parts are joined; it becomes the film."""
        return self.folder / f"{recording}.joined"

    def joined(self, recording: str) -> None:
        """What was joined is the film now. Raises OSError."""
        self.joined_path(recording).replace(self.path(recording))
        self.drop_parts(recording)

    def drop_parts(self, recording: str) -> None:
        for path in (
            *self.folder.glob(f"{recording}.part*.mp4"),
            self.folder / f"{recording}.places",
            self.joined_path(recording),
        ):
            path.unlink(missing_ok=True)

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

    async def written(self) -> None:
        """Everything that was added before is on disk, as far as there was room."""
        await asyncio.get_running_loop().run_in_executor(self._writing, _nothing)

    async def finish(self, growing: GrowingFile) -> None:
        """It is closed, with everything that was added, as far as there was room."""
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
        self.drop_parts(recording)
        for path in (self.path(recording), self.folder / f"{recording}.json"):
            path.unlink(missing_ok=True)

    def used_bytes(self) -> int:
        """Any thread."""
        used = 0
        for path in (*self.folder.glob("*.mp4"), *self.folder.glob("*.joined")):
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


def _nothing() -> None:
    """What is written in turn has been written before."""


def _append(path: Path, line: bytes) -> None:
    try:
        path.touch(0o600)
        if path.stat().st_size < MOST_PLACES:
            with path.open("ab") as file:
                file.write(line)
    except OSError as error:
        log.warning("%s cannot be written: %s", path, error)


def _close(growing: GrowingFile) -> None:
    try:
        growing.file.close()
    except OSError as error:
        growing.trouble = growing.trouble or error.strerror or str(error)
    growing.size = growing.path.stat().st_size
