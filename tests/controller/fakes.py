"""FakeOperations: a controller that keeps scenes in memory, by the real rules of change."""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from PIL import Image
from pydantic import BaseModel

from tests.controller.written_words import WrittenWords
from wall.control.authorizing import check_commands
from wall.control.driving import check_drive
from wall.control.staging import Stage
from wall.controller.approvals import DisplayApprovals
from wall.controller.followers import Follower, FollowerEvents, Followers
from wall.controller.local_drives import LocalDrives
from wall.controller.operations import Alert, Done, Event, Push
from wall.controller.post_pictures import PostPictures
from wall.controller.posts import Posts
from wall.controller.previews import Previews
from wall.controller.uploads import Uploads
from wall.errors import AddressError, CommandRefused, Conflict, RequestFailed
from wall.kinds.kind import TileKind, TileSettings
from wall.kinds.registry import KindRegistry
from wall.link.messages import (
    DisplaySettings,
    DrivenTile,
    DriveTile,
    HookAnswer,
    Identified,
    PostsAnswer,
    PostsNews,
    ShowDrives,
    ShowPreviews,
    ToController,
)
from wall.model.actors import Actor
from wall.model.applying import apply_all
from wall.model.commands import AddTile, Command
from wall.model.datasets import Dataset
from wall.model.geometry import Rect, Size
from wall.model.moderation import Moderation
from wall.model.scene import Scene
from wall.model.screens import RectMm, Screen, Wall
from wall.model.tiles import Health, HealthState, Layer, Tile
from wall.protocol.draft_requests import DraftRequest
from wall.protocol.drive_requests import Input
from wall.protocol.report_requests import ContributorRequest
from wall.protocol.requests import TogetherRequest
from wall.protocol.share_requests import SharesTold
from wall.protocol.status import (
    DisplayStatus,
    HistoryEntry,
    LayoutInfo,
    ScreenStatus,
    SourceStatus,
    StageInfo,
    Status,
    TileStatus,
    UploadInfo,
    WallStatus,
)
from wall.protocol.together import Mark, Pointer
from wall.sitefile.declared import AddressPolicy


def grid_wall(name: str = "hub", columns: int = 3, rows: int = 2) -> Wall:
    screens = tuple(
        Screen(
            address=f"{chr(ord('A') + column)}{row + 1}",
            rect=Rect(column * 1920, row * 1080, 1920, 1080),
            pixels=Size(1920, 1080),
            rect_mm=RectMm(column * 1020.0, row * 575.0, 1018.0, 573.0),
        )
        for row in range(rows)
        for column in range(columns)
    )
    return Wall(name=name, title=name.title(), screens=screens)


KINDS = KindRegistry(
    [
        TileKind("web", "Web page", TileSettings, "nowhere:View", interactive=True),
        TileKind("text", "Text", TileSettings, "nowhere:View"),
    ]
)


class FakeOperations:
    """Implements Operations. `calls` tells what was asked, `hold` makes stages wait."""

    def __init__(self, uploads: Uploads | None = None) -> None:
        self._walls = (grid_wall("hub"), grid_wall("lobby", 1, 1))
        self.scenes = {wall.name: Scene(wall=wall.name) for wall in self._walls}
        self.uploads = uploads
        self.calls: list[tuple[str, object]] = []
        self.hold: asyncio.Event | None = None
        self.fail_with: Exception | None = None
        self.picture: bytes = _png()
        self.lasers: dict[str, tuple[Pointer, ...]] = {}
        self.marks: dict[str, tuple[Mark, ...]] = {}
        self.datasets: dict[str, Dataset] = {}
        self.drives: dict[str, tuple[DrivenTile, ...]] = {}
        self.local_drives = LocalDrives()
        folder = Path(tempfile.mkdtemp(prefix="wall-fake-"))
        approvals = DisplayApprovals(folder / "displays.json")
        events = FollowerEvents(self._joined, self._heard, lambda *_: None, lambda _: None)
        self.followers = Followers("s" * 40, approvals, events)
        self.posts = Posts(self.followers, self.tell, folder / "withdrawn.json", lambda: None)
        self.post_pictures = PostPictures(AddressPolicy, Moderation)
        self.written = WrittenWords(folder, self.tell)
        self.reports, self.draft_media = self.written.reports, self.written.media
        self.driven: list[Input] = []
        """What displays would have been told."""
        self._listeners: list[Callable[[Event], bool | None]] = []
        self._pushed = 0
        self.wanted_previews: list[ShowPreviews] = []
        """What displays would have been told."""
        self.staged: dict[str, Stage] = {}
        self.previews = Previews(self.wanted_previews.append, self.walls, self._staged_of)

    def _joined(self, follower: Follower) -> None:
        follower.send(Identified(now=1.0, settings=DisplaySettings(site="t"), walls=self._walls))

    def _heard(self, follower: Follower, message: ToController) -> None:
        if isinstance(message, PostsAnswer | PostsNews | HookAnswer):
            self.posts.heard(message)

    def _staged_of(self, wall: str) -> tuple[Stage, ...]:
        return tuple(stage for stage in self.staged.values() if stage.wall == wall)

    def shares_event(self) -> Event:
        return Event(type="shares.changed", told=SharesTold(shares=()))

    def drafts_event(self) -> Event:
        return self.written.drafts.event()

    def walls(self) -> tuple[Wall, ...]:
        return self._walls

    def scene(self, wall: str | None = None) -> Scene:
        name = wall or self._walls[0].name
        if name not in self.scenes:
            raise AddressError(name, f"there is no wall '{name}'")
        return self.scenes[name]

    def status(self) -> Status:
        scene = self.scene()
        return Status(
            site="fake",
            version="0.1.0",
            revision=scene.revision,
            layout=None,
            ready=True,
            walls=tuple(
                WallStatus(
                    name=wall.name,
                    title=wall.title,
                    revision=self.scenes[wall.name].revision,
                    layout=None,
                    ready=True,
                )
                for wall in self._walls
            ),
            screens=tuple(
                ScreenStatus(
                    wall=wall.name,
                    address=screen.address,
                    monitor=f"DP-{screen.address}",
                    present=True,
                    rect=screen.rect,
                    fps=30.0,
                )
                for wall in self._walls
                for screen in wall.screens
            ),
            tiles=tuple(
                TileStatus(
                    wall=wall,
                    id=tile.id,
                    kind=tile.kind,
                    layer=tile.layer,
                    rect=tile.rect,
                    title=tile.title,
                    owner=tile.owner,
                    source=tile.source,
                    health=Health(state=HealthState.OK),
                )
                for wall, now in self.scenes.items()
                for tile in now.tiles
            ),
            sources=(SourceStatus(name="newsroom", kind="rss", health=Health()),),
            displays=(
                DisplayStatus(name="local", machine="here", connected=True),
                DisplayStatus(
                    name="left",
                    machine="there",
                    connected=False,
                    approved=False,
                    fingerprint="1f2e3d4c5b6a7980",
                ),
            ),
        )

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
        self.calls.append(("submit", tuple(commands)))
        if self.fail_with is not None:
            raise self.fail_with
        scene = self.scene(wall)
        check_commands(actor, self._wall(scene.wall), scene, commands)
        if seen is not None and seen < scene.revision:
            raise Conflict("news", "rect", "somebody")
        canvas = self._wall(scene.wall).canvas
        after, changes = apply_all(scene, commands, canvas)
        self.scenes[scene.wall] = after
        await asyncio.sleep(0)
        if changes:
            self.tell(
                Event(
                    type="scene.changed",
                    wall=scene.wall,
                    revision=after.revision,
                    changes=changes,
                    actor=actor.name,
                )
            )
        return Done(wall=scene.wall, revision=after.revision)

    async def push(self, actor: Actor, push: Push) -> Done:
        self._pushed += 1
        name, _, area = push.at.rpartition("/")
        wall = self._walls[0] if not name else next(w for w in self._walls if w.name == name)
        tile = Tile(
            id=push.id or f"{push.kind}-{self._pushed}",
            kind=push.kind,
            rect=push.rect or wall.area(area),
            layer=Layer.PUSHED,
            settings=push.settings,
            title=push.title,
            owner=actor.name,
        )
        self.calls.append(("push", push))
        done = await self.submit(actor, wall.name, (AddTile(tile=tile),))
        return done.model_copy(update={"tile": tile.id})

    async def alert(self, actor: Actor, alert: Alert) -> Done:
        self.calls.append(("alert", alert))
        return Done(wall="hub", revision=self.scene().revision, tile="alert-1")

    async def undo(self, actor: Actor, wall: str | None = None, *, override: bool = False) -> Done:
        self.calls.append(("undo", wall))
        raise CommandRefused(f"there is nothing of {actor.name} to undo")

    def layouts(self, wall: str | None = None) -> tuple[LayoutInfo, ...]:
        return (
            LayoutInfo(name="listening", title="Listening", wall="hub", on=True, staged=False),
            LayoutInfo(name="event", title="Event", wall="hub", on=False, staged=True),
        )

    async def stage(self, actor: Actor, layout: str, wall: str | None = None) -> StageInfo:
        self.calls.append(("stage", layout))
        if self.hold is not None:
            await self.hold.wait()
        return StageInfo(stage="s1", wall="hub", layout=layout, complete=True)

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
        self.calls.append(("take", (layout, clear, fade_ms)))
        if self.hold is not None:
            await self.hold.wait()
        return Done(wall="hub", revision=self.scene().revision + 1)

    async def snapshot(
        self,
        wall: str | None = None,
        *,
        screen: str | None = None,
        tile: str | None = None,
        max_width: int | None = None,
        stamp: bool = False,
    ) -> bytes:
        self.calls.append(("snapshot", (wall, screen, tile, max_width)))
        return self.picture

    async def identify(self, actor: Actor, seconds: float = 10.0) -> None:
        self.calls.append(("identify", seconds))

    async def push_dataset(self, actor: Actor, source: str, dataset: Dataset) -> None:
        self.datasets[source] = dataset

    async def work_together(
        self, actor: Actor, request: TogetherRequest
    ) -> BaseModel | Sequence[BaseModel] | None:
        self.calls.append((request.type, request))
        if isinstance(request, DraftRequest):
            return await self.written.drafts.answer(actor, request)
        if isinstance(request, ContributorRequest):
            return self.written.reports.answer(actor, request)
        return None

    def want_levels(self) -> None:
        self.calls.append(("want_levels", None))

    def show_lasers(self, wall: str, lasers: Sequence[Pointer]) -> None:
        self.lasers[wall] = tuple(lasers)

    def show_marks(self, wall: str, marks: Sequence[Mark]) -> None:
        self.marks[wall] = tuple(marks)

    def check_drive(self, actor: Actor, wall: str, tile: str, *, override: bool = False) -> Tile:
        where, scene = self._wall(wall), self.scene(wall)
        return check_drive(actor, where, scene, tile, KINDS, at=time.time(), override=override)

    def recording_file(self, actor: Actor, recording: str) -> Path:
        raise RequestFailed("not_found", f"there is no recording '{recording}'")

    def has_own_clipboard(self, kind: str) -> bool:
        return KINDS.get(kind).own_clipboard

    def drive(self, told: ShowDrives | DriveTile) -> None:
        if isinstance(told, ShowDrives):
            self.drives[told.wall] = told.drives
        else:
            self.driven += told.inputs

    async def history(
        self,
        wall: str | None = None,
        limit: int = 50,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> tuple[HistoryEntry, ...]:
        entry = HistoryEntry(
            wall="hub", revision=1, at=0.0, actor="anna", reason="", summary="added tile 'news'"
        )
        return (entry,)[:limit]

    def begin_upload(self, actor: Actor, sha256: str, size: int, name: str) -> UploadInfo:
        assert self.uploads is not None
        return self.uploads.begin(sha256, size, name)

    async def add_to_upload(
        self, actor: Actor, upload: str, offset: int, data: bytes
    ) -> UploadInfo:
        assert self.uploads is not None
        return await self.uploads.add(upload, offset, data)

    async def approve_display(self, actor: Actor, name: str) -> None:
        self.calls.append(("approve", name))

    def listen(self, listener: Callable[[Event], bool | None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _wall(self, name: str) -> Wall:
        return next(wall for wall in self._walls if wall.name == name)

    # -- for tests ---------------------------------------------------------------------------

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    def tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)


@cache
def _png() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((1600, 900), 100).save(buffer, "PNG")
    return buffer.getvalue()
