"""Backlog: what sources said and the worker has not taken yet, in the order in which it was said.

Policy: up to `memory_bytes` wait in memory; what comes while so much waits goes to a file, and so
does everything after it until the file has been read to its end. What a full disk cannot take waits
in memory behind the file, up to `most_bytes`; then posts are refused, which `put` says.
Deletions never are. Nor is a bookmark taken of a source whose posts were refused, until it begins
anew: it then goes on before them. What waits when the process dies was not stored, and neither was
a bookmark behind it: its source brings it again, so a file that is left is deleted.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BufferedReader, FileIO
from pathlib import Path
from typing import assert_never

from pydantic import JsonValue

from wall.ingest.bounding import characters
from wall.model.posts import Post

log = logging.getLogger(__name__)

MEMORY_BYTES = 48_000_000
MOST_BYTES = 4 * MEMORY_BYTES
POST_BYTES = 4_000
"""A post in memory, beside its text."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A post as its source brought it."""

    source: str
    post: Post


@dataclass(frozen=True, slots=True)
class Removed:
    """Deleted at the source, for good."""

    source: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """No longer in what the source delivers as a whole; it may come again."""

    source: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthorGone:
    source: str
    network: str
    author: str


@dataclass(frozen=True, slots=True)
class Bookmarked:
    source: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Began:
    """A source runs anew, from its last stored bookmark. Never waits."""

    source: str


Said = Arrived | Removed | Missing | AuthorGone | Bookmarked


class Backlog:
    """Any thread may put, one thread takes."""

    def __init__(
        self, spill: Path, memory_bytes: int = MEMORY_BYTES, most_bytes: int = MOST_BYTES
    ) -> None:
        """Deletes what a process that died has left at `spill`."""
        self._path = spill
        self._usual, self._most = memory_bytes, most_bytes
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, Said]] = deque()
        self._behind: deque[tuple[int, Said]] = deque()
        """What came after the file's end, which could not grow."""
        self._bytes = 0
        self._posts = 0
        self._file: FileIO | None = None
        self._read_at = 0
        self._end = 0
        self._in_file = 0
        self._spill_broken = False
        self._refused: set[str] = set()
        with suppress(OSError):
            spill.unlink(missing_ok=True)

    def put(self, said: Sequence[Said | Began]) -> bool:
        """Never raises; whether all posts were taken."""
        took_all, disk_takes = True, True
        with self._lock:
            for place, one in enumerate(said):
                if isinstance(one, Began):
                    self._refused.discard(one.source)
                    continue
                if isinstance(one, Bookmarked) and one.source in self._refused:
                    continue
                size = _size(one)
                if disk_takes and not self._behind and self._is_full_with(size):
                    if self._spilled(said[place:]):
                        break
                    disk_takes = False
                took_all &= self._put(one, size)
        return took_all

    def take(self, most: int) -> list[Said]:
        """The oldest, at most so many. Raises OSError where the file cannot be read."""
        with self._lock:
            if not self._waiting and self._in_file:
                self._read_back(max(most, 2_000))
            if not self._waiting and not self._in_file:
                self._waiting, self._behind = self._behind, self._waiting
            taken: list[Said] = []
            while self._waiting and len(taken) < most:
                size, one = self._waiting.popleft()
                self._bytes -= size
                self._posts -= isinstance(one, Arrived)
                taken.append(one)
            return taken

    def __len__(self) -> int:
        return len(self._waiting) + self._in_file + len(self._behind)

    @property
    def posts(self) -> int:
        """In memory."""
        return self._posts

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
                self._path.unlink(missing_ok=True)

    def _is_full_with(self, size: int) -> bool:
        return self._bytes + size > self._usual or self._in_file > 0

    def _put(self, one: Said, size: int) -> bool:
        """In memory."""
        if isinstance(one, Arrived) and self._bytes + size > self._most:
            if one.source not in self._refused:
                log.error("posts of source '%s' are refused: too many wait already", one.source)
            self._refused.add(one.source)
            return False
        self._wait(self._behind if self._in_file or self._behind else self._waiting, one, size)
        return True

    def _wait(self, line: deque[tuple[int, Said]], one: Said, size: int) -> None:
        line.append((size, one))
        self._bytes += size
        self._posts += isinstance(one, Arrived)

    def _spilled(self, said: Sequence[Said | Began]) -> bool:
        """All of it at once, or none."""
        refused = set(self._refused)
        lines: list[bytes] = []
        for one in said:
            if isinstance(one, Began):
                refused.discard(one.source)
            elif not isinstance(one, Bookmarked) or one.source not in refused:
                try:
                    lines.append(_line(one))
                except ValueError as error:
                    log.warning("a post of source '%s' is left out: %s", one.source, error)
        written = b"".join(lines)
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                # A buffer would try to write again what could not be written.
                self._file = self._path.open("w+b", buffering=0)
                self._path.chmod(0o600)
                log.warning("posts come faster than they are stored; they wait in %s", self._path)
            self._file.seek(self._end)
            if self._file.write(written) != len(written):
                raise OSError("the disk is full")
        except OSError as error:
            if not self._spill_broken:
                log.error("posts wait in memory, %s cannot take them: %s", self._path, error)
            self._spill_broken = True
            self._cut(self._end)
            return False
        self._spill_broken = False
        self._end += len(written)
        self._in_file += len(lines)
        self._refused = refused
        return True

    def _read_back(self, most: int) -> None:
        file = self._file
        if file is None:
            return
        file.seek(self._read_at)
        reader = BufferedReader(file)
        try:
            for _ in range(min(most, self._in_file)):
                line = reader.readline()
                self._read_at += len(line)
                self._in_file -= 1
                try:
                    one = _read(line)
                    self._wait(self._waiting, one, _size(one))
                except ValueError as error:
                    log.warning("a post that waited cannot be read and is left out: %s", error)
        finally:
            reader.detach()
        if not self._in_file:
            self._read_at = self._end = 0
            self._cut(0)

    def _cut(self, end: int) -> None:
        if self._file is not None:
            with suppress(OSError):  # what is behind the end is written over
                self._file.truncate(end)


def _size(one: Said) -> int:
    return POST_BYTES + 2 * characters(one.post) if isinstance(one, Arrived) else 500


def _line(one: Said) -> bytes:
    match one:
        case Arrived(source=source, post=post):
            return f"{_head(source)}\t{_said(post)}\n".encode()
        case Removed(source=source, posts=posts):
            words: list[JsonValue] = ["removed", source, list(posts)]
        case Missing(source=source, posts=posts):
            words = ["missing", source, list(posts)]
        case AuthorGone(source=source, network=network, author=author):
            words = ["author", source, network, author]
        case Bookmarked(source=source, value=value):
            words = ["bookmark", source, value]
        case _:
            assert_never(one)
    return f"{json.dumps(words)}\t\n".encode()


@lru_cache(maxsize=256)
def _head(source: str) -> str:
    return json.dumps(["post", source])


@lru_cache(maxsize=256)
def _source_of(head: bytes) -> str:
    return str(json.loads(head)[1])


def _said(post: Post) -> str:
    """What is as usual is left out: it is read back in a third of the time."""
    return post.model_dump_json(exclude_defaults=True)


def _read(line: bytes) -> Said:
    head, _, rest = line.partition(b"\t")
    if rest != b"\n":
        return Arrived(_source_of(head), Post.model_validate_json(rest))
    what, source, *more = json.loads(head)
    match what:
        case "removed":
            return Removed(source, tuple(more[0]))
        case "missing":
            return Missing(source, tuple(more[0]))
        case "author":
            return AuthorGone(source, more[0], more[1])
        case _:
            return Bookmarked(source, more[0])
