"""What the controller can do for people: the interface that channel and REST offer.

All methods run on the controller's event loop. Each checks the actor's role itself and raises
a WallError (CommandRefused, Conflict, AddressRefused, JournalUnavailable …) with a sentence.
An awaited change is in the journal, on disk, when the call returns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel

from wall.controller.local_drives import LocalDrives
from wall.controller.post_pictures import PostPictures
from wall.controller.posts import Posts
from wall.controller.previews import Previews
from wall.controller.publishing import DraftMediaDoor
from wall.controller.reports import Reports
from wall.link.messages import DriveTile, ShowDrives
from wall.model.actors import Actor
from wall.model.commands import Command
from wall.model.datasets import Dataset
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Tile
from wall.protocol.content import Alert, Done, Event, Push
from wall.protocol.requests import TogetherRequest
from wall.protocol.status import HistoryEntry, LayoutInfo, StageInfo, Status, UploadInfo
from wall.protocol.together import Mark, Pointer

__all__ = ["Alert", "Done", "Event", "Operations", "Push"]


class Operations(Protocol):
    """Implemented by `wall.controller.controller.Controller`."""

    @property
    def previews(self) -> Previews:
        """Small live pictures. Each method checks what its actor may see."""

    @property
    def local_drives(self) -> LocalDrives:
        """Who works tiles at the wall itself."""

    @property
    def posts(self) -> Posts:
        """How many posts wait, and calls of hooks. Requests come by `work_together`."""

    @property
    def post_pictures(self) -> PostPictures:
        """Pictures of posts, made small, and what the site says about moderating."""

    def walls(self) -> tuple[Wall, ...]: ...

    def scene(self, wall: str | None = None) -> Scene:
        """None: the site's first wall. Raises AddressError for an unknown one."""

    def status(self) -> Status: ...

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
        """An atomic batch. With `seen`, a field that others changed later is a Conflict."""

    async def push(self, actor: Actor, push: Push) -> Done: ...

    async def alert(self, actor: Actor, alert: Alert) -> Done: ...

    async def undo(self, actor: Actor, wall: str | None = None, *, override: bool = False) -> Done:
        """Undo the actor's newest change that is not undone yet."""

    def layouts(self, wall: str | None = None) -> tuple[LayoutInfo, ...]: ...

    async def stage(self, actor: Actor, layout: str, wall: str | None = None) -> StageInfo:
        """Prepare a layout, hidden; returns when it is ready or its deadline has passed."""

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
        """Take a layout: the staged one where none is named. Stages it first if need be."""

    async def snapshot(
        self,
        wall: str | None = None,
        *,
        screen: str | None = None,
        tile: str | None = None,
        max_width: int | None = None,
        stamp: bool = False,
    ) -> bytes:
        """A PNG of what is on the screens now."""

    async def identify(self, actor: Actor, seconds: float = 10.0) -> None: ...

    async def push_dataset(self, actor: Actor, source: str, dataset: Dataset) -> None: ...

    async def history(
        self,
        wall: str | None = None,
        limit: int = 50,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> tuple[HistoryEntry, ...]:
        """Newest first."""

    async def work_together(
        self, actor: Actor, request: TogetherRequest
    ) -> BaseModel | Sequence[BaseModel] | bytes | None:
        """Leases, panic, stages, the schedule, the past: what `TogetherRequest` names.

        Bytes are those of a picture.
        """

    def want_levels(self) -> None:
        """Somebody looks at meters: displays tell levels while it is so."""

    def show_lasers(self, wall: str, lasers: Sequence[Pointer]) -> None:
        """Laser pointers over a wall, all of them, until they are told again."""

    def show_marks(self, wall: str, marks: Sequence[Mark]) -> None:
        """Drawn marks over a wall, all of them, until they are told again."""

    def check_drive(self, actor: Actor, wall: str, tile: str, *, override: bool = False) -> Tile:
        """The tile, where the actor may work it from a desk. Raises WallError."""

    def has_own_clipboard(self, kind: str) -> bool:
        """Whether copying in such a tile leaves the clipboard of the display's machine alone."""

    def drive(self, told: ShowDrives | DriveTile) -> None:
        """To displays: who works tiles of a wall, all of them; or mouse and keyboard for one.

        What was typed is kept nowhere.
        """

    def recording_file(self, actor: Actor, recording: str) -> Path:
        """The film of a recording that has ended. Raises WallError."""

    def shares_event(self) -> Event:
        """All desks that are shared, as told to everybody."""

    def drafts_event(self) -> Event:
        """How many drafts wait, as told to everybody."""

    @property
    def draft_media(self) -> DraftMediaDoor:
        """Uploads for the publishing tool."""

    @property
    def reports(self) -> Reports:
        """What contributors send by the form. Requests come by `work_together`."""

    def begin_upload(self, actor: Actor, sha256: str, size: int, name: str) -> UploadInfo:
        """Begin or resume; complete at once if the content is known already."""

    async def add_to_upload(
        self, actor: Actor, upload: str, offset: int, data: bytes
    ) -> UploadInfo:
        """Append; the last part checks the checksum and probes the content."""

    async def approve_display(self, actor: Actor, name: str) -> None: ...

    def listen(self, listener: Callable[[Event], bool | None]) -> Callable[[], None]:
        """Hear of events, on the loop, in order; call the result to stop.

        A listener may say whether it told the event to a client.
        """
