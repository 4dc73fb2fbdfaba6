"""AsyncWall: a wall as seen by an asyncio program. Reconnects by itself."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar

from pydantic import JsonValue, TypeAdapter

from wall.client.administering import AsyncAdministration
from wall.client.asking import LOOKING, AsyncTogether
from wall.client.connection import (
    Answered,
    Connection,
    ConnectionBroken,
    ControllerUnreachable,
    NotAdmitted,
    open_connection,
)
from wall.client.finding import WallAddress, find_wall
from wall.client.trusting import WrongCertificate
from wall.client.uploading import FileUnreadable, Progress, upload_file
from wall.kinds.addresses import UPLOAD, is_upload, is_url
from wall.model.actors import Grant, Role
from wall.model.changes import follow
from wall.model.datasets import Dataset
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import AlertLevel
from wall.protocol import requests as ask
from wall.protocol.content import Done
from wall.protocol.messages import (
    EventMessage,
    Identified,
    NewToken,
    SceneChanged,
    SceneTold,
    TokenInfo,
)
from wall.protocol.previews import WIDEST, Preview
from wall.protocol.status import HistoryEntry, LayoutInfo, Status, UploadInfo

T = TypeVar("T")

WAIT_S = 15.0
FIRST_DELAY_S, LONGEST_DELAY_S = 0.1, 5.0
MAX_EVENTS, ATTEMPTS = 10_000, 4
_REPEATABLE = (
    ask.GetStatus,
    ask.GetScene,
    ask.ListLayouts,
    ask.GetHistory,
    ask.TakeSnapshot,
    ask.ListTokens,
    ask.BeginUpload,
    ask.Subscribe,
    ask.PushDataset,
    ask.IdentifyScreens,
    ask.StageLayout,
    *LOOKING,
)
"""Asking them twice does no harm: they are sent again after a broken connection."""


class AsyncWall(AsyncTogether, AsyncAdministration):
    """One wall controller. Use as `async with AsyncWall(address) as wall`.

    While the connection is lost, requests wait for it up to `wait_s`, and it is tried again with
    growing pauses. A change whose answer was lost raises ConnectionBroken: it is not sent twice.
    """

    def __init__(self, address: WallAddress | None = None, *, wait_s: float = WAIT_S) -> None:
        """None: the wall that `find_wall` finds."""
        self._address = address or find_wall()
        self._wait_s = wait_s
        self._connection: Connection | None = None
        self._connected = asyncio.Event()
        self._refused: NotAdmitted | WrongCertificate | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._subscription: ask.Subscribe | None = None
        self._events: asyncio.Queue[EventMessage] = asyncio.Queue(MAX_EVENTS)
        self._previews: dict[tuple[str, str | None, str], Preview] = {}
        """Those that were not read yet, the newest of each."""
        self._preview_came = asyncio.Event()
        self.scenes: dict[str, Scene] = {}
        """The walls as they are now, once `follow` was called."""

    async def __aenter__(self) -> Self:
        """Raises ControllerUnreachable, WrongCertificate or NotAdmitted."""
        self._use(await open_connection(self._address, self._hear, seen=self._see))
        self._keeper = asyncio.create_task(self._keep(), name="wall client")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Idempotent."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()

    async def identified(self) -> Identified:
        """Who the controller says this client is, and its walls."""
        return (await self._ready()).identified

    # -- looking -----------------------------------------------------------------------------

    async def status(self) -> Status:
        return await self._result(Status, ask.GetStatus())

    async def scene(self, wall: str | None = None) -> Scene:
        return _read(Scene, await self._ask(ask.GetScene(wall=wall)))

    async def layouts(self, wall: str | None = None) -> list[LayoutInfo]:
        return _read(list[LayoutInfo], await self._ask(ask.ListLayouts(wall=wall)))

    async def history(
        self,
        wall: str | None = None,
        limit: int = 50,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> list[HistoryEntry]:
        request = ask.GetHistory(wall=wall, limit=limit, since=since, until=until)
        return await self._result(list[HistoryEntry], request)

    async def snapshot(
        self,
        wall: str | None = None,
        *,
        screen: str | None = None,
        tile: str | None = None,
        max_width: int | None = None,
        stamp: bool = False,
    ) -> bytes:
        """A PNG of what is on the screens."""
        request = ask.TakeSnapshot(
            wall=wall, screen=screen, tile=tile, max_width=max_width, stamp=stamp
        )
        return (await self._ask(request)).picture

    # -- changing ----------------------------------------------------------------------------

    async def push(
        self,
        kind: str,
        settings: dict[str, JsonValue] | None = None,
        *,
        at: str = "all",
        rect: Rect | None = None,
        id: str | None = None,  # noqa: A002 -- as on the wire
        title: str | None = None,
        source: str | None = None,
        for_s: float | None = None,
        override: bool = False,
    ) -> Done:
        """Put a tile of any kind on the wall."""
        request = ask.PushContent(
            kind=kind,
            settings=settings or {},
            at=at,
            rect=rect,
            id=id,
            title=title,
            source=source,
            for_s=for_s,
            override=override,
        )
        return _read(Done, await self._ask(request))

    async def alert(
        self,
        text: str,
        *,
        level: AlertLevel = "info",
        at: str = "all",
        for_s: float | None = 30.0,
        sound: Literal["none", "chime", "speech"] | None = None,
        override: bool = False,
    ) -> Done:
        """`sound`: how it is heard; None: as the site says for its level."""
        request = ask.RaiseAlert(
            text=text, level=level, at=at, for_s=for_s, sound=sound, override=override
        )
        return await self._result(Done, request)

    async def submit(
        self,
        *commands: ask.ChannelCommand,
        wall: str | None = None,
        seen: int | None = None,
        reason: str = "",
        override: bool = False,
    ) -> Done:
        """All commands or none, in one revision."""
        return await self._result(
            Done,
            ask.Batch(commands=commands, wall=wall, seen=seen, reason=reason, override=override),
        )

    async def undo(self, wall: str | None = None, *, override: bool = False) -> Done:
        return _read(Done, await self._ask(ask.Undo(wall=wall, override=override)))

    async def identify(self, seconds: float = 10.0) -> None:
        """Show each screen's address on it."""
        await self._ask(ask.IdentifyScreens(seconds=seconds))

    async def push_dataset(self, source: str, dataset: Dataset) -> None:
        await self._ask(ask.PushDataset(source=source, dataset=dataset))

    # -- administration -----------------------------------------------------------------------

    async def tokens(self) -> list[TokenInfo]:
        return _read(list[TokenInfo], await self._ask(ask.ListTokens()))

    async def add_token(
        self,
        name: str,
        role: Role = Role.OPERATOR,
        *,
        grants: Sequence[Grant] | None = None,
        for_s: float | None = None,
    ) -> NewToken:
        """With grants, the token has them instead of the role; it ends after `for_s` seconds."""
        given = tuple(grants) if grants is not None else None
        request = ask.AddToken(name=name, role=role, grants=given, for_s=for_s)
        return _read(NewToken, await self._ask(request))

    async def revoke_token(self, name: str) -> None:
        await self._ask(ask.RevokeToken(name=name))

    async def approve_display(self, name: str) -> None:
        await self._ask(ask.ApproveDisplay(name=name))

    # -- files ---------------------------------------------------------------------------------

    async def upload(self, path: Path, progress: Progress | None = None) -> str:
        """Send a file unless the controller has it; returns the address for a setting."""
        return UPLOAD + await upload_file(self, path, progress)

    async def address_of(self, given: str | Path, progress: Progress | None = None) -> str:
        """An address for a setting: URLs as they are, files of this machine uploaded."""
        text = str(given)
        if isinstance(given, str) and (is_url(text) or is_upload(text)):
            return text
        path = Path(given).expanduser()
        if not path.is_file():
            raise FileUnreadable(f"there is no file {path}; give a file or an address (https://…)")
        return await self.upload(path, progress)

    async def begin_upload(self, sha256: str, size: int, name: str) -> UploadInfo:
        request = ask.BeginUpload(sha256=sha256, size=size, name=name[:255])
        return _read(UploadInfo, await self._ask(request))

    async def add_to_upload(self, info: UploadInfo, offset: int, data: bytes) -> UploadInfo:
        """After a broken connection the answer tells where to go on."""
        try:
            return await (await self._ready()).add_to_upload(info.upload, offset, data)
        except ConnectionBroken:
            return await self.begin_upload(info.sha256, info.size, "")

    async def chunk_bytes(self) -> int:
        return (await self._ready()).chunk_bytes

    # -- events --------------------------------------------------------------------------------

    async def follow(
        self,
        topics: Sequence[ask.Topic] = ("scene",),
        walls: Sequence[str] = (),
        *,
        preview_width: int = WIDEST,
    ) -> None:
        """Keep `scenes`, `events` and `previews` going, through lost connections too."""
        self._subscription = ask.Subscribe(
            topics=tuple(topics), walls=tuple(walls), preview_width=preview_width
        )
        await self._ask(self._subscription)

    async def events(self) -> AsyncIterator[EventMessage]:
        """What happens, in order; `follow` says what. After a gap a scene comes as a whole."""
        while True:
            yield await self._events.get()

    async def previews(self) -> AsyncIterator[Preview]:
        """Small pictures as they change, after `follow` with the topic `previews` or
        `stage_previews`. Who reads slowly gets the newest of each."""
        while True:
            while not self._previews:
                self._preview_came.clear()
                await self._preview_came.wait()
            yield self._previews.pop(next(iter(self._previews)))

    # -- the connection --------------------------------------------------------------------------

    async def _result(self, model: type[T], request: ask.Request) -> T:
        return _read(model, await self._ask(request))

    async def _ask(self, request: ask.Request) -> Answered:
        attempts = ATTEMPTS if isinstance(request, _REPEATABLE) else 1
        for left in reversed(range(attempts)):
            connection = await self._ready()
            try:
                return await connection.ask(request)
            except ConnectionBroken:
                if not left:
                    raise
        raise AssertionError("the last attempt returns or raises")

    async def _ready(self) -> Connection:
        """The connection, once there is one. Raises what keeps it from coming."""
        if self._connection is not None and not self._connection.ended.done():
            return self._connection
        if self._refused is None:
            self._connected.clear()
            try:
                async with asyncio.timeout(self._wait_s):
                    await self._connected.wait()
            except TimeoutError:
                why = f"no connection for {self._wait_s:g} s; is the wall running?"
                raise ControllerUnreachable(self._address.url, why) from None
        if self._refused is not None:
            raise self._refused
        if self._connection is None:
            raise ControllerUnreachable(self._address.url, "use it as 'async with'")
        return self._connection

    async def _keep(self) -> None:
        """Connect again whenever the connection ends, until the controller refuses."""
        while self._connection is not None:
            await asyncio.wait([self._connection.ended])
            delay_s = FIRST_DELAY_S
            while True:
                try:
                    self._use(await open_connection(self._address, self._hear, seen=self._see))
                    break
                except (NotAdmitted, WrongCertificate) as error:
                    self._refused = error
                    self._connected.set()
                    return
                except ControllerUnreachable:
                    # A crowd of clients must not come back in one moment.
                    await asyncio.sleep(delay_s * random.uniform(0.5, 1.5))
                    delay_s = min(LONGEST_DELAY_S, delay_s * 2)
            if self._subscription is not None:
                try:
                    await self._connection.ask(self._subscription)
                except ConnectionBroken:
                    continue

    def _use(self, connection: Connection) -> None:
        self._connection = connection
        self._connected.set()

    def _hear(self, event: EventMessage) -> None:
        match event:
            case SceneTold(wall=wall, scene=scene):
                self.scenes[wall] = scene
            case SceneChanged(wall=wall, revision=revision, changes=changes):
                self.scenes[wall] = follow(self.scenes[wall], changes, revision)
            case _:
                pass
        if self._events.full():
            # Nobody reads them; the scenes stay right, and the newest events are worth most.
            self._events.get_nowait()
        self._events.put_nowait(event)

    def _see(self, preview: Preview) -> None:
        key = (preview.wall, preview.stage, preview.name)
        self._previews.pop(key, None)
        self._previews[key] = preview
        self._preview_came.set()


def _read(model: type[T], answered: Answered) -> T:
    return TypeAdapter(model).validate_python(answered.result, extra="ignore")
