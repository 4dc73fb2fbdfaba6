"""Attending to followers: what the controller does when displays and ingest come, speak and go."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from wall.control.quarantine import Quarantine
from wall.controller.followers import Follower
from wall.controller.tasks import Tasks
from wall.errors import CommandRefused, WallError
from wall.link.messages import (
    DisplayReport,
    HookAnswer,
    Identified,
    Identify,
    Levels,
    LocalCommand,
    LocalDrive,
    LocalRefused,
    LocalTake,
    LocalUndo,
    PostsAnswer,
    PostsDelta,
    PostsNews,
    Prepared,
    Preparing,
    RecordEnded,
    RecordPlaced,
    RuleCalmed,
    RuleFired,
    RuleTried,
    SceneSnapshot,
    SnapshotFailed,
    SoundReport,
    SourceData,
    SourceHealth,
    StageReady,
    Subscribe,
    ToController,
)
from wall.model.actors import AT_THE_WALL, GUARD
from wall.model.commands import SuspendTile
from wall.protocol.content import Event

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)


class Attending:
    """Handlers for the followers' events. On the loop."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._quarantine = Quarantine()
        self._tasks = Tasks("followers")

    async def close(self) -> None:
        await self._tasks.close()

    def joined(self, follower: Follower) -> None:
        """Welcome: who we are, what is on each wall; ingest gets its sources."""
        controller = self._controller
        follower.send(
            Identified(
                now=time.time(),
                settings=controller.site.display_settings(local=follower.local),
                walls=controller.walls(),
            )
        )
        if follower.identity.role == "ingest":
            controller.feeds.ingest_joined(follower)
            controller.posts.ingest_joined(follower)
            controller.reports.ingest_joined()
            return
        controller.posts.display_joined(follower)
        controller.feeds.display_joined(follower)
        for wall in controller.walls():
            follower.send(SceneSnapshot(scene=controller.scene(wall.name)))
        controller.stages.display_joined(follower)
        controller.previews.display_joined(follower)
        controller.displays.joined(follower)

    def left(self, follower: Follower) -> None:
        controller = self._controller
        if follower.identity.role == "ingest":
            controller.posts.ingest_left()
            controller.ruling.ingest_left()
            controller.feeds.ingest_left(time.time())
            return
        controller.feeds.display_left(follower)
        controller.displays.left(follower)
        controller.recording.left(follower)
        controller.sounding.left(follower)
        controller.stages.display_left(follower)
        controller.local_drives.end(follower.name)
        for wall, tile, why in self._quarantine.died(follower.name, time.monotonic()):
            self._tasks.begin(self._suspend(wall, tile, why))
        controller.tell(Event(type="status.changed"))

    def heard_bytes(self, follower: Follower, data: bytes) -> None:
        if self._controller.recording.heard(follower, data):
            return
        if not self._controller.previews.heard(data):
            self._controller.displays.heard_bytes(data)

    def heard(self, follower: Follower, message: ToController) -> None:
        controller = self._controller
        match message:
            case DisplayReport():
                controller.displays.reported(follower, message)
                controller.tell(Event(type="status.changed"))
            case Subscribe():
                controller.feeds.subscribe(follower, message)
            case StageReady():
                controller.stages.heard(message, follower)
            case Preparing(wall=wall, tile=tile):
                self._quarantine.preparing(follower.name, wall, tile)
            case Prepared(wall=wall, tile=tile):
                self._quarantine.prepared(follower.name, wall, tile)
            case LocalCommand() | LocalTake() | LocalUndo():
                self._tasks.begin(self._run_local(follower, message))
            case LocalDrive():
                self._drive_local(follower, message)
            case SnapshotFailed():
                controller.displays.snapshot_failed(message)
            case Levels() | SoundReport():
                controller.sounding.heard(follower, message)
            case RecordEnded():
                controller.recording.heard_end(follower, message)
            case RecordPlaced():
                controller.recording.heard_place(follower, message)
            case SourceData():
                controller.feeds.heard_data(message)
            case PostsDelta():
                controller.feeds.heard_delta(message)
            case SourceHealth():
                controller.feeds.heard_health(message)
            case PostsAnswer() | PostsNews() | HookAnswer():
                controller.posts.heard(message)
            case RuleFired() | RuleCalmed() | RuleTried():
                controller.ruling.heard(message)
            case Identify():
                follower.end(1007, "a follower identifies itself once")

    async def _run_local(
        self, follower: Follower, message: LocalCommand | LocalTake | LocalUndo
    ) -> None:
        """A gesture at the wall is a command like any other, with the actor `wall`."""
        try:
            if isinstance(message, LocalTake):
                await self._controller.take(AT_THE_WALL, message.layout, message.wall)
            elif isinstance(message, LocalUndo):
                await self._controller.undo(AT_THE_WALL, message.wall)
            else:
                await self._controller.submit(AT_THE_WALL, message.wall, message.commands)
        except WallError as error:
            follower.send(LocalRefused(wall=message.wall, why=str(error)))

    def _drive_local(self, follower: Follower, message: LocalDrive) -> None:
        """One driver at a time, at the wall as at the desks."""
        controller, wall, tile = self._controller, message.wall, message.tile
        if tile is None:
            controller.local_drives.end(follower.name)
            return
        try:
            driver = controller.displays.driver_of(wall, tile)
            if driver is not None:
                raise CommandRefused(f"{driver} works this tile from a desk now")
            controller.check_drive(AT_THE_WALL, wall, tile)
        except WallError as error:
            controller.local_drives.end(follower.name)
            follower.send(LocalRefused(wall=wall, why=str(error), tile=tile))
        else:
            controller.local_drives.begin(follower.name, wall, tile)

    async def _suspend(self, wall: str, tile: str, why: str) -> None:
        if self._controller.stages.suspend(wall, tile, why):
            log.error("tile '%s' is quarantined where it is staged for '%s': %s", tile, wall, why)
            if self._controller.newest_scene(wall).tile(tile) is None:
                return
        try:
            await self._controller.submit_as(
                GUARD, wall, [SuspendTile(id=tile, why=why)], reason="quarantine"
            )
            log.error("tile '%s' of wall '%s' is quarantined: %s", tile, wall, why)
        except WallError as error:
            log.error("tile '%s' of wall '%s' cannot be quarantined: %s", tile, wall, error)
