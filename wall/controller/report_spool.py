"""The spool: reports on disk until the store of posts has them, and how long pictures are kept.

```
reports/NUMBER-ID.json   a report that ingest has not stored yet, the first came first
reports/….aside          what could not be read or stored, for a person to look at
reports/pictures.json    pictures of reports: SHA-256 → size, and until when they are kept
```

Policy: what was answered with "received" is on disk. At most MAX_REPORTS wait, and pictures take
at most MAX_PICTURES_BYTES; beyond that reports are refused, so that whoever sends knows, and
nothing that was received is dropped. Blocking.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from wall.controller.keeping import sync_folder, write_private
from wall.errors import RequestFailed
from wall.model.reports import Report
from wall.model.values import Value
from wall.protocol.codes import Status

log = logging.getLogger(__name__)

MAX_REPORTS = 2_000
ASIDE = ".aside"
MAX_PICTURES_BYTES = 1_000_000_000
_NAME = re.compile(r"\d{10}-[0-9a-f]{32}\.json")


class Waiting(NamedTuple):
    """A report by the name of its file."""

    name: str
    report: Report


class KeptPicture(Value):
    size: int
    until: float
    posts: tuple[str, ...] = ()
    """That show it."""


_PICTURES: TypeAdapter[dict[str, KeptPicture]] = TypeAdapter(dict[str, KeptPicture])


class ReportSpool:
    """One folder. Any thread. Raises RequestFailed where something cannot be kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        paths = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
        self._waiting = {path.name: path for path in paths}
        self._last = max((int(name[:10]) for name in self._waiting), default=0)
        self._pictures = self._read_pictures()

    def __len__(self) -> int:
        return len(self._waiting)

    def check_room(self) -> None:
        if len(self._waiting) >= MAX_REPORTS:
            raise RequestFailed(
                Status.QUOTA_FULL, "too many reports wait to be taken in; send it again later"
            )

    def add(self, report: Report) -> None:
        """On disk when this returns."""
        with self._lock:
            self.check_room()
            path = self._folder / f"{self._last + 1:010}-{report.id}.json"
            self._write(path, report.model_dump_json().encode())
            self._last += 1
            self._waiting[path.name] = path

    def next(self) -> Waiting | None:
        """The one that came first. A damaged one is told, put aside, and passed over."""
        with self._lock:
            while self._waiting:
                name, path = next(iter(self._waiting.items()))
                try:
                    return Waiting(name, Report.model_validate_json(path.read_bytes()))
                except (OSError, ValidationError) as error:
                    log.error("report %s cannot be read: %.200s", path, error)
                    self._aside(name, path)
            return None

    def done(self, waiting: Waiting) -> None:
        """The store has it."""
        with self._lock:
            path = self._waiting.get(waiting.name)
            if path is not None:
                path.unlink(missing_ok=True)
                sync_folder(self._folder)
                del self._waiting[waiting.name]

    def put_aside(self, waiting: Waiting) -> None:
        """Nobody takes it; a person may look."""
        with self._lock:
            path = self._waiting.get(waiting.name)
            if path is not None:  # else its contributor was erased meanwhile
                self._aside(waiting.name, path)

    def _aside(self, name: str, path: Path) -> None:
        del self._waiting[name]
        path.replace(path.with_suffix(ASIDE))
        log.error("a report was put aside, it lies in %s", path.with_suffix(ASIDE))

    # -- pictures -------------------------------------------------------------------------------

    def keep_picture(self, sha256: str, size: int, until: float, post: str) -> None:
        """Raises RequestFailed where pictures take too much room already."""
        with self._lock:
            others = {name: kept for name, kept in self._pictures.items() if name != sha256}
            if sum(kept.size for kept in others.values()) + size > MAX_PICTURES_BYTES:
                raise RequestFailed(
                    Status.QUOTA_FULL, "there is no room for more pictures; send it without one"
                )
            before = self._pictures.get(sha256)
            posts = (*(before.posts if before is not None else ()), post)
            kept = KeptPicture(size=size, until=until, posts=tuple(dict.fromkeys(posts)))
            self._note_pictures({**others, sha256: kept})

    def needed_pictures(self, now: float) -> set[str]:
        """Those that are kept; the others are forgotten."""
        with self._lock:
            kept = {name: one for name, one in self._pictures.items() if one.until > now}
            if len(kept) < len(self._pictures):
                self._note_pictures(kept)
            return set(kept)

    def erase_waiting(self, author: str) -> list[str]:
        """What a contributor, by id or name, has sent that nobody has stored, or that was put
        aside. Returns the ids of the posts that it will never be."""
        gone = []
        with self._lock:
            for path in [*self._waiting.values(), *self._folder.glob(f"*{ASIDE}")]:
                try:
                    report = Report.model_validate_json(path.read_bytes())
                except (OSError, ValidationError):
                    continue  # told when it is its turn, or before it was put aside
                if author.casefold() in (report.contributor, report.name.casefold()):
                    self._waiting.pop(path.name, None)
                    path.unlink(missing_ok=True)
                    gone.append(report.post)
            if gone:
                sync_folder(self._folder)
        return gone

    def erase(self, posts: Iterable[str]) -> set[str]:
        """Posts were erased: pictures that no other report shows are kept no more."""
        gone, alone = frozenset(posts), set[str]()
        with self._lock:
            kept = dict(self._pictures)
            for name, one in self._pictures.items():
                left = tuple(post for post in one.posts if post not in gone)
                if left == one.posts:
                    continue
                kept[name] = one.model_copy(update={"posts": left})
                if not left:
                    del kept[name]
                    alone.add(name)
            if kept != self._pictures:
                self._note_pictures(kept)
        return alone

    def _note_pictures(self, pictures: dict[str, KeptPicture]) -> None:
        self._write(self._folder / "pictures.json", _PICTURES.dump_json(pictures))
        self._pictures = pictures

    def _read_pictures(self) -> dict[str, KeptPicture]:
        path = self._folder / "pictures.json"
        try:
            return _PICTURES.validate_json(path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            log.error("%s is damaged and begun anew: %.200s", path, error)
            return {}

    def _write(self, path: Path, content: bytes) -> None:
        try:
            write_private(path, content)
        except OSError as error:
            log.error("a report cannot be kept: %s", error)
            raise RequestFailed(
                Status.UNAVAILABLE, "it cannot be kept now; send it again later"
            ) from error
