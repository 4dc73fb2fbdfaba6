"""Recording: who records what, on which display, into which file, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wall.control.rights import check_right
from wall.controller.followers import Follower
from wall.controller.recorded import Recorded
from wall.controller.recording_asked import asked_rect, may_have
from wall.controller.recording_parts import MOST_PARTS, Part, Running
from wall.controller.tasks import Tasks
from wall.errors import CommandRefused, RequestFailed, WallError, Why, did_you_mean
from wall.link.pictures import MAGIC, VERSION
from wall.link.recording import HEADER, SORT, EndRecord, RecordEnded, RecordPlaced, RecordWall
from wall.model.actors import CLOCK, Actor, Right
from wall.model.changes import Change
from wall.model.commands import EndRecording, StartRecording
from wall.model.geometry import Size
from wall.model.recordings import Recording, film_size
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
GB = 1_000_000_000
LARGEST = Size(1920, 1080)
"""Of a film."""
ANSWER_WITHIN_S = 10.0
"""Whoever stops a recording waits so long for its parts to be joined."""


class RecordingWalls:
    """All recordings of the site. On the loop; started and closed once."""

    def __init__(self, controller: Controller, folder: Path) -> None:
        self._controller = controller
        self._recorded = Recorded(folder, lambda: controller.site.site.recordings.keep_days)
        self._kept = self._recorded.kept
        self._running: dict[str, Running] = {}
        self._parts: dict[int, tuple[Running, Part]] = {}
        """Those that displays send, by their numbers."""
        self._number = secrets.randbelow(2**31) + 1
        """Not that of a recording which a display may still send from before."""
        self._starting = 0
        """Not running yet: the scene is being told."""
        self._tasks = Tasks("recordings")

    # -- life ----------------------------------------------------------------------------------

    def start(self) -> None:
        """What ran when the controller ended is closed: its file is whole as far as it goes."""
        self._recorded.start()
        for wall in self._controller.walls():
            for recording in self._controller.scene(wall.name).recordings:
                self._tasks.begin(self._end_in_scene(CLOCK, wall.name, recording.id))
        self._tasks.begin(self._recorded.tidy())

    async def close(self) -> None:
        """Files are closed; the scenes keep what ran, and are put right at the next start. So is
        what is being joined."""
        await self._tasks.close()
        await self._recorded.end_joining()
        for running in tuple(self._running.values()):
            await self._complete(running, "the controller was ended")
        self._recorded.close()

    def published(self, wall: str, changes: Sequence[Change]) -> None:
        """The tile may be gone."""
        for running in tuple(self._running.values()):
            tile = running.info.tile
            if running.info.wall != wall or tile is None:
                continue
            if self._controller.scene(wall).tile(tile) is None:
                self._finish_later(running, CLOCK, "the tile was closed")

    def left(self, display: Follower) -> None:
        for running, part in tuple(self._parts.values()):
            if part.display is display:
                self._lose(running, part, "the display was restarted", "left")

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
                self._ended(actor, recording, Right.RECORD)
                await self._recorded.remove(recording)
                log.info("%s deleted recording '%s'", actor.name, recording)
        return None

    def file(self, actor: Actor, recording: str) -> Path:
        """The film of a recording that has ended. Raises WallError."""
        info = self._ended(actor, recording, Right.SEE)
        path = self._kept.path(recording)
        if info.joining:
            raise CommandRefused(
                f"the parts of recording '{recording}' are being joined; try again in a while"
            )
        if not path.exists():
            raise RequestFailed(Status.NOT_FOUND, f"recording '{recording}' has no film")
        return path

    def _ended(self, actor: Actor, recording: str, right: Right) -> RecordingInfo:
        info = self._known(actor, recording, right)
        if info.ended is None:
            sentence = f"recording '{recording}' is running; stop it first"
            raise CommandRefused(sentence, Why.RECORDING_RUNS)
        return info

    def _list(self, actor: Actor, wall: str | None) -> list[RecordingInfo]:
        running = {name: one.told() for name, one in self._running.items()}
        known = [running.get(info.id, info) for info in self._kept.all()]
        return [
            info
            for info in known
            if wall in (None, info.wall) and self._may(actor, info, Right.SEE)
        ]

    def _may(self, actor: Actor, info: RecordingInfo, right: Right) -> bool:
        return may_have(actor, info, right, self._controller.walls())

    def _known(self, actor: Actor, recording: str, right: Right) -> RecordingInfo:
        running = self._running.get(recording)
        found = running.told() if running is not None else self._kept.find(recording)
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
        rect = asked_rect(wall, self._controller.scene(wall.name), request)
        screens = tuple(screen.address for screen in wall.screens_under(rect))
        for right in (Right.RECORD, Right.SEE):
            check_right(actor, right, wall, [rect])
        if len(self._running) + self._starting >= limits.at_once:
            most = limits.at_once
            sentence = f"{most} recordings are running, as many as this site allows; stop one first"
            raise CommandRefused(sentence, Why.RECORDINGS_FULL, most=most)
        self._check_room()
        sharing = self._controller.displays.sharing(wall.name, screens)
        if not sharing:
            first = self._controller.displays.display_of(wall.name, screens[0])
            sharing = [(first, screens)]
        now = time.time()
        longest = limits.longest_minutes * 60
        until = now + min(request.for_s or longest, longest)
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
        name = f"{wall.name[:24].lower()}-{stamp}-{secrets.token_hex(2)}"
        recording = Recording(
            id=name, by=actor.name, since=now, until=until, tile=request.tile, rect=rect
        )
        size = film_size(rect, LARGEST)
        info = RecordingInfo(
            id=name,
            wall=wall.name,
            by=actor.name,
            since=now,
            tile=request.tile,
            screens=screens,
            width=size.width,
            height=size.height,
        )
        self._starting += 1
        try:
            await self._controller.submit_as(
                actor, wall.name, [StartRecording(recording=recording)], reason="record"
            )
        finally:
            self._starting -= 1
        running = Running(info, recording)
        self._running[name] = running
        try:
            self._kept.keep(info)
            for display, shown in sharing:
                self._begin_part(running, display, shown)
        except OSError as error:
            self._forget(running)
            await self._end_in_scene(CLOCK, wall.name, name)
            raise RequestFailed(Status.DISK_FULL, f"it cannot be written: {error}") from error
        filmed = {address for _, shown in sharing for address in shown}
        if missing := [address for address in screens if address not in filmed]:
            running.note(f"no display showed {', '.join(missing)}")
        self._tasks.begin(self._attend(running))
        return info

    def _begin_part(self, running: Running, display: Follower, screens: tuple[str, ...]) -> None:
        """Raises OSError."""
        self._number = number = self._number % (2**32 - 1) + 1
        index = len(running.parts)
        growing = self._kept.create_film(self._kept.part_path(running.info.id, index))
        part = Part(number, index, display, screens, growing)
        running.parts.append(part)
        self._parts[number] = (running, part)
        display.send(
            RecordWall(
                number=number,
                wall=running.info.wall,
                tile=running.info.tile,
                rect=running.recording.rect,
                screens=screens,
                width=LARGEST.width,
                height=LARGEST.height,
            )
        )

    def _check_room(self) -> None:
        why = self._no_room()
        if why:
            raise RequestFailed(Status.DISK_FULL, f"{why}; delete some recordings first")

    def _no_room(self) -> str:
        """What is joined takes its room twice for a while."""
        limits = self._controller.site.site.recordings
        to_join = sum(running.to_join for running in tuple(self._running.values()))
        if self._kept.free_bytes() - to_join < limits.free_gb * GB:
            return f"less than {limits.free_gb:g} GB of the disk are free"
        if self._kept.used_bytes() + to_join >= limits.quota_gb * GB:
            return f"recordings take {limits.quota_gb:g} GB, as much as they may"
        return ""

    # -- while it runs ---------------------------------------------------------------------------

    def heard(self, display: Follower, data: bytes) -> bool:
        """A binary message of a display; whether it is part of a recording."""
        if len(data) < HEADER.size:
            return False
        magic, version, sort, number, piece = HEADER.unpack_from(data)
        if (magic, version, sort) != (MAGIC, VERSION, SORT):
            return False
        running, part = self._part_of(display, number)
        if running is None or part is None or part.ended.is_set():
            return True  # of one that has ended
        if piece != part.heard:
            display.send(EndRecord(number=number))
            self._lose(running, part, "a part of it was lost", "was not heard whole")
            return True
        part.heard += 1
        self._kept.add(part.growing, data[HEADER.size :])
        return True

    def heard_place(self, display: Follower, message: RecordPlaced) -> None:
        running, part = self._part_of(display, message.number)
        if running is not None and part is not None and not part.ended.is_set():
            self._kept.note_place(running.info.id, part.index, message)

    def heard_end(self, display: Follower, message: RecordEnded) -> None:
        running, part = self._part_of(display, message.number)
        if running is None or part is None:
            return
        if not running.is_ending:
            running.given_up.append(display)
        self._lose(running, part, message.why, message.why or "ended")

    def _part_of(self, display: Follower, number: int) -> tuple[Running | None, Part | None]:
        running, part = self._parts.get(number, (None, None))
        return (running, part) if part is not None and part.display is display else (None, None)

    def _lose(self, running: Running, part: Part, why: str, how: str) -> None:
        """Nothing of this part follows. The others go on; with the last one it ends."""
        if part.ended.is_set():
            return
        part.ended.set()
        if running.is_ending:
            return
        if not running.live:
            self._finish_later(running, CLOCK, why)
            return
        name = part.display.name
        running.note(f"display '{name}' {how}: its part stands still")

    async def _attend(self, running: Running) -> None:
        """Until its time, or until there is a reason to end it."""
        while not running.is_ending:
            why = running.trouble or await asyncio.to_thread(self._no_room)
            for part in running.live:
                if not part.heard and time.monotonic() - part.begun > BEGIN_WITHIN_S:
                    self._lose(running, part, "the display sends nothing", "sent nothing")
            if running.is_ending:
                return
            if why or time.time() >= running.recording.until:
                self._finish_later(running, CLOCK, why)
                return
            self._follow(running)
            await asyncio.sleep(min(LOOK_EVERY_S, max(0.01, running.recording.until - time.time())))

    def _follow(self, running: Running) -> None:
        """Displays that came back film again, and those that the tile has come to."""
        wall = next((w for w in self._controller.walls() if w.name == running.info.wall), None)
        if wall is None:
            return
        tile = running.info.tile
        known = self._controller.scene(wall.name).tile(tile) if tile is not None else None
        rect = known.rect if known is not None else running.recording.rect
        seen = (screen.address for screen in wall.screens_under(rect))
        for display, shown in self._controller.displays.sharing(wall.name, seen):
            films = any(part.display is display for part in running.live)
            gave_up = any(display is other for other in running.given_up)
            if films or gave_up or len(running.parts) >= MOST_PARTS:
                continue
            if running.was_lost(display):
                running.note(f"display '{display.name}' was filmed again")
            try:
                self._begin_part(running, display, shown)
            except OSError as error:
                log.warning("recording '%s': %s", running.info.id, error)
                running.given_up.append(display)

    # -- ending ----------------------------------------------------------------------------------

    async def _stop(self, actor: Actor, recording: str) -> RecordingInfo:
        info = self._known(actor, recording, Right.RECORD)
        running = self._running.get(recording)
        if running is not None:
            self._finish_later(running, actor, "")
            await running.done.wait()
        await self._recorded.joined(recording, ANSWER_WITHIN_S)
        return self._kept.find(recording) or info

    def _finish_later(self, running: Running, actor: Actor, why: str) -> None:
        """Once."""
        if running.is_ending:
            return
        running.is_ending, running.actor, running.why = True, actor, why
        self._tasks.begin(self._finish(running))

    async def _finish(self, running: Running) -> None:
        for part in running.live:
            part.display.send(EndRecord(number=part.number))
        try:
            async with asyncio.timeout(END_WITHIN_S):
                for part in running.parts:
                    await part.ended.wait()
        except TimeoutError:
            names = ", ".join(f"'{part.display.name}'" for part in running.live)
            running.why = running.why or f"display {names} did not complete it"
        await self._complete(running, running.why)
        self._forget(running)
        await self._end_in_scene(running.actor, running.info.wall, running.info.id)
        running.done.set()

    def _forget(self, running: Running) -> None:
        del self._running[running.info.id]
        for part in running.parts:
            self._parts.pop(part.number, None)

    async def _complete(self, running: Running, why: str) -> None:
        """Close its files, and write down how it ended."""
        try:
            for part in running.parts:
                await self._kept.finish(part.growing)
            said = {"ended": time.time(), "why": why or running.trouble}
            self._recorded.settle(running.told().model_copy(update=said))
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
