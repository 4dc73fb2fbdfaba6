"""`export`: a file or a folder that is looked at again and again; each file is read once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from pathlib import Path

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.export.reading import TOLD_ROWS, read_export
from wall.sources.export.settings import ExportSettings
from wall.sources.following import site_file
from wall.sources.polling import clock_time
from wall.sources.source import Delivery, Surroundings, Unreadable

log = logging.getLogger(__name__)

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".zip")
MOST_FILES = 1_000
REMEMBERED = 300_000
Seen = tuple[int, int]
"""Time of change in nanoseconds, and size."""


class ExportSource:
    """Files are told apart by name, time and size; posts by id."""

    def __init__(
        self, settings: ExportSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._seen = _bookmarked(surroundings.bookmark)
        self._known: OrderedDict[str, bytes] = OrderedDict()
        self._growing: dict[str, Seen] = {}
        self._report = ""
        self._faults: dict[str, str] = {}

    async def run(self) -> None:
        root = site_file(self._surroundings.site_folder, self._settings.path)
        while True:
            files = await asyncio.to_thread(_files_in, root)
            if files is None:
                self._delivery.stale(f"there is no '{self._settings.path}' yet; it is waited for")
            else:
                await self._look(files)
            await self._surroundings.sleep(self._settings.every)

    async def _look(self, files: dict[str, tuple[Path, Seen]]) -> None:
        for name, (path, state) in sorted(files.items(), key=lambda item: item[1][1]):
            if self._seen.get(name) == state:
                continue
            if self._growing.get(name) != state and name in self._growing:
                self._growing[name] = state  # it is still being written
                continue
            self._growing[name] = state
            try:
                await self._take(name, path, state)
            except Unreadable as error:
                self._faults[name] = f"'{name}': {error}"
                log.warning("source '%s': '%s': %s", self._surroundings.name, name, error)
            else:
                self._faults.pop(name, None)
            self._seen[name] = state
        self._seen = {name: state for name, state in self._seen.items() if name in files}
        self._faults = {name: why for name, why in self._faults.items() if name in files}
        marks: dict[str, JsonValue] = {n: [str(s[0]), s[1]] for n, s in self._seen.items()}
        self._delivery.bookmark({"files": marks})
        if self._faults and not self._report:
            self._delivery.stale("; ".join(list(self._faults.values())[:3]))
        else:
            told = [self._report, *list(self._faults.values())[:3]]
            self._delivery.ok("; ".join(part for part in told if part) or "no export yet")

    async def _take(self, name: str, path: Path, state: Seen) -> None:
        """Batch by batch: others have their turn between them. Raises Unreadable."""
        content = await asyncio.to_thread(self._content, path, state)
        batches = read_export(content, path.name, self._settings, self._surroundings.now())
        new = updated = rejected = 0
        why: list[str] = []
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            told: list[Post] = []
            for post, digest in batch.posts:
                before = self._known.get(post.id)
                if before == digest:
                    continue
                new, updated = new + (before is None), updated + (before is not None)
                self._known[post.id] = digest
                told.append(post)
            if told:
                self._delivery.changed(told)
            rejected += batch.rejected
            why = (why + batch.why)[:TOLD_ROWS]
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        tail = f" ({', '.join(why)})" if why else ""
        self._report = (
            f"{name} at {clock_time(self._surroundings.now())}: {new} new, {updated} updated, "
            f"{rejected} rejected{tail}"
        )
        log.info("source '%s': %s", self._surroundings.name, self._report)

    def _content(self, path: Path, state: Seen) -> bytes:
        limit = int(self._settings.max_mb * 1_000_000)
        if state[1] > limit:
            raise Unreadable(f"larger than {self._settings.max_mb:g} MB; `max_mb` is the limit")
        try:
            with path.open("rb") as stream:
                return stream.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read: {error.strerror or error}") from error


def _files_in(root: Path) -> dict[str, tuple[Path, Seen]] | None:
    """By name; None where there is nothing. Links out of the folder are not followed."""
    try:
        if root.is_dir():
            home = root.resolve()
            paths = [
                path
                for path in sorted(root.iterdir())
                if path.suffix.lower() in SUFFIXES
                and not path.name.startswith((".", "~"))
                and path.resolve().is_relative_to(home)
                and path.is_file()
            ][-MOST_FILES:]
        elif root.is_file():
            paths = [root]
        else:
            return None
        states = {path.name: (path, path.stat()) for path in paths}
    except OSError:
        return None
    return {name: (path, (s.st_mtime_ns, s.st_size)) for name, (path, s) in states.items()}


def _bookmarked(bookmark: JsonValue) -> dict[str, Seen]:
    files = bookmark.get("files") if isinstance(bookmark, dict) else None
    found: dict[str, Seen] = {}
    for name, state in files.items() if isinstance(files, dict) else ():
        if isinstance(state, list) and len(state) == 2 and isinstance(state[1], int):
            found[name] = (int(str(state[0])), state[1])
    return found
