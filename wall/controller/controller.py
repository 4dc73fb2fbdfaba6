"""The controller: what it can do for people (`Operations`), put together from its parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from wall.control.driving import check_drive
from wall.control.entries import Entry
from wall.control.permissions import check_outside
from wall.control.pushing import alert_commands, push_commands, with_usual_source
from wall.control.rights import check_all_screens, check_everywhere, check_somewhere
from wall.control.store import Store
from wall.controller.approvals import DisplayApprovals
from wall.controller.attending import Attending
from wall.controller.checking import AddressCheck
from wall.controller.displays import Displays
from wall.controller.feeds import Feeds
from wall.controller.file_following import FileFollowing
from wall.controller.followers import FollowerEvents, Followers
from wall.controller.housekeeping import Housekeeping
from wall.controller.local_drives import LocalDrives
from wall.controller.post_pictures import PostPictures
from wall.controller.posts import Posts
from wall.controller.previews import Previews
from wall.controller.public_walls import PublicWalls
from wall.controller.recording import RecordingWalls
from wall.controller.reports import Reports
from wall.controller.ruling import Ruling
from wall.controller.sharing import Sharing
from wall.controller.sites import OpenSite
from wall.controller.snapshots import Snapshots
from wall.controller.sounding import Sounding
from wall.controller.stages import Stages
from wall.controller.taking import Take, Taking
from wall.controller.telling import status_of
from wall.controller.together import Result, Together
from wall.controller.uploads import Uploads
from wall.controller.writing import AT_ONCE, HowShown, Writer
from wall.errors import CommandRefused, Why
from wall.journal.journal import Journal
from wall.kinds.registry import KindRegistry
from wall.link.messages import (
    DriveTile,
    IdentifyScreens,
    SceneChanged,
    ShowDrives,
    ShowLasers,
    ShowMarks,
    TakeSnapshot,
)
from wall.model.actors import Actor, Right
from wall.model.commands import AddTile, Command, StackTile
from wall.model.datasets import Dataset
from wall.model.scene import Scene, TakenLayout
from wall.model.screens import Wall
from wall.model.tiles import Tile
from wall.protocol.content import Alert, Done, Event, Push
from wall.protocol.requests import TogetherRequest
from wall.protocol.status import (
    HistoryEntry,
    LayoutInfo,
    StageInfo,
    Status,
    UploadInfo,
)
from wall.protocol.together import Mark, Pointer


class Controller:
    """Implements `Operations`. Everything on one event loop; started and closed once."""

    def __init__(
        self,
        site: OpenSite,
        store: Store,
        journal: Journal,
        uploads: Uploads,
        approvals: DisplayApprovals,
        link_secret: str,
        kinds: KindRegistry,
    ) -> None:
        self.site = site
        self._store = store
        self._journal = journal
        self._uploads = uploads
        self._approvals = approvals
        self._kinds = kinds
        self._listeners: list[Callable[[Event], bool | None]] = []
        self.actor_now: Callable[[str], Actor | None] | None = None
        """Who has this name now, with which rights; for what happens later in somebody's name."""
        self._writer = Writer(store, journal, self._publish)
        attending = Attending(self)
        events = FollowerEvents(
            attending.joined, attending.heard, attending.heard_bytes, attending.left
        )
        self.followers = Followers(link_secret, approvals, events)
        self.displays = Displays(self.followers)
        self._snapshots = Snapshots(self.displays)
        self.local_drives = LocalDrives()
        self.feeds = Feeds(self.followers, self.walls, lambda shown: self.posts.shown(shown))
        self.stages = Stages(self.followers, journal, self._stage_changed)
        self.previews = Previews(self.followers.tell_displays, self.walls, self.stages.of)
        self.sounding = Sounding(self)
        self._taking = Taking(self)
        self._addresses = AddressCheck(site, kinds, uploads)
        self.public_walls = PublicWalls(site, kinds)
        self._housekeeping = Housekeeping(self, store, journal, uploads)
        self.files = FileFollowing(self, store, journal)
        self._together = Together(self, store, journal, kinds, self._addresses, uploads)
        self.sharing: Sharing = self._together.sharing
        self.ruling: Ruling = self._together.ruling
        self.posts: Posts = self._together.posts
        self.recording: RecordingWalls = self._together.recording
        self.reports: Reports = self._together.reports
        self.draft_media = self._together.draft_media
        self._attending = attending
        self.post_pictures = PostPictures(
            lambda: site.site.addresses, lambda: site.site.moderation, uploads.path
        )

    async def start(self, socket: Path, *, fresh: bool = False) -> None:
        """Restore or take each wall's start layout, then serve local followers."""
        walls = self.site.walls()
        for wall in walls:
            await self.files.open_wall(wall, fresh)
        self.stages.restore([wall.name for wall in walls], self.site.stage_deadline_s)
        self.feeds.run(self.site.run_sources())
        await self.followers.listen(socket)
        self._housekeeping.start()
        self._together.start()

    async def close(self) -> None:
        """1. timers, 2. what attends to followers, 3. followers."""
        await self._housekeeping.close()
        await self.post_pictures.close()
        self.previews.close()
        self.stages.close()
        await self._together.close()
        await self._attending.close()
        await self.followers.close()

    async def site_edited(self) -> None:
        """Files of the site changed on disk."""
        if await self.files.edited():
            self.tell(Event(type="status.changed"))

    async def follow_site(self) -> None:
        """The site's files were read anew: follow them in one take per wall."""
        await self.files.follow_site()

    # -- looking --------------------------------------------------------------------------

    def walls(self) -> tuple[Wall, ...]:
        return self._store.walls()

    def scene(self, wall: str | None = None) -> Scene:
        return self._store.confirmed(self.wall_name(wall))

    def wall_name(self, wall: str | None) -> str:
        """The wall of that name; the site's first one for None."""
        return wall if wall is not None else self._store.walls()[0].name

    def status(self) -> Status:
        return status_of(
            self.site, self._store, self.displays, self._approvals, self.feeds, self._journal
        )

    async def history(
        self,
        wall: str | None = None,
        limit: int = 50,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> tuple[HistoryEntry, ...]:
        return await self._together.past.history(wall, limit, since, until)

    async def work_together(self, actor: Actor, request: TogetherRequest) -> Result:
        return await self._together.answer(actor, request)

    async def snapshot(
        self,
        wall: str | None = None,
        *,
        screen: str | None = None,
        tile: str | None = None,
        max_width: int | None = None,
        stamp: bool = False,
    ) -> bytes:
        name = self.wall_name(wall)
        asked = TakeSnapshot(wall=name, screen=screen, tile=tile, max_width=max_width, stamp=stamp)
        return await self._snapshots.take(self.wall(name), self._store.confirmed(name), asked)

    def newest_scene(self, wall: str) -> Scene:
        """Journalled or not yet: what the next proposal builds on."""
        return self._store.scene(wall)

    def wall(self, name: str) -> Wall:
        """Raises AddressError."""
        self._store.scene(name)
        return next(wall for wall in self._store.walls() if wall.name == name)

    # -- changing -------------------------------------------------------------------------

    async def submit(
        self,
        actor: Actor,
        wall: str | None,
        commands: Sequence[Command],
        *,
        seen: int | None = None,
        reason: str = "",
        override: bool = False,
    ) -> Done:
        check_outside(commands)
        await self._addresses.check(self.scene(wall), commands)
        return await self.submit_as(
            actor, wall, commands, seen=seen, reason=reason, override=override
        )

    async def submit_as(
        self,
        actor: Actor,
        wall: str | None,
        commands: Sequence[Command],
        *,
        seen: int | None = None,
        reason: str = "",
        shown: HowShown = AT_ONCE,
        override: bool = False,
    ) -> Done:
        """Also for commands that only parts of Wall may send."""
        name = self.wall_name(wall)
        self.public_walls.check(self.wall(name), self._store.scene(name), commands)
        entry = await self._writer.submit(
            actor, name, commands, seen=seen, reason=reason, shown=shown, override=override
        )
        revision = entry.revision if entry else self._store.confirmed(name).revision
        return Done(wall=name, revision=revision)

    async def push(self, actor: Actor, push: Push) -> Done:
        push = with_usual_source(push, self._kinds, self.site.run_sources().sources)

        def build() -> tuple[str, tuple[AddTile, ...]]:
            return push_commands(push, actor, self.walls(), self._store.scene, now=time.time())

        wall, commands = build()
        await self._addresses.check(self.scene(wall), commands)
        return await self._put(actor, build, "push", push.override)

    async def alert(self, actor: Actor, alert: Alert) -> Done:
        def build() -> tuple[str, tuple[AddTile | StackTile, ...]]:
            return alert_commands(alert, actor, self.walls(), self._store.scene, now=time.time())

        return await self._put(actor, build, "alert", alert.override)

    async def _put(
        self,
        actor: Actor,
        build: Callable[[], tuple[str, tuple[AddTile | StackTile, ...]]],
        reason: str,
        override: bool,
    ) -> Done:
        """Build and propose without a pause, so that no two pushes choose the same id."""
        wall, commands = build()
        done = await self.submit_as(actor, wall, commands, reason=reason, override=override)
        tile = next(command.tile.id for command in commands if isinstance(command, AddTile))
        return done.model_copy(update={"tile": tile})

    async def undo(self, actor: Actor, wall: str | None = None, *, override: bool = False) -> Done:
        name = self.wall_name(wall)
        check_somewhere(actor, Right.TAKE, self.wall(name))
        commands = self._store.undo(actor, name)
        return await self.submit_as(actor, name, commands, reason="undo", override=override)

    # -- layouts --------------------------------------------------------------------------

    def layouts(self, wall: str | None = None) -> tuple[LayoutInfo, ...]:
        return self._taking.layouts(self.wall_name(wall))

    async def stage(self, actor: Actor, layout: str, wall: str | None = None) -> StageInfo:
        return await self._taking.stage(actor, layout, self.wall_name(wall))

    async def take(
        self,
        actor: Actor,
        layout: str | None = None,
        wall: str | None = None,
        *,
        stage: str | None = None,
        clear: bool = False,
        fade_ms: int = 0,
        at: float | None = None,
        override: bool = False,
    ) -> Done:
        how = Take(layout, stage, clear=clear, fade_ms=fade_ms, at=at, override=override)
        return await self._taking.take(actor, self.wall_name(wall), how)

    def layout(self, layout: str, wall: str) -> TakenLayout:
        return self._taking.layout(layout, wall)

    # -- other ----------------------------------------------------------------------------

    async def identify(self, actor: Actor, seconds: float = 10.0) -> None:
        check_all_screens(actor, Right.ARRANGE, self.walls())
        self.followers.tell_displays(IdentifyScreens(seconds=seconds))

    async def push_dataset(self, actor: Actor, source: str, dataset: Dataset) -> None:
        check_all_screens(actor, Right.SOURCES, self.walls())
        self.feeds.push(source, dataset)

    def recording_file(self, actor: Actor, recording: str) -> Path:
        return self.recording.file(actor, recording)

    def shares_event(self) -> Event:
        return self.sharing.event()

    def drafts_event(self) -> Event:
        return self._together.drafts.event()

    def needed_uploads(self) -> set[str]:
        """Those of drafts and reports, beside those in scenes and history."""
        return {*self._together.drafts.needed_uploads(), *self.reports.needed_uploads()}

    def begin_upload(self, actor: Actor, sha256: str, size: int, name: str) -> UploadInfo:
        check_somewhere(actor, Right.PUSH)
        most = f"{self.site.site.uploads.largest_gb:g}"
        if size > float(most) * 1e9:
            sentence = f"'{name}' has {size / 1e9:.1f} GB; this site takes files up to {most} GB"
            raise CommandRefused(sentence, Why.FILE_LARGE, most=most)
        return self._uploads.begin(sha256, size, name)

    async def add_to_upload(
        self, actor: Actor, upload: str, offset: int, data: bytes
    ) -> UploadInfo:
        check_somewhere(actor, Right.PUSH)
        return await self._uploads.add(upload, offset, data)

    async def approve_display(self, actor: Actor, name: str) -> None:
        check_everywhere(actor, Right.DISPLAYS)
        self._approvals.approve(name)

    def want_levels(self) -> None:
        self.sounding.want_levels()

    def show_lasers(self, wall: str, lasers: Sequence[Pointer]) -> None:
        self.followers.tell_displays(ShowLasers(wall=wall, lasers=tuple(lasers)))

    def show_marks(self, wall: str, marks: Sequence[Mark]) -> None:
        self.followers.tell_displays(ShowMarks(wall=wall, marks=tuple(marks)))

    def check_drive(self, actor: Actor, wall: str, tile: str, *, override: bool = False) -> Tile:
        where, scene, now = self.wall(wall), self._store.confirmed(wall), time.time()
        return check_drive(actor, where, scene, tile, self._kinds, at=now, override=override)

    def has_own_clipboard(self, kind: str) -> bool:
        return (known := self._kinds.find(kind)) is not None and known.own_clipboard

    def drive(self, told: ShowDrives | DriveTile) -> None:
        self.displays.drive(told)

    def listen(self, listener: Callable[[Event], bool | None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, event: Event) -> bool:
        """Whether a client hears of it."""
        heard = [listener(event) for listener in tuple(self._listeners)]
        return any(heard)

    def _stage_changed(self, wall: str) -> None:
        self.previews.stage_changed()
        self.tell(Event(type="stage.changed", wall=wall))

    def _publish(self, entry: Entry, shown: HowShown) -> None:
        self.followers.tell_displays(
            SceneChanged(
                wall=entry.wall,
                revision=entry.revision,
                changes=entry.changes,
                fade_ms=shown.fade_ms,
                at=shown.at,
            )
        )
        self._housekeeping.scene_changed()
        self.stages.scene_changed(entry.wall, entry.changes)
        self.tell(
            Event(
                type="scene.changed",
                wall=entry.wall,
                revision=entry.revision,
                changes=entry.changes,
                actor=entry.actor.name,
            )
        )
        self._together.published(entry)
