"""Following files of the site: told by the system when they change, read from where we were."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from weakref import WeakSet

from watchfiles import Change, awatch

from wall.sources.source import SourceFailed, Unreadable

log = logging.getLogger(__name__)

STEP_MS = 100
QUIET_MS = 400
"""A file that is written without pause is looked at this often all the same."""
WATCH_AGAIN_S = 10.0
HEAD_BYTES = 256
MAX_HEADER_BYTES = 100_000
MAX_READ_BYTES = 16 * 1024 * 1024
"""Of a larger file only the end is read."""


def site_file(folder: Path, path: str) -> Path:
    """A file of the site; raises SourceFailed when it lies elsewhere, links followed."""
    home = folder.resolve()
    found = (home / path).resolve()
    if not found.is_relative_to(home):
        raise SourceFailed(f"'{path}' is outside the site's folder; copy the file into the site")
    return found


class SiteFiles:
    """One watch over the site's folder for all sources. Owned by whoever calls `run`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._events: dict[str, WeakSet[asyncio.Event]] = {}
        """A source that ended has forgotten its event, and so have we."""

    def changes(self, path: Path) -> asyncio.Event:
        """An event that is set at each change of that file; the caller clears it."""
        event = asyncio.Event()
        for name in {str(path), str(path.resolve())}:
            self._events.setdefault(name, WeakSet()).add(event)
        return event

    async def run(self) -> None:
        """Watch until cancelled; begins again by itself."""
        while True:
            try:
                await self._watch()
            except (OSError, RuntimeError) as error:
                log.error(
                    "the site's files cannot be watched: %s; next try in %g s", error, WATCH_AGAIN_S
                )
            await asyncio.sleep(WATCH_AGAIN_S)
            self._all_changed()

    async def _watch(self) -> None:
        def is_wanted(_: Change, path: str) -> bool:
            return path in self._events

        stop = asyncio.Event()
        try:
            async for changes in awatch(
                self._folder,
                watch_filter=is_wanted,
                debounce=QUIET_MS,
                step=STEP_MS,
                rust_timeout=60_000,
                stop_event=stop,
                ignore_permission_denied=True,
            ):
                for _, path in changes:
                    for event in tuple(self._events.get(path, ())):
                        event.set()
        finally:
            stop.set()

    def _all_changed(self) -> None:
        for events in tuple(self._events.values()):
            for event in tuple(events):
                event.set()


def read_file(folder: Path, path: str, max_bytes: int = MAX_READ_BYTES) -> bytes:
    """All of a small file. Blocking. Raises Unreadable, SourceFailed."""
    file = site_file(folder, path)
    try:
        with file.open("rb") as stream:
            content = stream.read(max_bytes + 1)
    except OSError as error:
        raise Unreadable(f"'{path}' cannot be read: {error.strerror or error}") from error
    if len(content) > max_bytes:
        raise Unreadable(f"'{path}' is larger than {max_bytes / 1e6:g} MB")
    return content


def read_end(folder: Path, path: str) -> bytes:
    """All of a file of lines, or its first line and its end where it is very large. Blocking.
    Raises Unreadable, SourceFailed."""
    file = site_file(folder, path)
    try:
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size <= MAX_READ_BYTES:
                return stream.read(MAX_READ_BYTES)
            first = stream.readline(MAX_HEADER_BYTES)
            stream.seek(size - MAX_READ_BYTES)
            stream.readline()
            return first + stream.read(MAX_READ_BYTES)
    except OSError as error:
        raise Unreadable(f"'{path}' cannot be read: {error.strerror or error}") from error


@dataclass(frozen=True)
class Lines:
    """What a file has grown by."""

    lines: tuple[tuple[int, bytes], ...]
    """Number, counted from one, and content."""
    anew: bool
    """Whether this is another file than before: rotated, cut, or rewritten."""
    tail: bytes = b""
    """The last line, as long as it has no end."""


class GrowingFile:
    """Reads a file of lines from where it was left. Blocking; one thread at a time."""

    def __init__(self, folder: Path, path: str) -> None:
        self._folder = folder
        self._path = path
        self._inode: tuple[int, int] | None = None
        self._offset = 0
        self._line = 0
        self._head = b""

    def read(self) -> Lines:
        """Raises Unreadable while the file is not there, SourceFailed when it may not be read."""
        file = site_file(self._folder, self._path)
        try:
            with file.open("rb") as stream:
                return self._read(stream)
        except OSError as error:
            self._inode = None
            why = error.strerror or error
            raise Unreadable(f"'{self._path}' cannot be read: {why}") from error

    def _read(self, stream: BinaryIO) -> Lines:
        status = os.fstat(stream.fileno())
        head = stream.read(HEAD_BYTES)
        anew = (
            self._inode != (status.st_dev, status.st_ino)
            or status.st_size < self._offset
            or not head.startswith(self._head)
        )
        if anew:
            self._inode = (status.st_dev, status.st_ino)
            self._offset = self._line = 0
        self._head = head if len(head) > len(self._head) or anew else self._head
        skipped = max(0, status.st_size - self._offset - MAX_READ_BYTES)
        stream.seek(self._offset + skipped)
        content = stream.read(MAX_READ_BYTES)
        if skipped:
            cut = content.find(b"\n") + 1
            log.warning("'%s': %d bytes were skipped, only the end is read", self._path, skipped)
            skipped += cut
            content = content[cut:]
        whole = content.rfind(b"\n") + 1
        lines = content[:whole].split(b"\n")[:-1]
        first = self._line + 1
        self._offset += skipped + whole
        self._line += len(lines)
        numbered = tuple((first + i, line.rstrip(b"\r")) for i, line in enumerate(lines))
        return Lines(numbered, anew, content[whole:])
