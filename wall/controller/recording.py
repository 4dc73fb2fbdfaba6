"""Recording: who records what, on which display, into which file, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wall.control.rights import check_right, has_right
from wall.controller.followers import Follower
from wall.controller.recordings_kept import GrowingFile, KeptRecordings
from wall.controller.tasks import Tasks
from wall.errors import CommandRefused, RequestFailed, WallError, did_you_mean
from wall.link.pictures import MAGIC, VERSION
from wall.link.recording import HEADER, SORT, EndRecord, RecordEnded, RecordWall
from wall.model.actors import CLOCK, Actor, Right
from wall.model.changes import Change
from wall.model.commands import EndRecording, StartRecording
from wall.model.geometry import Rect, bounding
from wall.model.recordings import Recording
from wall.model.screens import Wall
from wall.protocol.codes import Status
from wall.protocol.record_requests import (
    RecordDelete,
    RecordingInfo,
    RecordList,
    RecordRequest,
    RecordStart,
    RecordStop,
)

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)

BEGIN_WITHIN_S = 20.0
END_WITHIN_S = 15.0
LOOK_EVERY_S = 1.0
TIDY_EVERY_S = 3600.0
DAY_S = 24 * 3600.0
GB = 1_000_000_000


@dataclass(eq=False)
class _Running:
    """One that is being written."""

    number: int
    info: RecordingInfo
    recording: Recording
    display: Follower
    growing: GrowingFile
    next_part: int = 0
    why: str = ""
    actor: Actor = CLOCK
    """Who ends it."""
    is_ending: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """The display has sent all."""
    done: asyncio.Event = field(default_factory=asyncio.Event)


class RecordingWalls:
    """All recordings of the site. On the loop; started and closed once."""

    def __init__(self, controller: Controller, folder: Path) -> None:
        self._controller = controller
        self._kept = KeptRecordings(folder)
        self._running: dict[int, _Running] = {}
        self._number = secrets.randbelow(2**31) + 1
        """Not that of a recording which a display may still send from before."""
        self._starting = 0
        """Not running yet: the scene is being told."""
        self._tasks = Tasks("recordings")

    # -- life ----------------------------------------------------------------------------------

    def start(self) -> None:
        """What ran when the controller ended is closed: its file is whole as far as it goes."""
        for info in self._kept.all():
            if info.ended is None:
                path = self._kept.path(info.id)
                known = path.stat() if path.exists() else None
                ended = {"ended": known.st_mtime if known else info.since}
                why = {"why": "the controller was restarted", "size": known.st_size if known else 0}
                self._kept.keep(info.model_copy(update={**ended, **why}))
        for wall in self._controller.walls():
            for recording in self._controller.scene(wall.name).recordings:
                self._tasks.begin(self._end_in_scene(CLOCK, wall.name, recording.id))
        self._tasks.begin(self._tidy())

    async def close(self) -> None:
        """Files are closed; the scenes keep what ran, and are put right at the next start."""
        await self._tasks.close()
        for running in tuple(self._running.values()):
            await self._complete(running, "the controller was ended")
        self._kept.close()

    def published(self, wall: str, changes: Sequence[Change]) -> None:
        """The tile may be gone."""
        for running in tuple(self._running.values()):
            tile = running.info.tile
            if running.info.wall != wall or tile is None:
                continue
            if self._controller.scene(wall).tile(tile) is None:
                self._finish_later(running, CLOCK, "the tile was closed")

    def left(self, display: Follower) -> None:
        for running in tuple(self._running.values()):
            if running.display is display:
                running.ended.set()
                self._finish_later(running, CLOCK, "the display was restarted")

    # -- what people ask -----------------------------------------------------------------------

    async def answer(
        self, actor: Actor, request: RecordRequest
    ) -> RecordingInfo | Sequence[RecordingInfo] | None:
        """Raises WallError."""
        match request:
            case RecordStart():
                return await self._start(actor, request)
            case RecordStop(recording=recording):
                return await self._stop(actor, recording)
            case RecordList(wall=wall):
                return self._list(actor, wall)
            case RecordDelete(recording=recording):
                info = self._known(actor, recording, Right.RECORD)
                if info.ended is None:
                    raise CommandRefused(f"recording '{recording}' is running; stop it first")
                self._kept.remove(recording)
                log.info("%s deleted recording '%s'", actor.name, recording)
        return None

    def file(self, actor: Actor, recording: str) -> Path:
        """The film of a recording that has ended. Raises WallError."""
        info = self._known(actor, recording, Right.SEE)
        path = self._kept.path(recording)
        if info.ended is None:
            raise CommandRefused(f"recording '{recording}' is running; stop it first")
        if not path.exists():
            raise RequestFailed(Status.NOT_FOUND, f"recording '{recording}' has no film")
        return path

    def _list(self, actor: Actor, wall: str | None) -> list[RecordingInfo]:
        running = {one.info.id: self._running_info(one) for one in self._running.values()}
        known = [running.get(info.id, info) for info in self._kept.all()]
        return [
            info
            for info in known
            if wall in (None, info.wall) and self._may(actor, info, Right.SEE)
        ]

    def _may(self, actor: Actor, info: RecordingInfo, right: Right) -> bool:
        """What screens of today they were decides; one that is gone is for those who have all."""
        wall = next((w for w in self._controller.walls() if w.name == info.wall), None)
        if wall is None:
            return any(grant.wall is None for grant in actor.held) and any(
                has_right(actor, right, known) for known in self._controller.walls()
            )
        known_screens = {screen.address for screen in wall.screens}
        there = [address for address in info.screens if address in known_screens]
        return has_right(actor, right, wall, there if len(there) == len(info.screens) else None)

    def _known(self, actor: Actor, recording: str, right: Right) -> RecordingInfo:
        for running in self._running.values():
            if running.info.id == recording:
                found: RecordingInfo | None = self._running_info(running)
                break
        else:
            found = self._kept.find(recording)
        if found is None or not self._may(actor, found, Right.SEE):
            near = did_you_mean(recording, [info.id for info in self._list(actor, None)])
            raise RequestFailed(Status.NOT_FOUND, f"there is no recording '{recording}'{near}")
        wall = next((w for w in self._controller.walls() if w.name == found.wall), None)
        if wall is not None and not self._may(actor, found, right):
            check_right(actor, right, wall, found.screens)
        return found

    # -- beginning -----------------------------------------------------------------------------

    async def _start(self, actor: Actor, request: RecordStart) -> RecordingInfo:
        limits = self._controller.site.site.recordings
        wall = self._controller.wall(self._controller.wall_name(request.wall))
        rect = self._rect(wall, request)
        screens = tuple(screen.address for screen in wall.screens_under(rect))
        for right in (Right.RECORD, Right.SEE):
            check_right(actor, right, wall, [rect])
        if len(self._running) + self._starting >= limits.at_once:
            raise CommandRefused(
                f"{limits.at_once} recordings are running, as many as this site allows; "
                "stop one first"
            )
        self._check_room()
        display = self._controller.displays.display_of(wall.name, screens[0])
        now = time.time()
        longest = limits.longest_minutes * 60
        until = now + min(request.for_s or longest, longest)
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
        name = f"{wall.name[:24].lower()}-{stamp}-{secrets.token_hex(2)}"
        recording = Recording(
            id=name, by=actor.name, since=now, until=until, tile=request.tile, rect=rect
        )
        info = RecordingInfo(
            id=name, wall=wall.name, by=actor.name, since=now, tile=request.tile, screens=screens
        )
        self._number = number = self._number % (2**32 - 1) + 1
        self._starting += 1
        try:
            await self._controller.submit_as(
                actor, wall.name, [StartRecording(recording=recording)], reason="record"
            )
        finally:
            self._starting -= 1
        try:
            growing = self._kept.create(info)
        except OSError as error:
            await self._end_in_scene(CLOCK, wall.name, name)
            raise RequestFailed(Status.DISK_FULL, f"it cannot be written: {error}") from error
        running = _Running(number, info, recording, display, growing)
        self._running[number] = running
        display.send(RecordWall(number=number, wall=wall.name, tile=request.tile, rect=rect))
        self._tasks.begin(self._attend(running))
        return info

    def _rect(self, wall: Wall, request: RecordStart) -> Rect:
        if (request.tile is None) == (request.at is None):
            raise CommandRefused("give either a tile or an area")
        if request.at is not None:
            screens = wall.screens_of(request.at)
            return bounding(screen.rect for screen in screens)
        scene = self._controller.scene(wall.name)
        tile = scene.tile(str(request.tile))
        if tile is None:
            near = did_you_mean(str(request.tile), [known.id for known in scene.tiles])
            raise CommandRefused(f"there is no tile '{request.tile}' on wall '{wall.name}'{near}")
        rect = tile.rect.intersection(wall.canvas)
        if rect is None:
            raise CommandRefused(f"tile '{tile.id}' lies outside wall '{wall.name}'")
        return rect

    def _check_room(self) -> None:
        why = self._no_room()
        if why:
            raise RequestFailed(Status.DISK_FULL, f"{why}; delete some recordings first")

    def _no_room(self) -> str:
        limits = self._controller.site.site.recordings
        if self._kept.free_bytes() < limits.free_gb * GB:
            return f"less than {limits.free_gb:g} GB of the disk are free"
        if self._kept.used_bytes() >= limits.quota_gb * GB:
            return f"recordings take {limits.quota_gb:g} GB, as much as they may"
        return ""

    # -- while it runs ---------------------------------------------------------------------------

    def heard(self, display: Follower, data: bytes) -> bool:
        """A binary message of a display; whether it is part of a recording."""
        if len(data) < HEADER.size:
            return False
        magic, version, sort, number, part = HEADER.unpack_from(data)
        if (magic, version, sort) != (MAGIC, VERSION, SORT):
            return False
        running = self._running.get(number)
        if running is None or running.display is not display or running.ended.is_set():
            return True  # of one that has ended
        if part != running.next_part:
            self._finish_later(running, CLOCK, "a part of it was lost")
            return True
        running.next_part += 1
        self._kept.add(running.growing, data[HEADER.size :])
        return True

    def heard_end(self, display: Follower, message: RecordEnded) -> None:
        running = self._running.get(message.number)
        if running is not None and running.display is display:
            size = {"width": message.width, "height": message.height}
            running.info = running.info.model_copy(update=size)
            running.ended.set()
            self._finish_later(running, CLOCK, message.why)

    async def _attend(self, running: _Running) -> None:
        """Until its time, or until there is a reason to end it."""
        began = time.monotonic()
        while not running.is_ending:
            why = running.growing.trouble or await asyncio.to_thread(self._no_room)
            if not running.next_part and time.monotonic() - began > BEGIN_WITHIN_S:
                why = why or "the display sends nothing"
            if why or time.time() >= running.recording.until:
                self._finish_later(running, CLOCK, why)
                return
            await asyncio.sleep(min(LOOK_EVERY_S, max(0.01, running.recording.until - time.time())))

    # -- ending ----------------------------------------------------------------------------------

    async def _stop(self, actor: Actor, recording: str) -> RecordingInfo:
        info = self._known(actor, recording, Right.RECORD)
        running = next((r for r in self._running.values() if r.info.id == recording), None)
        if running is None:
            return info
        self._finish_later(running, actor, "")
        await running.done.wait()
        return self._kept.find(recording) or info

    def _finish_later(self, running: _Running, actor: Actor, why: str) -> None:
        """Once."""
        if running.is_ending:
            return
        running.is_ending, running.actor, running.why = True, actor, why
        self._tasks.begin(self._finish(running))

    async def _finish(self, running: _Running) -> None:
        if not running.ended.is_set():
            running.display.send(EndRecord(number=running.number))
            try:
                async with asyncio.timeout(END_WITHIN_S):
                    await running.ended.wait()
            except TimeoutError:
                running.why = running.why or "the display did not complete it"
        await self._complete(running, running.why)
        del self._running[running.number]
        await self._end_in_scene(running.actor, running.info.wall, running.info.id)
        running.done.set()

    async def _complete(self, running: _Running, why: str) -> None:
        """Close its file, and write down how it ended."""
        try:
            await self._kept.finish(running.growing)
            self._kept.keep(self._ended_info(running, why or running.growing.trouble))
        except OSError as error:
            # The next start finds it as one that was left running, and says so.
            log.warning("recording '%s' is not written down: %s", running.info.id, error)

    async def _end_in_scene(self, actor: Actor, wall: str, recording: str) -> None:
        try:
            await self._controller.submit_as(
                actor, wall, [EndRecording(id=recording)], reason="record"
            )
        except WallError as error:
            log.warning("recording '%s': %s", recording, error)

    def _ended_info(self, running: _Running, why: str) -> RecordingInfo:
        said = {"ended": time.time(), "why": why}
        return self._running_info(running).model_copy(update=said)

    def _running_info(self, running: _Running) -> RecordingInfo:
        return running.info.model_copy(update={"size": running.growing.size})

    async def _tidy(self) -> None:
        """Those whose time is over go."""
        while True:
            oldest = time.time() - self._controller.site.site.recordings.keep_days * DAY_S
            for info in self._kept.all():
                if info.ended is not None and info.ended < oldest:
                    log.info("recording '%s' was kept as long as this site says, and goes", info.id)
                    try:
                        self._kept.remove(info.id)
                    except OSError as error:
                        log.warning("recording '%s' cannot be removed: %s", info.id, error)
            await asyncio.sleep(TIDY_EVERY_S)
