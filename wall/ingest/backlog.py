"""Backlog: what sources said and the worker has not taken yet, in the order in which it was said.

Policy: nothing is dropped. Up to `memory_bytes` wait in memory; what comes while so much waits goes
to a file, and so does everything after it until the file has been read to its end. A disk that
cannot take more costs memory, never posts. What waits when the process dies was not stored, and
neither was a bookmark behind it: its source brings it again.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path
from typing import assert_never

from pydantic import JsonValue

from wall.ingest.bounding import characters
from wall.model.posts import Post

log = logging.getLogger(__name__)

MEMORY_BYTES = 48_000_000
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


Said = Arrived | Removed | Missing | AuthorGone | Bookmarked


class Backlog:
    """Any thread may put, one thread takes."""

    def __init__(self, spill: Path, memory_bytes: int = MEMORY_BYTES) -> None:
        self._path = spill
        self._most = memory_bytes
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, Said]] = deque()
        self._bytes = 0
        self._posts = 0
        self._file: BufferedRandom | None = None
        self._read_at = 0
        self._in_file = 0
        self._spill_broken = False

    def put(self, said: Sequence[Said]) -> None:
        with self._lock:
            for one in said:
                size = _size(one)
                full = self._bytes + size > self._most or self._in_file > 0
                if full and self._spilled(one):
                    continue
                self._waiting.append((size, one))
                self._bytes += size
                self._posts += isinstance(one, Arrived)

    def take(self, most: int) -> list[Said]:
        """The oldest, at most so many."""
        with self._lock:
            if not self._waiting and self._in_file:
                self._read_back(max(most, 2_000))
            taken: list[Said] = []
            while self._waiting and len(taken) < most:
                size, one = self._waiting.popleft()
                self._bytes -= size
                self._posts -= isinstance(one, Arrived)
                taken.append(one)
            return taken

    def __len__(self) -> int:
        return len(self._waiting) + self._in_file

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

    def _spilled(self, one: Said) -> bool:
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file = self._path.open("w+b")
                self._path.chmod(0o600)
                log.warning("posts come faster than they are stored; they wait in %s", self._path)
            self._file.seek(0, 2)
            self._file.write(_line(one))
        except OSError as error:
            if not self._spill_broken:
                log.error("posts wait in memory, %s cannot take them: %s", self._path, error)
            self._spill_broken = True
            # What is in the file comes first: order is kept by reading it before.
            self._read_back(self._in_file)
            return False
        self._spill_broken = False
        self._in_file += 1
        return True

    def _read_back(self, most: int) -> None:
        file = self._file
        if file is None:
            return
        file.seek(self._read_at)
        for _ in range(min(most, self._in_file)):
            one = _read(file.readline())
            size = _size(one)
            self._waiting.append((size, one))
            self._bytes += size
            self._posts += isinstance(one, Arrived)
            self._in_file -= 1
        self._read_at = file.tell()
        if not self._in_file:
            file.seek(0)
            file.truncate()
            self._read_at = 0


def _size(one: Said) -> int:
    return POST_BYTES + 2 * characters(one.post) if isinstance(one, Arrived) else 500


def _line(one: Said) -> bytes:
    match one:
        case Arrived(source=source, post=post):
            return f"{json.dumps(['post', source])}\t{post.model_dump_json()}\n".encode()
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


def _read(line: bytes) -> Said:
    head, _, rest = line.partition(b"\t")
    what, source, *more = json.loads(head)
    match what:
        case "post":
            return Arrived(source, Post.model_validate_json(rest))
        case "removed":
            return Removed(source, tuple(more[0]))
        case "missing":
            return Missing(source, tuple(more[0]))
        case "author":
            return AuthorGone(source, more[0], more[1])
        case _:
            return Bookmarked(source, more[0])
