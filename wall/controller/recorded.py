"""Recordings that have ended: their parts are joined, and they go when their time is over."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from wall.controller.film_joining import FilmJoining, NotJoined
from wall.controller.recordings_kept import KeptRecordings
from wall.model.geometry import Size
from wall.protocol.record_requests import RecordingInfo

log = logging.getLogger(__name__)

TIDY_EVERY_S = 3600.0
DAY_S = 24 * 3600.0


class Recorded:
    """On the loop; closed once."""

    def __init__(self, folder: Path, keep_days: Callable[[], float]) -> None:
        self.kept = KeptRecordings(folder)
        self._keep_days = keep_days
        self._joining = FilmJoining(self.kept)
        self._joins: dict[str, asyncio.Task[None]] = {}
        self._is_closing = False

    def start(self) -> None:
        """What ran when the controller ended is whole as far as it goes. Raises OSError."""
        for info in self.kept.all():
            if info.ended is None:
                path = self.kept.path(info.id)
                known = path.stat() if path.exists() else None
                ended = {"ended": known.st_mtime if known else info.since}
                why = {"why": "the controller was restarted", "size": known.st_size if known else 0}
                self.settle(info.model_copy(update={**ended, **why}))
            elif info.joining:
                self.settle(info)

    async def end_joining(self) -> None:
        """What is being joined is begun anew at the next start."""
        self._is_closing = True
        for recording in tuple(self._joins):
            await self._end_joining(recording)

    def close(self) -> None:
        self.kept.close()

    def settle(self, info: RecordingInfo) -> None:
        """Write down what is known of one that has ended, and have its parts joined. Raises
        OSError."""
        parts = self.kept.parts(info.id)
        if len(parts) > 1:
            info = info.model_copy(update={"joining": True})
            self.kept.keep(info)
            if not self._is_closing:
                joining = asyncio.create_task(self._join(info), name="joining a recording")
                self._joins[info.id] = joining
                joining.add_done_callback(lambda _: self._joins.pop(info.id, None))
            return
        film = self.kept.path(info.id)
        if parts and not (film.exists() and film.stat().st_size):
            parts[0].path.replace(film)
        self.kept.drop_parts(info.id)
        size = film.stat().st_size if film.exists() else 0
        self.kept.keep(info.model_copy(update={"joining": False, "size": size}))

    async def joined(self, recording: str, within_s: float) -> None:
        """Until its film is whole, but no longer than that."""
        if (joining := self._joins.get(recording)) is not None:
            await asyncio.wait([joining], timeout=within_s)

    async def remove(self, recording: str) -> None:
        """Raises OSError."""
        await self._end_joining(recording)
        self.kept.remove(recording)

    async def tidy(self) -> None:
        """Those whose time is over go, for ever."""
        while True:
            oldest = time.time() - self._keep_days() * DAY_S
            for info in self.kept.all():
                if info.ended is not None and info.ended < oldest:
                    log.info("recording '%s' was kept as long as this site says, and goes", info.id)
                    try:
                        await self.remove(info.id)
                    except OSError as error:
                        log.warning("recording '%s' cannot be removed: %s", info.id, error)
            await asyncio.sleep(TIDY_EVERY_S)

    async def _end_joining(self, recording: str) -> None:
        if (joining := self._joins.get(recording)) is not None:
            joining.cancel()
            await asyncio.wait([joining])

    async def _join(self, info: RecordingInfo) -> None:
        length_s = (info.ended or info.since) - info.since
        note = info.note
        try:
            await self._joining.join(info.id, Size(info.width, info.height), length_s)
        except NotJoined as error:
            log.warning("the parts of recording '%s' are not joined: %s", info.id, error)
            told = f"the parts of several displays are not joined ({error}): this is one of them"
            note = "; ".join(part for part in (note, told) if part)
        try:
            size = self.kept.path(info.id).stat().st_size
            self.kept.keep(info.model_copy(update={"joining": False, "note": note, "size": size}))
        except OSError as error:
            log.warning("recording '%s' is not written down: %s", info.id, error)
